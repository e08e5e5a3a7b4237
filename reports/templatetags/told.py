"""Figures of a dashboard as they are written: the same digits on the page as on paper."""

from collections.abc import Mapping, Sequence

from django import template
from django.utils.translation import get_language

from assess.models import Measurement
from reports import numbers
from reports.dashboard import IndicatorFigures
from reports.documents.mathematics import with_names

register = template.Library()
WRITERS = (
    "exact", "fine_percent", "goal", "index", "off", "percent", "points", "quantity", "share",
    "signed",
)  # fmt: skip
for _name in WRITERS:
    register.filter(_name, getattr(numbers, _name))


@register.filter
def named(formula: str, item: IndicatorFigures) -> str:
    """A formula of an indicator with its inputs by their names in the reader's language."""
    return with_names(formula, item.names(get_language() or ""))


@register.filter
def value_of(typed: Mapping[str, str], code: str) -> str:
    """What was typed for an indicator."""
    return typed.get(code, "")


@register.filter
def road(code: str) -> str:
    """By which road a reading came, in words; nothing for a road that is not known."""
    return str(dict(Measurement.Road.choices).get(code, ""))


@register.filter
def at(items: Sequence[object], place: int) -> object:
    """The item at a place."""
    return items[place]
