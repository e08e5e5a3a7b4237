"""What files say, as it is written: places, ranks, rules, differences."""

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from django import template
from django.utils.translation import gettext as _

from assess.answering.measured import difference_words
from assess.derivation.reconcile import NAMES
from assess.derivation.records import Proof
from assess.evidence.reading import Where
from assess.takings import place_words
from indicators.templatetags.framework import in_language

register = template.Library()
SHOWN = 4


class Place(NamedTuple):
    """Where a reading stands, and the text that stands there."""

    path: str
    place: str
    printed: str


class Placed(Protocol):
    """What stands somewhere in a file."""

    line: int | None
    end: int | None
    key: str


@register.filter
def places(proofs: Iterable[Proof]) -> list[Place]:
    """Files with the places in them, each file once; of many files the first ones."""
    found: dict[str, list[Proof]] = {}
    for proof in proofs:
        found.setdefault(proof.path, []).append(proof)
    told = [_place(path, rows) for path, rows in found.items()]
    more = len(told) - SHOWN
    return told[:SHOWN] + ([Place(_("and %(count)d more") % {"count": more}, "", "")] if more > 0 else [])  # fmt: skip


def _place(path: str, rows: list[Proof]) -> Place:
    where = dict.fromkeys(place_words(row.reading.where) for row in rows)
    printed = dict.fromkeys(
        f"{row.reading.printed} {row.reading.printed_unit}".strip() for row in rows
    )
    return Place(path, ", ".join(filter(None, where)), "; ".join(printed))


@register.filter
def rank_words(rank: int) -> str:
    """How good a proof is."""
    return [_("of the thing itself"), _("converted"), _("of a part"), _("doubtful")][rank]


@register.filter
def rule_words(rule: str) -> str:
    """A rule of choosing."""
    return str(in_language(NAMES[rule]))


register.filter("apart", difference_words)


@register.filter
def ground_place(row: Placed) -> str:
    """The place of a reading that was taken over."""
    return place_words(Where(row.line, row.key, row.end))
