"""What files say, as it is written: places, ranks, rules, differences."""

from collections.abc import Iterable
from typing import NamedTuple

from django import template
from django.utils.translation import gettext as _

from assess.derivation.declared import Difference
from assess.derivation.reconcile import NAMES
from assess.derivation.records import Proof
from indicators.templatetags.framework import in_language, number, unit_label

register = template.Library()
SHOWN = 4
DIGITS = 4


class Place(NamedTuple):
    """Where a reading stands, and the text that stands there."""

    path: str
    place: str
    printed: str


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
    where = dict.fromkeys(place_words(row) for row in rows)
    printed = dict.fromkeys(
        f"{row.reading.printed} {row.reading.printed_unit}".strip() for row in rows
    )
    return Place(path, ", ".join(filter(None, where)), "; ".join(printed))


def place_words(proof: Proof) -> str:
    """Line, lines or key, in words."""
    where = proof.reading.where
    lines = "" if where.line is None else _("line %(line)d") % {"line": where.line}
    if where.end not in (None, where.line):
        lines = _("lines %(line)d to %(end)d") % {"line": where.line or 0, "end": where.end}
    return " ".join(part for part in (lines, where.key) if part)


@register.filter
def rank_words(rank: int) -> str:
    """How good a proof is."""
    return [_("of the thing itself"), _("converted"), _("of a part"), _("doubtful")][rank]


@register.filter
def rule_words(rule: str) -> str:
    """A rule of choosing."""
    return str(in_language(NAMES[rule]))


@register.filter
def apart(found: Difference) -> str:
    """Measured less declared, in the unit and in per cent."""
    sign = "−" if found.absolute < 0 else "+"
    told = f"{sign}{number(abs(found.absolute), DIGITS)} {unit_label(found.slot.unit)}".rstrip()
    return told if found.percent is None else f"{told} ({sign}{abs(found.percent):.1f} %)"
