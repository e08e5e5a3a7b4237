"""Figures of a dashboard as they are written: the same digits on the page as on paper."""

from django import template
from django.utils.translation import get_language

from reports import numbers
from reports.dashboard import IndicatorFigures
from reports.documents.mathematics import with_names

register = template.Library()
WRITERS = ("exact", "index", "percent", "points", "quantity", "share")
for _name in WRITERS:
    register.filter(_name, getattr(numbers, _name))


@register.filter
def named(formula: str, item: IndicatorFigures) -> str:
    """A formula of an indicator with its inputs by their names in the reader's language."""
    return with_names(formula, item.names(get_language() or ""))
