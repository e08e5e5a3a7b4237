"""Tables with commas and a heading, row by row; lines before the heading that begin with # are remarks."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assess.evidence.source import Source

MOST_REMARKS = 50


@dataclass(frozen=True)
class Table:
    """The names of the columns, in small letters, where the heading stands, and the remarks before it."""

    names: tuple[str, ...]
    line: int
    remarks: tuple[str, ...] = ()


def table_of(source: Source, known: Sequence[str]) -> Table | None:
    """The heading, where it names all of some columns; None without one."""
    remarks = []
    for number, line in enumerate(source.head.splitlines()[: MOST_REMARKS + 1], 1):
        if line.lstrip("\ufeff").startswith("#"):
            remarks.append(line.lstrip("\ufeff").strip())
        elif line.strip():
            names = tuple(name.strip().lower() for name in cells_of(line.lstrip("\ufeff")))
            whole = {name.lower() for name in known} <= set(names)
            return Table(names, number, tuple(remarks)) if whole else None
    return None


def rows(source: Source, table: Table) -> Iterator[tuple[int, dict[str, str] | None]]:
    """Line and cells by column of every row below the heading; None where a row has another number of cells."""
    for number, line in source.lines():
        if number > table.line and line.strip() and not line.startswith("#"):
            cells = [cell.strip() for cell in cells_of(line)]
            same = len(cells) == len(table.names)
            yield number, dict(zip(table.names, cells, strict=True)) if same else None


def cells_of(line: str) -> list[str]:
    """The cells of a line; none where its quotes are broken."""
    try:
        return next(csv.reader([line]), [])
    except csv.Error:
        return []
