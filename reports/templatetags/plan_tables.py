"""Filters of tables that set plans side by side."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assess.scoring.results import IndicatorResult
from indicators.definitions import Input
from indicators.records import Text
from indicators.templatetags.framework import in_language, number
from reports.numbers import percent
from reports.plan_comparison import PlanColumn, Reason, Row
from reports.plan_contrasts import unit_of
from reports.templatetags.plans import counted

register = template.Library()
COUNTED = frozenset({"parameter", "token"})
TIMES = 10.0


@register.filter
def beside(row: Row, columns: Sequence[PlanColumn]) -> list[tuple[PlanColumn, Any]]:
    """Each plan with its value."""
    return list(zip(columns, row.values, strict=True))


@register.filter
def plan_value(value: Any, unit: str) -> str:
    """A value as its unit is written."""
    if value is None or value == "":
        return "—"
    if isinstance(value, str):
        return value
    if unit == "yes":
        return str(_("yes") if value else _("no"))
    if unit == "ratio" and value <= 1:
        return percent(value)
    return counted(value) if unit in COUNTED else number(value, 5)


@register.filter
def plan_unit(unit: str) -> str:
    """A unit in words; nothing for what is a mere number."""
    return "" if unit in {"count", "yes", "ratio"} else unit_of(unit, get_language() or "")


@register.filter
def by_part(reasons: Sequence[Reason]) -> list[tuple[Text, list[tuple[Any, float]]]]:
    """Each differing input with what it adds to each figure."""
    first = reasons[0].parts if reasons else ()
    return [
        (part.name, [(reason.figure, reason.parts[place].adds) for reason in reasons])
        for place, part in enumerate(first)
    ]


@register.filter
def plus_minus(value: float) -> str:
    """A difference with its sign; 0 where there is none."""
    if abs(value) < 1e-9:  # noqa: PLR2004 - rounding of sums that cancel
        return "0"
    return f"{'−' if value < 0 else '+'}{number(abs(value), 4)}"


@register.filter
def covered(share: float | None) -> str:
    """How much of a need is there; from ten times on in plain words of times."""
    if share is None:
        return "—"
    return percent(share) if share < TIMES else f"{number(share, 3)} ×"


@register.filter
def adopted(text: str) -> str:
    """A figure as it is taken over, with as many digits as a reader wants."""
    return number(float(text), 6)


@register.filter
def get(inputs: Mapping[str, Input], code: str) -> str:
    """The name of an input."""
    return in_language(inputs[code].name)


@register.filter
def measured(result: IndicatorResult) -> str:
    """What an indicator is scored by."""
    known = [number(item.value, 4) for item in result.measures if item.value is not None]
    return ", ".join(known) or "—"
