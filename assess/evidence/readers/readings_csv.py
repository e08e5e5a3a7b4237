"""Our own plain CSV of readings, for what no reader knows: quantity, value, unit, and any column of conditions.

Format: docs/evidence.md. Columns quantity, value and unit are required; every other column is a condition of its row.
"""

import csv
from collections.abc import Iterator

from assess.evidence.reading import Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from assess.evidence.stated import HAND_WRITTEN, Entry, stated_reading
from indicators.records import Text

KIND, TOOL = "readings_csv", "SuanHeng readings (CSV)"
REQUIRED = ("quantity", "value", "unit")
NO_ROWS = Text("表头之下没有任何行", "No row below the heading")
UNEVEN = Text(
    "该行的列数与表头不符，未采用", "The row has not as many columns as the heading; not used"
)


def recognise(source: Source) -> Match:
    """Told by the columns of its heading."""
    if set(REQUIRED) <= set(_names(source.head.partition("\n")[0])):
        return Match(1.0, "heading quantity, value, unit")
    return Match(0.0, "no heading 'quantity,value,unit'")


def read(source: Source) -> Extract:
    """Every row, checked against the list of quantities."""
    found = [
        entry if isinstance(entry, Finding) else stated_reading(entry) for entry in _entries(source)
    ]
    readings = tuple(item for item in found if isinstance(item, Reading))
    findings = [item for item in found if isinstance(item, Finding)]
    if not found:
        findings.append(Finding("no_rows", "error", NO_ROWS, Where(1)))
    if readings:
        findings.append(Finding("hand_written", "note", HAND_WRITTEN))
    return Extract(KIND, TOOL, "", readings, tuple(findings))


def _names(heading: str) -> list[str]:
    return [name.strip().lstrip("\ufeff").strip('"').lower() for name in heading.split(",")]


def _entries(source: Source) -> Iterator[Entry | Finding]:
    lines = source.lines()
    _place, heading = next(lines)
    names = _names(heading)
    if not set(REQUIRED) <= set(names):  # a lone carriage return may end the heading early
        return
    for place, line in lines:
        cells = [cell.strip() for cell in next(csv.reader([line]), [])]
        if not any(cells):
            continue
        if len(cells) != len(names):
            yield Finding(
                "uneven_row", "error", UNEVEN, Where(place), f"{len(cells)}", f"{len(names)}"
            )
            continue
        told = dict(zip(names, cells, strict=True))
        conditions = {name: cell for name, cell in told.items() if name not in REQUIRED and cell}
        yield Entry(Where(place), told["quantity"], told["value"], told["unit"], conditions)


READER = Reader(
    KIND, Text("算衡通用读数（CSV）", "SuanHeng readings (CSV)"), (TOOL,), recognise, read
)
