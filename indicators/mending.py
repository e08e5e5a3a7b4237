"""Placeholders where types are wrong, so that the rest of a file can be checked in the same breath."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from indicators.faults import Fault
from indicators.layout import Column, Kind, Root, Sheet, sheets_of

STEP = re.compile(r"\[(\d+)\]|\.?([^.\[\]]+)")
NEUTRAL: Mapping[Kind, object] = {
    "text": "placeholder",
    "number": 1.0,
    "whole": 1,
    "truth": False,
    "lines": [],
}
FOLLOWING = frozenset({"unused", "missing_anchor"})
"""Faults that a placeholder may cause elsewhere."""


def mend(root: Root, tables: dict[str, Any], faults: Iterable[Fault]) -> bool:
    """Replace in place what faults of type name; tell whether every fault could be mended."""
    return all(_mend_one(root, tables, fault) for fault in faults)


def new_faults(found: Iterable[Fault], mended: Iterable[Fault]) -> tuple[Fault, ...]:
    """Return those of the faults found in mended tables that the placeholders did not cause."""
    paths = [fault.path for fault in mended]
    return tuple(
        fault
        for fault in found
        if fault.code not in FOLLOWING
        and not any(fault.path.startswith(path) or path.startswith(fault.path) for path in paths)
    )


def steps_of(path: str) -> tuple[str | int, ...]:
    """Read a path back into steps: ``indicators[3].name.zh``."""
    return tuple(int(place) if place else name for place, name in STEP.findall(path))


def _mend_one(root: Root, tables: dict[str, Any], fault: Fault) -> bool:
    steps = steps_of(fault.path)
    above = _follow(tables, steps[:-1])
    if not steps or above is None:
        return False
    if fault.code == "unknown_key":
        return isinstance(above, dict) and above.pop(str(steps[-1]), None) is not None
    value = _placeholder(root, steps)
    if value is None:
        return False
    return _put(above, steps[-1], value)


def _follow(tables: Any, steps: tuple[str | int, ...]) -> Any:
    for step in steps:
        try:
            tables = tables[step]
        except (KeyError, IndexError, TypeError):
            return None
    return tables if isinstance(tables, dict | list) else None


def _put(above: Any, step: str | int, value: object) -> bool:
    """Lay a value into a table, or into a list in or directly behind its last place."""
    if isinstance(above, list) and step == len(above):
        above.append(value)
        return True
    try:
        above[step] = value
    except (IndexError, TypeError):
        return False
    return True


def _placeholder(root: Root, steps: tuple[str | int, ...]) -> object:
    """Return what may stand at steps for now; None where nothing simple may."""
    for sheet in sheets_of(root):
        inside = _inside(root, sheet, steps)
        if inside == () and not sheet.single:
            return {} if sheet.shares else []
        if inside and sheet.shares:
            return 1.0
        for column in sheet.columns if inside else ():
            if column.steps == inside:
                return _neutral(column)
            if column.steps[:-1] == inside and column.steps[-1] == "zh":
                return {"zh": "placeholder", "en": "placeholder"}
    return None


def _neutral(column: Column) -> object:
    return column.choices[0] if column.choices else NEUTRAL.get(column.kind)


def _inside(root: Root, sheet: Sheet, steps: tuple[str | int, ...]) -> tuple[str | int, ...] | None:
    """Return the steps inside a record of the sheet, () for the sheet itself; None outside it."""
    if sheet.single:
        return steps
    if sheet.parent:
        above = next(item for item in sheets_of(root) if item.name == sheet.parent)
        found = _inside(root, above, steps)
        if found is None:
            return None
        steps = found
    size = len(sheet.steps)
    if steps[:size] != sheet.steps:
        return None
    rest = steps[size:]
    if rest and not sheet.shares:
        return rest[1:] if isinstance(rest[0], int) and len(rest) > 1 else None
    return rest
