"""What an unscored framework is: a checklist of abilities, answered yes, partly, no or not applicable.

It has no weights, anchors, levels or formulas and is a kind of its own, so that nothing that scores can take
it. Its file stands beside the other frameworks (``indicators/frameworks``) and has ``[[items]]``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from indicators.records import Record, Text

Origin = Literal["named", "derived"]


@dataclass(frozen=True)
class Standard(Record):
    """A standard that the source points to. ``plan`` is its number as printed there, ``status`` what is known of it."""

    title: Text
    plan: str
    status: Text


@dataclass(frozen=True)
class Section(Record):
    """A group of abilities, as the source names it."""

    code: str
    name: Text


@dataclass(frozen=True)
class Item(Record):
    """An ability to answer for: ``named`` by the source itself, or ``derived`` from another place of it.

    ``source`` is that place. ``criterion`` links to a criterion of the scored framework: one answer, one
    evidence, given there and shown here.
    """

    code: str
    section: str
    text: Text
    origin: Origin
    source: Text
    criterion: str = ""


@dataclass(frozen=True)
class Checklist(Record):
    """A whole checklist version. ``framework`` is the scored framework whose criteria its items may link to."""

    code: str
    version: str
    title: Text
    source: Text
    disclaimer: Text
    sections: tuple[Section, ...]
    items: tuple[Item, ...]
    framework: str = ""
    standards: tuple[Standard, ...] = ()
    notes: tuple[Text, ...] = ()

    @cached_property
    def item_by_code(self) -> Mapping[str, Item]:
        return {item.code: item for item in self.items}

    def of_section(self, code: str) -> tuple[Item, ...]:
        """The items of a section, in order."""
        return tuple(item for item in self.items if item.section == code)
