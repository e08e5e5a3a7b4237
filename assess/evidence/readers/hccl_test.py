"""hccl_test: collective bandwidth of Ascend cards.

Format: Ascend HCCL test tool, ``data_size(Bytes): | aveg_time(us): | alg_bandwidth(GB/s): | check_result:`` (the binary
spells "aveg", the manual "avg"). Some builds print GiB/s under "GB/s", so the bandwidth is computed from size and time;
the printed one must be it in either unit. The HCCL emulator prints the same table with equal times.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assess.evidence.collectives import FACTORS, LARGE_MESSAGE, NO_LARGE, NO_TABLE
from assess.evidence.numbers import plain
from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from indicators.records import Text

KIND, TOOL = "hccl_test", "hccl_test"
HEADER = re.compile(r"data_size\(Bytes\):?\s*\|\s*ave?g_time\(us\):?\s*\|\s*alg_bandwidth\(GB/s\)")
COMMAND = re.compile(
    r"(?:^|/|\d )(all_reduce|all_gather|reduce_scatter|alltoall|broadcast|reduce|scatter)_test\b"
)
RANKS = re.compile(r"\bmpirun\b.*?\s-(?:n|np)\s+(\d{1,18})(?=\s)(?:.*\s-p\s+(\d{1,18})\b)?")
"""Ranks, and cards per host where they are told: the one must be a multiple of the other."""

CELLS = 4
GIB = 1.073741824
HALF_DIGIT = 5e-6
"""The printed bandwidth has five decimals."""

HALF_HUNDREDTH = 0.005
SLACK = 1.2

EMULATED = Text(
    "各行用时完全相同，是仿真器的输出，不作证据",
    "All times are equal: this is the emulator's output, not a measurement",
)
FAILED = Text("校验失败，结果作废", "The check failed; the run is void")
UNCHECKED = Text("没有校验结果（NULL）", "The result was not checked (NULL)")
GIBI = Text(
    "表头写 GB/s，所印数值实为 GiB/s；采用数据量除以用时",
    "The heading says GB/s and the figures are GiB/s; size over time is used",
)
DISAGREES = Text(
    "所印带宽与数据量除以用时不符，未采用",
    "The printed bandwidth and size over time disagree; not used",
)
ASK_RANKS = Text(
    "文件没有给出卡数，只得到算法带宽；请补充卡数与主机数",
    "The file does not tell the number of cards, so this is algorithm bandwidth; state cards and hosts",
)
UNREADABLE = Text("结果表中有一行无法读出", "A row of the table cannot be read")


@dataclass(frozen=True)
class Row:
    """Bytes, microseconds, bandwidth as printed, and the result of the check."""

    line: int
    size: int
    time: float
    printed: float
    check: str

    @property
    def bandwidth(self) -> float:
        """GB/s: size over time."""
        return self.size / self.time / 1000.0


@dataclass
class Table:
    """One table with what was said before it."""

    line: int
    collective: str = ""
    ranks: int = 0
    rows: list[Row] = field(default_factory=list)
    unreadable: list[int] = field(default_factory=list)


def recognise(source: Source) -> Match:
    """Told by the heading of its table."""
    if HEADER.search(source.head):
        return Match(1.0, "heading data_size(Bytes) | aveg_time(us) | alg_bandwidth(GB/s)")
    return Match(0.0, "no heading data_size(Bytes) | aveg_time(us) | alg_bandwidth(GB/s)")


def read(source: Source) -> Extract:
    """The largest bandwidth of each table, over messages of at least 128 MiB."""
    readings: list[Reading] = []
    findings: list[Finding] = []
    for table in _tables(source):
        found, said = _judged(table)
        readings += found
        findings += said
    return Extract(KIND, TOOL, "", tuple(readings), tuple(findings))


def _tables(source: Source) -> Iterator[Table]:
    table, collective, ranks = None, "", 0
    for number, line in source.lines():
        if named := COMMAND.search(line):
            collective = named[1]
        if counted := RANKS.search(line):
            ranks = _ranks(counted)
        if HEADER.search(line):
            if table is not None:
                yield table
            table = Table(number, collective, ranks)
        elif table is not None and "|" in line:
            _take(table, number, line)
    if table is not None:
        yield table


def _ranks(found: "re.Match[str]") -> int:
    """Ranks of a command; 0 where they are no multiple of the cards per host."""
    ranks, per_host = int(found[1]), int(found[2] or 1)
    return ranks if per_host and ranks % per_host == 0 else 0


def _take(table: Table, number: int, line: str) -> None:
    cells = [cell.strip() for cell in line.split("|")]
    size, time, printed = (
        plain(cells[place]) if place < len(cells) else None for place in range(3)
    )
    if len(cells) != CELLS or not size or not time or printed is None:
        table.unreadable.append(number)
    else:
        table.rows.append(Row(number, int(size), time, printed, cells[3]))


def _judged(table: Table) -> tuple[list[Reading], list[Finding]]:
    where = Where(table.line)
    unread = [
        Finding("unreadable_row", "warning", UNREADABLE, Where(line)) for line in table.unreadable
    ]
    if not table.rows:
        return [], [*unread, Finding("no_table", "error", NO_TABLE, where)]
    if len(table.rows) > 1 and len({row.time for row in table.rows}) == 1:
        found = f"{table.rows[0].time:g} us"
        return [], [*unread, Finding("emulated_times", "error", EMULATED, where, found)]
    if failed := [row for row in table.rows if row.check not in {"success", "NULL"}]:
        return [], [*unread, Finding("wrong_values", "error", FAILED, Where(failed[0].line))]
    wrong = [row for row in table.rows if _unit(row) is None]
    unread += [_disagreement(row) for row in wrong]
    large = [row for row in table.rows if row not in wrong and row.size >= LARGE_MESSAGE]
    if not large:
        largest = max(row.size for row in table.rows)
        found, wanted = f"{largest} B", f">= {LARGE_MESSAGE} B"
        return [], [*unread, Finding("no_large_message", "error", NO_LARGE, where, found, wanted)]
    return [_reading(table, max(large, key=lambda row: row.bandwidth))], unread


def _unit(row: Row) -> str | None:
    """The unit in which the printed bandwidth follows from size and time; None where it does in neither."""
    rounding = row.bandwidth * HALF_HUNDREDTH / row.time + HALF_DIGIT
    for unit, scale in (("GB/s", 1.0), ("GiB/s", GIB)):
        if abs(row.bandwidth / scale - row.printed) <= SLACK * rounding:
            return unit
    return None


def _disagreement(row: Row) -> Finding:
    found, wanted = f"{row.printed}", f"{row.bandwidth:.5f}"
    return Finding("bandwidth_disagrees", "error", DISAGREES, Where(row.line), found, wanted)


def _reading(table: Table, row: Row) -> Reading:
    where, unit = Where(row.line), _unit(row) or ""
    warnings = [Finding("gib_called_gb", "note", GIBI, where)] if unit == "GiB/s" else []
    if row.check == "NULL":
        warnings.append(Finding("unchecked", "warning", UNCHECKED, where))
    conditions: dict[str, Condition] = {"size_bytes": row.size}
    if table.collective:
        conditions["collective"] = table.collective
    how = f"{row.size} B / {row.time} us"
    factor = FACTORS.get(table.collective)
    if factor is None or table.ranks <= 1:
        warnings.append(Finding("ranks_needed", "warning", ASK_RANKS, where))
        return Reading("algorithm_bandwidth", row.bandwidth, f"{row.printed}", unit, where, conditions, how, tuple(warnings))  # fmt: skip
    conditions |= {"cards": table.ranks, "algbw_gb_s": row.bandwidth}
    bus, how = row.bandwidth * factor(table.ranks), f"{how} * {factor(table.ranks):g}"
    return Reading("bus_bandwidth", bus, f"{row.printed}", unit, where, conditions, how, tuple(warnings))  # fmt: skip


READER = Reader(
    KIND,
    Text("hccl_test 昇腾集合通信带宽", "hccl_test collective bandwidth of Ascend cards"),
    (TOOL,),
    recognise,
    read,
)
