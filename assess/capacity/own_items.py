"""Own trainings and step times as programs send them: members of the columns' names, numbers as numbers."""

from collections.abc import Mapping, Sequence

from assess.capacity.own_rows import (
    KNOWN_EXPECTED,
    RUN_COLUMNS,
    STEP_COLUMNS,
    CellFault,
    Column,
    cell_fault,
    run_faults,
    step_faults,
    taken,
)

Item = Mapping[str, object]
Rows = tuple[dict[str, str], ...]


def read_run_items(items: Sequence[Item]) -> Rows:
    """Cells of trainings; a fault's line is the item's place from 1 on. Raises RowsRefused with every fault."""
    rows, faults = _read(items, RUN_COLUMNS)
    seen: set[str] = set()
    for line, row in rows:
        faults += run_faults(line, row, seen)
        seen.add(row["id"])
    return taken(rows, faults)


def read_step_items(items: Sequence[Item]) -> Rows:
    """Cells of step times; faults as above."""
    rows, faults = _read(items, STEP_COLUMNS)
    if not faults:
        faults = [fault for line, row in rows for fault in step_faults(line, row)]
    return taken(rows, faults)


def read_changed_run(cells: Mapping[str, str], changes: Item) -> dict[str, str]:
    """The cells of a training after some were changed (null or "" empties one); faults at line 0."""
    row = {**cells, **_texts(changes)}
    faults = _faults(0, row, RUN_COLUMNS) + run_faults(0, row, set())
    return taken([(0, row)], faults)[0]


def numbered(columns: Sequence[Column], cells: Mapping[str, str]) -> dict[str, object]:
    """Cells as programs read them: numbers as numbers, empty ones as None."""
    return {column.name: _value(column, cells.get(column.name, "")) for column in columns}


def _read(
    items: Sequence[Item], columns: Sequence[Column]
) -> tuple[list[tuple[int, dict[str, str]]], list[CellFault]]:
    empty = {column.name: "" for column in columns}
    rows = [(line, {**empty, **_texts(item)}) for line, item in enumerate(items, start=1)]
    return rows, [fault for line, row in rows for fault in _faults(line, row, columns)]


def _faults(line: int, row: Mapping[str, str], columns: Sequence[Column]) -> list[CellFault]:
    known = {column.name for column in columns}
    strange = [name for name in row if name not in known]
    found = [cell_fault(line, column, row.get(column.name, "")) for column in columns]
    return [
        *(
            CellFault(line, name[:60], row[name][:60], KNOWN_EXPECTED, "unknown")
            for name in strange
        ),
        *(fault for fault in found if fault),
    ]


def _texts(item: Item) -> dict[str, str]:
    return {str(name): "" if value is None else str(value).strip() for name, value in item.items()}


def _value(column: Column, text: str) -> object:
    if not text:
        return None
    if column.low is None:
        return text
    return int(float(text)) if column.integer else float(text)
