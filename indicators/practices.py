"""What the source itself says that helps: a practice in its own words, and the indicators that it serves."""

from collections.abc import Collection
from dataclasses import dataclass

from indicators.records import Record, Text


@dataclass(frozen=True)
class Practice(Record):
    """A practice of the source, quoted. ``text`` is short and verbatim in the source's language.

    ``indicators`` are codes of indicators or criteria; which ones is the framework's author's reading.
    ``source`` is section and pages.
    """

    section: Text
    indicators: tuple[str, ...]
    text: Text
    source: Text


def helping(practices: Collection[Practice], codes: Collection[str]) -> tuple[Practice, ...]:
    """Return the practices that serve one of the codes, in their order."""
    wanted = set(codes)
    return tuple(item for item in practices if wanted.intersection(item.indicators))
