"""The lines around a place of a file, to be looked at beside what was read there."""

from dataclasses import dataclass

from assess.evidence.source import Source

AROUND = 3
MOST_LINES = 40
WIDEST = 1000
SEARCHED = 64 * 1024 * 1024
"""So many characters are gone through to find a line while somebody waits."""


@dataclass(frozen=True)
class Line:
    """A line with its number from 1; ``meant`` where it belongs to the place itself."""

    number: int
    text: str
    meant: bool


def excerpt(source: Source, first: int, last: int | None = None) -> tuple[Line, ...]:
    """The lines from ``first`` to ``last`` and three around them, at most 46 and each of at most 1,000 characters.

    Nothing where the place lies beyond 64 million characters, or beyond the end.
    """
    end = min(last or first, first + MOST_LINES - 1)
    found, passed = [], 0
    for number, text in source.lines():
        passed += len(text)
        if number > end + AROUND or passed > SEARCHED:
            break
        if number >= first - AROUND:
            found.append(Line(number, text[:WIDEST], first <= number <= end))
    return tuple(found) if any(line.meant for line in found) else ()
