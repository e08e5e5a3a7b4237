"""Slurm's parsable tables (-P): any delimiter, heading optional, records that a newline in a name splits."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assess.evidence.source import Source

FIRST = re.compile(r"^([A-Za-z]\w*)([^\w\s(]{1,4})(?=[A-Za-z])")
MOST_LINES = 200
"""A record spreads over no more lines than this."""


@dataclass(frozen=True)
class Heading:
    """Names of columns and what separates them. line: where the heading stands, 0 where the columns were inferred."""

    names: tuple[str, ...]
    delimiter: str
    line: int = 1


@dataclass(frozen=True)
class Record:
    """One record: its lines and its cells by column; empty where it has too few or too many cells."""

    line: int
    end: int
    cells: dict[str, str]


def heading_of(source: Source, known: Sequence[str]) -> Heading | None:
    """The first line of the beginning that names all of some columns; None without one."""
    for number, line in enumerate(source.head.splitlines(), 1):
        found = FIRST.match(line.strip())
        if found is None:
            continue
        names = tuple(name.strip() for name in line.strip().split(found[2]))
        if {name.lower() for name in known} <= {name.lower() for name in names}:
            return Heading(names, found[2], number)
    return None


def records(source: Source, heading: Heading) -> Iterator[Record]:
    """Every record below the heading; of columns named twice the first counts."""
    width, held, first = len(heading.names), "", 0
    for number, line in source.lines():
        if number <= heading.line or not (line.strip() or held):
            continue
        text, begins = (f"{held}\n{line}", first) if held else (line, number)
        cells = _cells(text, heading.delimiter, width)
        if len(cells) >= width:
            held = ""
            yield _record(cells, heading, begins, number)
        elif number - begins >= MOST_LINES:
            held = ""
            yield Record(begins, number, {})
        else:
            held, first = text, begins
    if held:
        yield Record(first, first + held.count("\n"), {})


def _cells(text: str, delimiter: str, width: int) -> list[str]:
    """Cells of a record; the empty one after a closing delimiter (-p) is dropped."""
    cells = text.split(delimiter)
    return cells[:-1] if len(cells) == width + 1 and not cells[-1].strip() else cells


def _record(cells: list[str], heading: Heading, first: int, last: int) -> Record:
    if len(cells) != len(heading.names):
        return Record(first, last, {})
    told: dict[str, str] = {}
    for name, cell in zip(heading.names, cells, strict=True):
        told.setdefault(name.lower(), cell.strip())
    return Record(first, last, told)
