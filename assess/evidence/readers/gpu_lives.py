"""Lives of GPUs: when each was put into a place, when it was taken out, and whether it failed. MTTF with censoring.

Format: Titan's GPU history (olcf/TitanGPULife, ``gc_full.csv``): a row for each stay of a serial number, with its seconds;
event DBE (double-bit error) or OTB (off the bus) where it failed. A GPU's life is the sum of its stays up to the first
failure; one without a failure is censored.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from assess.evidence.comma_tables import Table, rows, table_of
from assess.evidence.derive.lives import first_failures
from assess.evidence.numbers import plain
from assess.evidence.outages import Life
from assess.evidence.reading import Extract, Finding, Match, Where
from assess.evidence.registry import Reader
from assess.evidence.remarks import Remarks
from assess.evidence.source import Source
from assess.evidence.stamps import stamp
from indicators.records import Text

KIND, TOOL = "gpu_lives", "GPU history"
COLUMNS = ("SN", "location", "insert", "remove", "duration", "out", "event")
FAILURES = ("DBE", "OTB")
CLOCK = 3600.0
BAD_ROW = Text("该行无法读出，未采用", "The row cannot be read and is not used")
CLOCK_CHANGE = Text(
    "起止时间与时长恰差一小时（夏令时），采用时长",
    "The times differ from the duration by an hour sharp (summer time); the duration counts",
)
DISAGREES = Text(
    "时长与起止时间不符，该行未采用", "The duration disagrees with the times; the row is not used"
)
UNEXPLAINED = Text(
    "取出但没有写明故障的，按未故障（删失）计",
    "Taken out without a failure being told: counted as censored",
)
NO_LIVES = Text("没有可用的记录", "No record that can be used")


class Stay(NamedTuple):
    """One stay of a GPU in a place."""

    start: float
    seconds: float
    failed: bool
    line: int


@dataclass
class Book:
    """Stays by serial number, and what is said of the file."""

    stays: dict[str, list[Stay]] = field(default_factory=dict)
    remarks: Remarks = field(default_factory=Remarks)


def recognise(source: Source) -> Match:
    """Told by the columns of its heading."""
    if table_of(source, COLUMNS):
        return Match(1.0, "heading SN, location, insert, remove, duration, out, event")
    return Match(0.0, "no heading SN,location,insert,remove,duration,out,event")


def read(source: Source) -> Extract:
    """Hours to the first failure and units, those that never failed included."""
    table, book = table_of(source, COLUMNS) or Table((), 0), Book()
    for number, cells in rows(source, table):
        _take(book, cells, number)
    derived = first_failures(_lives(book))
    if not derived.readings:
        book.remarks.say(Finding("no_lives", "error", NO_LIVES))
    findings = (*book.remarks, *derived.findings)
    facts = {"cards": len(book.stays)} if book.stays else {}
    return Extract(KIND, TOOL, "", tuple(derived.readings), findings, facts)


def _take(book: Book, cells: dict[str, str] | None, number: int) -> None:
    """One row into the book."""
    where = Where(number)
    begin = stamp(cells["insert"]) if cells else None
    finish = stamp(cells["remove"]) if cells else None
    lasted = plain(cells["duration"]) if cells else None
    if cells is None or begin is None or finish is None or lasted is None or not cells["sn"]:
        book.remarks.say(Finding("bad_row", "error", BAD_ROW, where))
        return
    off = abs(finish.seconds - begin.seconds - lasted)
    if off not in (0.0, CLOCK):
        told = f"{lasted:g} s", f"{finish.seconds - begin.seconds:g} s"
        book.remarks.say(Finding("duration_disagrees", "error", DISAGREES, where, *told))
        return
    book.remarks.say(Finding("clock_change", "note", CLOCK_CHANGE, where), int(off == CLOCK))
    failed = cells["event"].upper() in FAILURES
    out = cells["out"].upper() == "TRUE" and not failed
    book.remarks.say(Finding("unexplained_removal", "note", UNEXPLAINED, where), int(out))
    book.stays.setdefault(cells["sn"], []).append(Stay(begin.seconds, lasted, failed, number))


def _lives(book: Book) -> Iterator[Life]:
    """Each GPU up to its first failure."""
    for serial, stays in book.stays.items():
        lived, failed = 0.0, False
        for stay in sorted(stays):
            if not failed:
                lived += stay.seconds
                failed = stay.failed
        first = min(stays)
        yield Life(serial, first.start, lived, failed, first.line)


READER = Reader(KIND, Text("GPU 装卸与故障记录", "Lives of GPUs"), (TOOL,), recognise, read)
