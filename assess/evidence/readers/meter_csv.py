"""Meter readings as CSV: energy of the site and of IT equipment, and PUE.

Format: ours, docs/evidence.md: timestamp, point, value, unit, kind (cumulative, interval or power); point begins with
``facility`` or ``it``, as in ``it/row-3``. Also the wide form timestamp, facility_kw, it_kw of averaged power.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from assess.evidence.meters import SCOPES, Series, balance
from assess.evidence.reading import Extract, Finding, Match, Severity, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from indicators.records import Text
from indicators.units import UnitError, convert, parse_number

KIND, TOOL = "meter_csv", "meter readings (CSV)"
COLUMNS = ("timestamp", "point", "value", "unit", "kind")
WIDE = ("timestamp", "facility_kw", "it_kw")
CANONICAL = {"cumulative": "kWh", "interval": "kWh", "power": "kW"}

UNREADABLE = Text(
    "该行的时间、数值或类型无法读出，未计入",
    "Time, value or kind of the row cannot be read; not counted",
)
BLANK = Text("有空白读数", "Readings are blank")
NO_ZONE = Text(
    "时间没有时区，夏令时与跨区无法分辨",
    "Times without a zone: summer time and other zones cannot be told",
)
MIXED = Text(
    "有的时间带时区、有的不带，无法对齐",
    "Some times have a zone and some have none; they cannot be aligned",
)
UNIT = Text(
    "单位与类型不符：累计与区间须为电量，power 须为功率",
    "Unit and kind disagree: cumulative and interval are energy, power is power",
)
CHANGED = Text("同一测点前后的单位或类型不一致，未采用", "Unit or kind of a point change; not used")
TWICE = Text(
    "同一测点同一时刻有两个读数，采用第一个",
    "Two readings of one point at one time; the first is used",
)
OTHER = Text(
    "测点名不以 facility 或 it 开头，未计入",
    "The point does not begin with facility or it; not counted",
)
NOTHING = Text("没有可用的读数", "No reading that can be used")


@dataclass(frozen=True)
class Row:
    """A row as it stands."""

    line: int
    time: str
    point: str
    value: str
    unit: str
    kind: str


@dataclass
class Book:
    """Meters by point and what was found on the way."""

    meters: dict[str, Series] = field(default_factory=dict)
    findings: dict[tuple[str, str], Finding] = field(default_factory=dict)

    def say(self, rule: str, severity: Severity, message: Text, row: Row, found: str = "") -> None:
        """Remember a finding, once for each point."""
        where = Where(row.line)
        self.findings.setdefault((rule, row.point), Finding(rule, severity, message, where, found))


def recognise(source: Source) -> Match:
    """Told by the columns of its heading."""
    names = _names(source.head.partition("\n")[0])
    if set(COLUMNS) <= set(names) or set(WIDE) <= set(names):
        return Match(1.0, "heading timestamp, point, value, unit, kind")
    return Match(
        0.0, "no heading 'timestamp,point,value,unit,kind' or 'timestamp,facility_kw,it_kw'"
    )


def read(source: Source) -> Extract:
    """Energy of both sides and PUE."""
    book = Book()
    for row in _rows(source):
        _take(book, row)
    zones = {time.tzinfo is not None for series in book.meters.values() for time in series.values}
    findings = list(book.findings.values())
    if len(zones) > 1:
        findings.append(Finding("mixed_zones", "error", MIXED))
    elif zones == {False}:
        findings.append(Finding("no_zone", "warning", NO_ZONE))
    if any(item.severity == "error" for item in findings) or not zones:
        return Extract(KIND, TOOL, findings=(*findings, Finding("nothing_read", "error", NOTHING)))
    readings, said = balance(list(book.meters.values()))
    return Extract(KIND, TOOL, "", tuple(readings), (*findings, *said))


def _names(heading: str) -> list[str]:
    return [name.strip().lstrip("\ufeff").strip('"').lower() for name in heading.split(",")]


def _rows(source: Source) -> Iterator[Row]:
    """Rows of either form; of the wide one a row for each side."""
    lines = source.lines()
    _place, heading = next(lines)
    names = _names(heading)
    for place, line in lines:
        cells = [cell.strip() for cell in next(csv.reader([line]), [])]
        told = dict(zip(names, cells, strict=False))
        if not line.strip():
            continue
        if set(COLUMNS) <= set(names):
            yield Row(place, *(told.get(name, "") for name in COLUMNS))
            continue
        for scope in SCOPES:
            yield Row(
                place, told.get("timestamp", ""), scope, told.get(f"{scope}_kw", ""), "kW", "power"
            )


def _take(book: Book, row: Row) -> None:
    """One row into its meter."""
    time, value = _time(row.time), _value(row.value)
    if not row.value and time is not None:
        book.say("blank_reading", "warning", BLANK, row)
    elif time is None or value is None or row.kind not in CANONICAL:
        book.say(
            "unreadable_row", "warning", UNREADABLE, row, f"{row.time}, {row.value}, {row.kind}"
        )
    elif row.point.split("/")[0].strip().lower() not in SCOPES:
        book.say("other_point", "warning", OTHER, row, row.point)
    else:
        _enter(book, row, time, value)


def _enter(book: Book, row: Row, time: datetime, value: float) -> None:
    series = book.meters.setdefault(
        row.point, Series(row.point, row.kind, row.unit, first=row.line)
    )
    if (series.kind, series.unit) != (row.kind, row.unit):
        book.say("point_changes", "error", CHANGED, row, f"{row.kind}, {row.unit}")
        return
    try:
        canonical = convert(value, row.unit, CANONICAL[row.kind])
    except UnitError:
        book.say("unit_and_kind", "error", UNIT, row, f"{row.kind}, {row.unit}")
        return
    if time in series.values:
        book.say("time_twice", "warning", TWICE, row, row.time)
        return
    series.values[time], series.last = canonical, row.line


def _time(text: str) -> datetime | None:
    """A time in ISO 8601, also with slashes; None for one that could mean two days."""
    try:
        return datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        return None


def _value(text: str) -> float | None:
    try:
        value = parse_number(text)
    except UnitError:
        return None
    return value if value >= 0.0 else None


READER = Reader(
    KIND, Text("表计读数（CSV）与 PUE", "Meter readings (CSV) and PUE"), (TOOL,), recognise, read
)
