"""Records as rows of cells, and rows of cells as records: what workbooks and the editor of drafts share."""

import math
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any

from indicators.layout import Column, Kind, Sheet

Cell = str | int | float | bool | None
Record = dict[str, Any]
TRUE = frozenset({"true", "yes", "1", "是", "on"})
FALSE = frozenset({"false", "no", "0", "否"})


def record_of(sheet: Sheet, cells: Mapping[str, object]) -> Record:
    """Make a record of the cells of a row, by column key. What is empty is left out where it may be.

    A cell of another type than the column's stays as it is: the checks name it.
    """
    record: Record = {}
    for column in sheet.columns:
        value = taken(column, cells.get(column.key))
        if value is None and column.kind == "text" and _needed(column, sheet, cells):
            value = ""
        _put(record, column.steps, value)
    return {key: value for key, value in record.items() if not _blank(value)}


def cells_of(sheet: Sheet, record: Mapping[str, Any]) -> dict[str, Cell]:
    """Return the cells of a record, by column key."""
    return {column.key: shown(_get(record, column.steps)) for column in sheet.columns}


def taken(column: Column, cell: object) -> object:
    """Return the value that a cell stands for; None for an empty one."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, date | time):
        return cell.isoformat()
    return READERS[column.kind](cell)


def shown(value: Any) -> Cell:
    """Return a value as a cell."""
    if isinstance(value, list | tuple):
        return "\n".join(str(part) for part in value)
    return value if value is None or isinstance(value, str | int | float) else str(value)


def _text(cell: object) -> object:
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, int | float):
        return f"{cell:.15g}"
    return cell.replace("\r\n", "\n") if isinstance(cell, str) else cell  # as browsers send lines


def _lines(cell: object) -> object:
    return [line.strip() for line in str(_text(cell)).splitlines() if line.strip()]


def _number(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    try:
        value = float(cell)
    except ValueError:
        return cell
    if not math.isfinite(value):
        return cell
    return int(value) if value.is_integer() and "." not in cell else value


def _whole(cell: object) -> object:
    value = _number(cell)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _truth(cell: object) -> object:
    word = str(cell).strip().casefold()
    if word in TRUE:
        return True
    return False if word in FALSE else cell


def _choice(cell: object) -> object:
    return str(_text(cell)).strip()


READERS: Mapping[Kind, Callable[[object], object]] = {
    "text": _text,
    "lines": _lines,
    "number": _number,
    "whole": _whole,
    "truth": _truth,
    "choice": _choice,
}


def _needed(column: Column, sheet: Sheet, cells: Mapping[str, object]) -> bool:
    """Tell whether an empty text is one: the field is required, or is there in the other language."""
    if not column.optional:
        return True
    same = [item for item in sheet.columns if item.steps[:-1] == column.steps[:-1]]
    both = len(column.steps) > 1 and column.steps[-1] in ("zh", "en")
    return both and any(taken(item, cells.get(item.key)) is not None for item in same)


def _put(record: Record, steps: tuple[str | int, ...], value: object) -> None:
    """Lay a value into a record; a row of figures keeps the places of those that are missing."""
    head, *rest = steps
    if not rest:
        if value is not None:
            record[str(head)] = value
    elif isinstance(rest[0], int):
        record.setdefault(str(head), []).append(value)
    elif value is not None:
        _put(record.setdefault(str(head), {}), tuple(rest), value)


def _blank(value: object) -> bool:
    """Tell whether a row of figures has none."""
    return isinstance(value, list) and all(part is None for part in value)


def _get(record: Any, steps: tuple[str | int, ...]) -> Any:
    for step in steps:
        try:
            record = record[step]
        except (KeyError, IndexError, TypeError):
            return None
    return record
