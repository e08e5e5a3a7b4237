"""How the records of a file lie in tables: a sheet for each kind of record, a column for each field.

Made from the records themselves (``definitions``), so that a new field has its column at once. The workbook,
the TOML writer and the editor of drafts all follow it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from indicators.definitions import Framework, Profile
from indicators.records import Text

Kind = Literal["text", "number", "whole", "truth", "choice", "lines"]
Root = Literal["framework", "profile"]
ROOTS: Mapping[Root, type] = {"framework": Framework, "profile": Profile}
PLAIN: Mapping[object, Kind] = {str: "text", float: "number", int: "whole", bool: "truth"}


@dataclass(frozen=True)
class Column:
    """One value of a record. ``steps`` lead to it: ("name", "zh"), ("points", 2).

    optional: the field may be left out, as a whole: a text with one language needs the other.
    """

    steps: tuple[str | int, ...]
    kind: Kind
    optional: bool
    choices: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The column's name: ``name.zh``, ``points[2]``."""
        return path_of(self.steps)


@dataclass(frozen=True)
class Sheet:
    """One kind of record. ``steps`` lead to it from its parent: ("inputs",), ("caps", "group_floors").

    parent: the sheet whose records hold these, "" for the file itself. shares: a table of numbers by
    code instead of a list of records. single: the one record that is the file itself.
    """

    name: str
    steps: tuple[str, ...]
    columns: tuple[Column, ...]
    parent: str = ""
    shares: bool = False
    single: bool = False


@cache
def sheets_of(root: Root) -> tuple[Sheet, ...]:
    """Return the sheets of a kind of file, the file's own record first, parents before children."""
    kind = ROOTS[root]
    own = Sheet(root, (), tuple(_columns(kind, ())), single=True)
    return (own, *_children(kind, (), ""))


def sheet_of(root: Root, name: str) -> Sheet:
    """Return a sheet by name; raises KeyError."""
    return {sheet.name: sheet for sheet in sheets_of(root)}[name]


def path_of(steps: tuple[str | int, ...]) -> str:
    """Write steps as a path: ``indicators[3].name.zh``."""
    path = ""
    for step in steps:
        path += f"[{step}]" if isinstance(step, int) else f".{step}"
    return path.lstrip(".")


def _columns(kind: type, prefix: tuple[str, ...], optional: bool = False) -> Iterator[Column]:
    hints = get_type_hints(kind)
    for field in fields(kind):
        hint = _bare(hints[field.name])
        yield from _columns_of(hint, (*prefix, field.name), optional or _optional(field))


def _columns_of(hint: Any, steps: tuple[str, ...], optional: bool) -> Iterator[Column]:
    if hint is Text:
        yield from (Column((*steps, part), "text", optional) for part in ("zh", "en"))
    elif is_dataclass(hint) and isinstance(hint, type):
        yield from _columns(hint, steps, optional)
    elif hint in PLAIN:
        yield Column(steps, PLAIN[hint], optional)
    elif get_origin(hint) is Literal:
        yield Column(steps, "choice", optional, tuple(map(str, get_args(hint))))
    elif get_origin(hint) is tuple:
        yield from _listed(get_args(hint), steps, optional)


def _listed(parts: tuple[Any, ...], steps: tuple[str, ...], optional: bool) -> Iterator[Column]:
    """Columns of a list: one of lines for texts, one each for a fixed number of figures."""
    if parts[-1] is not Ellipsis:
        yield from (Column((*steps, n), PLAIN[part], optional) for n, part in enumerate(parts))
    elif parts[0] is str:
        yield Column(steps, "lines", optional)


def _children(kind: type, prefix: tuple[str, ...], parent: str) -> Iterator[Sheet]:
    hints = get_type_hints(kind)
    for field in fields(kind):
        hint, steps = _bare(hints[field.name]), (*prefix, field.name)
        if get_origin(hint) is tuple and is_dataclass(get_args(hint)[0]):
            item: Any = get_args(hint)[0]
            yield Sheet(field.name, steps, tuple(_columns(item, ())), parent)
            yield from _children(item, (), field.name)
        elif is_dataclass(hint) and hint is not Text and isinstance(hint, type):
            yield from _children(hint, steps, parent)
        elif get_origin(hint) not in (None, tuple, Literal, Union, UnionType):
            yield Sheet(field.name, steps, SHARES, parent, shares=True)


SHARES = (Column(("code",), "text", optional=False), Column(("share",), "number", optional=False))
"""The columns of a table of numbers by code."""


def _bare(hint: Any) -> Any:
    """Return a type without "or None"."""
    if get_origin(hint) in (Union, UnionType):
        return next(part for part in get_args(hint) if part is not NoneType)
    return hint


def _optional(field: Field[Any]) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING
