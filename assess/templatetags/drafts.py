"""Cells of drafts in forms: numbers as they are kept, faults as sentences."""

from django import template

from indicators.faults import Fault
from indicators.messages import explain

register = template.Library()


@register.filter
def plain(value: object) -> str:
    """Print a cell as it would be typed: no thousands separated, every digit kept."""
    return "" if value is None else str(value)


@register.filter
def is_true(value: object) -> bool:
    """Tell whether a cell of yes or no says yes."""
    return str(value).lower() == "true"


@register.filter
def is_false(value: object) -> bool:
    """Tell whether a cell of yes or no says no."""
    return str(value).lower() == "false"


@register.filter
def sentence(fault: Fault) -> str:
    """Say what is wrong."""
    return explain(fault)
