"""Records of a draft by sheet and place: found, changed, added, copied, taken away. Tables are never changed in place."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from indicators.grid import Record
from indicators.layout import Column, Root, Sheet, path_of, sheet_of

Steps = tuple[str | int, ...]
Tables = Mapping[str, Any]


def places(root: Root, sheet: Sheet, tables: Tables) -> list[Steps]:
    """Return the steps to every record of a sheet, in order."""
    if sheet.single:
        return [()]
    parents = places(root, sheet_of(root, sheet.parent), tables) if sheet.parent else [()]
    return [found for parent in parents for found in _inside(tables, (*parent, *sheet.steps))]


def record_at(tables: Tables, sheet: Sheet, steps: Steps) -> Record:
    """Return a record; of a table of shares, code and share."""
    if sheet.shares:
        return {"code": steps[-1], "share": _follow(tables, steps)}
    found = _follow(tables, steps)
    return dict(found) if isinstance(found, Mapping) else {}


def with_record(tables: Tables, sheet: Sheet, steps: Steps, record: Record) -> dict[str, Any]:
    """Return tables in which a record's own columns are those of ``record``; what it holds stays."""
    changed = deepcopy(dict(tables))
    if sheet.shares:
        holder: dict[str, Any] = _follow(changed, steps[:-1])
        renamed = [(record["code"] if k == steps[-1] else k, v) for k, v in holder.items()]
        holder.clear()
        holder.update(renamed)
        holder[record["code"]] = record.get("share")
        return changed
    target = _follow(changed, steps)
    for column in sheet.columns:
        _clear(target, column)
    _merge(target, record)
    return changed


def with_new(tables: Tables, sheet: Sheet, parent: Steps, record: Record) -> dict[str, Any]:
    """Return tables with a record at the end of those of a parent."""
    changed = deepcopy(dict(tables))
    holder = _follow(changed, parent)
    *above, last = sheet.steps
    for step in above:
        holder = holder.setdefault(step, {})
    if sheet.shares:
        holder.setdefault(last, {}).setdefault(record["code"], record.get("share"))
    else:
        holder.setdefault(last, []).append(record)
    return changed


def with_copy(tables: Tables, sheet: Sheet, steps: Steps) -> dict[str, Any]:
    """Return tables with a copy of a record behind it, its code changed so that it is one of its own."""
    changed = deepcopy(dict(tables))
    holder = _follow(changed, steps[:-1])
    copied = deepcopy(holder[steps[-1]])
    if sheet.shares:
        holder[_free(str(steps[-1]), set(holder))] = copied
        return changed
    if "code" in copied:
        copied["code"] = _free(str(copied["code"]), {str(item.get("code")) for item in holder})
    holder.insert(int(steps[-1]) + 1, copied)
    return changed


def without(tables: Tables, steps: Steps) -> dict[str, Any]:
    """Return tables without a record."""
    changed = deepcopy(dict(tables))
    del _follow(changed, steps[:-1])[steps[-1]]
    return changed


def parents(root: Root, sheet: Sheet, tables: Tables) -> list[tuple[Steps, str]]:
    """Return the records that may hold a new one of this sheet, with their codes."""
    if not sheet.parent:
        return [((), "")]
    above = sheet_of(root, sheet.parent)
    found = places(root, above, tables)
    return [(steps, str(record_at(tables, above, steps).get("code", ""))) for steps in found]


def path_in(steps: Steps, column: Column) -> str:
    """Return the path of a record's column, as faults have it."""
    return path_of((*steps, *column.steps))


def _inside(tables: Tables, steps: Steps) -> Iterator[Steps]:
    found = _follow(tables, steps)
    if isinstance(found, Mapping):
        yield from ((*steps, code) for code in found)
    elif isinstance(found, list):
        yield from ((*steps, place) for place in range(len(found)))


def _follow(tables: Any, steps: Steps) -> Any:
    for step in steps:
        try:
            tables = tables[step]
        except (KeyError, IndexError, TypeError):
            return None
    return tables


def _clear(record: Any, column: Column) -> None:
    """Take a column's value away; a text goes with both languages, a row of figures as a whole."""
    last = column.steps[-1]
    steps = column.steps[:-1] if isinstance(last, int) or last in ("zh", "en") else column.steps
    holder = _follow(record, steps[:-1])
    if isinstance(holder, dict):
        holder.pop(steps[-1], None)


def _merge(target: dict[str, Any], record: Record) -> None:
    for key, value in record.items():
        if isinstance(value, dict) and isinstance(target.get(key), dict):
            _merge(target[key], value)
        else:
            target[key] = value


def _free(code: str, taken: set[str]) -> str:
    """Return a code like this one that is not taken."""
    number = 2
    while f"{code}{number}" in taken:
        number += 1
    return f"{code}{number}"
