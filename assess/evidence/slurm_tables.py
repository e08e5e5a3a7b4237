"""Slurm's parsable tables (-P): any delimiter, heading optional, records that a newline in a name splits.

Tables of millions of lines go through in pieces: runs of lines that are whole records are handed on as they are, for the
columnar engine; lines with another number of cells are put together one by one.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from assess.evidence.source import LONGEST_LINE, RANK, Source, plain_line

FIRST = re.compile(r"^([A-Za-z]\w*)([^\w\s(]{1,4})(?=[A-Za-z])")
MOST_LINES = 200
"""A record spreads over no more lines than this."""

PIECE = 8 * 1024 * 1024
ODD = (b"\x1b", b"\r", b"\x00")
"""Bytes that need the care of single lines: colours, other ends of lines, zeros."""

NEWLINE = 10


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


@dataclass(frozen=True)
class Piece:
    """Some lines, each one a record with all its cells; the first one's number."""

    data: bytes
    line: int
    known_ends: NDArray[np.int64] | None = None

    @cached_property
    def lines(self) -> int:
        """How many lines it has."""
        if self.known_ends is not None:
            return len(self.known_ends)
        return self.data.count(b"\n") + (not self.data.endswith(b"\n"))

    @cached_property
    def ends(self) -> NDArray[np.int64]:
        """Where each of its lines ends."""
        if self.known_ends is not None:
            return self.known_ends
        found = np.flatnonzero(np.frombuffer(self.data, dtype=np.uint8) == NEWLINE)
        return found if self.data.endswith(b"\n") else np.append(found, len(self.data))

    def part(self, first: int, last: int) -> "Piece":
        """The lines from one place up to another."""
        start = int(self.ends[first - 1]) + 1 if first else 0
        data = self.data[start : int(self.ends[last - 1]) + 1]
        return Piece(data, self.line + first, self.ends[first:last] - start)

    def text(self, places: Sequence[int]) -> Iterator[tuple[int, str]]:
        """Number and text of some of its lines, told by their place from 0."""
        for place in places:
            start = self.ends[place - 1] + 1 if place else 0
            yield self.line + place, self.data[start : self.ends[place]].decode(errors="replace")


@dataclass
class Assembler:
    """Puts lines together to records."""

    heading: Heading
    held: str = ""
    first: int = 0

    def feed(self, number: int, line: str) -> Iterator[Record]:
        """Take in a line; a record where one is complete, or where too many lines gave none."""
        if not (line.strip() or self.held):
            return
        text, begins = (f"{self.held}\n{line}", self.first) if self.held else (line, number)
        cells, width = _cells(text, self.heading), len(self.heading.names)
        alone = _cells(line, self.heading) if self.held else cells
        if self.held and len(alone) == width:
            yield from self.finish()  # what was held was torn off; this line is whole
            cells, begins = alone, number
        if len(cells) >= width:
            self.held = ""
            yield _record(cells, self.heading, begins, number)
        elif number - begins >= MOST_LINES:
            self.held = ""
            yield Record(begins, number, {})
        else:
            self.held, self.first = text, begins

    def finish(self) -> Iterator[Record]:
        """What is left at the end is no record."""
        if self.held:
            yield Record(self.first, self.first + self.held.count("\n"), {})
        self.held = ""


def heading_of(source: Source, known: Sequence[str]) -> Heading | None:
    """The first line of the beginning that names all of some columns; None without one."""
    for number, line in enumerate(source.head.splitlines(), 1):
        found = FIRST.match(line.strip())
        if found is None:
            continue
        names = tuple(name.strip() for name in line.strip().split(found[2]))
        words = all(name[:1].isalpha() for name in names if name)  # else a row ran into the heading
        if words and {name.lower() for name in known} <= {name.lower() for name in names}:
            return Heading(names, found[2], number)
    return None


def records(source: Source, heading: Heading) -> Iterator[Record]:
    """Every record below the heading; of columns named twice the first counts."""
    assembler = Assembler(heading)
    for number, line in source.lines():
        if number > heading.line:
            yield from assembler.feed(number, line)
    yield from assembler.finish()


def bulk(
    source: Source, heading: Heading, take: Callable[[Piece], Sequence[int]], size: int = PIECE
) -> Iterator[Record]:
    """The records that ``take`` leaves: it gets the pieces of whole records and returns the places that it did not use."""
    if source.encoding != "utf-8" or len(heading.delimiter) > 1 or RANK.search(source.head):
        yield from records(source, heading)
        return
    with source.opened() as file:
        for _line in range(heading.line):
            file.readline(LONGEST_LINE)
        number, assembler = heading.line + 1, Assembler(heading)
        for data in _pieces(file, size):
            piece = Piece(data, number)
            for part, sound in _parts(piece, assembler):
                if sound:
                    yield from assembler.finish()
                left = part.text(take(part)) if sound else _lines(part)
                for place, line in left:
                    yield from assembler.feed(place, line)
            number += piece.lines
        yield from assembler.finish()


def _pieces(file: BinaryIO, size: int) -> Iterator[bytes]:
    """The rest of a file, cut at ends of lines."""
    while data := file.read(size):
        whole = data + file.readline(LONGEST_LINE)
        yield whole.replace(b"\r\n", b"\n") if b"\r" in whole else whole


def _parts(piece: Piece, assembler: Assembler) -> Iterator[tuple[Piece, bool]]:
    """Runs of lines, with whether each line of the run is a whole record."""
    width = len(assembler.heading.names)
    delimiter = assembler.heading.delimiter.encode()
    if any(odd in piece.data for odd in ODD):
        yield piece, False
        return
    if not assembler.held and piece.data.count(delimiter) == piece.lines * (width - 1):
        yield piece, True  # lines that make up for each other are seen when they are read
        return
    places = np.flatnonzero(np.frombuffer(piece.data, dtype=np.uint8) == delimiter[0])
    whole = np.diff(np.searchsorted(places, piece.ends), prepend=0) == width - 1
    bounds = [0, *(np.flatnonzero(np.diff(whole)) + 1).tolist(), len(whole)]
    for first, last in pairwise(bounds):
        yield piece.part(first, last), bool(whole[first])


def _lines(piece: Piece) -> Iterator[tuple[int, str]]:
    """Number and text of the lines of a piece, as ``Source.lines`` gives them."""
    text = piece.data.decode(errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    for place, line in enumerate(text.removesuffix("\n").split("\n"), piece.line):
        yield place, plain_line(line)


def _cells(text: str, heading: Heading) -> list[str]:
    """Cells of a record; the empty one after a closing delimiter (-p) is dropped."""
    cells = text.split(heading.delimiter)
    closed = len(cells) == len(heading.names) + 1 and not cells[-1].strip()
    return cells[:-1] if closed else cells


def _record(cells: list[str], heading: Heading, first: int, last: int) -> Record:
    if len(cells) != len(heading.names):
        return Record(first, last, {})
    told: dict[str, str] = {}
    for name, cell in zip(heading.names, cells, strict=True):
        told.setdefault(name.lower(), cell.strip())
    return Record(first, last, told)
