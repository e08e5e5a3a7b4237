"""Where other standards meet a framework: a clause of theirs, and the indicators or criteria it is about."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from indicators.records import Record, Text


@dataclass(frozen=True)
class Clause(Record):
    """A clause or a subject of another standard, and what here is about the same.

    ``standard`` is its number as it is quoted, ``clause`` its number in that text, empty where the text was
    not seen. ``indicators`` are codes of indicators or criteria. ``status`` says how far the text is known;
    a mapping is a signpost and no claim of conformance.
    """

    standard: str
    title: Text
    indicators: tuple[str, ...]
    status: Text
    clause: str = ""
    note: Text | None = None


def about(clauses: Collection[Clause], codes: Collection[str]) -> tuple[Clause, ...]:
    """Return the clauses that point at one of the codes, in their order."""
    wanted = set(codes)
    return tuple(item for item in clauses if wanted.intersection(item.indicators))


def by_standard(clauses: Collection[Clause]) -> Iterator[tuple[str, tuple[Clause, ...]]]:
    """Yield each standard once, in order, with its clauses."""
    for standard in dict.fromkeys(item.standard for item in clauses):
        yield standard, tuple(item for item in clauses if item.standard == standard)
