"""Filters of the planner's pages: counts with a suffix, shares, addresses with a corrected field."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.http import QueryDict
from django.utils.translation import gettext as _

from assess.answering.numbers import plain
from assess.capacity.advice import Advice, Advised
from assess.capacity.nearest import Nearest
from assess.capacity.plan_fields import FIELD_BY_NAME, PlanField
from assess.capacity.questions import Question
from assess.capacity.serving import Reachable
from assess.capacity.serving_order import SERVING_BY_NAME
from indicators.templatetags.framework import number, unit_label
from reports.asked import Asked
from reports.planner import UNIT_PREFIX, WORDS, Planner

register = template.Library()
UNWRITTEN = frozenset({"count", "price", "ratio"})
SUFFIXES = ((1e12, "T"), (1e9, "B"), (1e6, "M"))


@register.filter
def counted(value: float | None) -> str:
    """A count with T, B or M, four significant digits."""
    for size, suffix in SUFFIXES:
        if value is not None and value >= size:
            return f"{number(value / size, 4)} {suffix}"
    return number(value, 4)


@register.filter
def valued(field: PlanField, value: float | str) -> str:
    """A field's value as the page writes it: yes or no, else a number with its unit."""
    if field.unit == "yes":
        return str(_("yes") if float(value) else _("no"))
    unit = "" if field.unit in UNWRITTEN else f" {unit_label(field.unit)}"
    return f"{number(float(value), 4)}{unit}"


@register.filter
def percent_of(value: float | None) -> str:
    """A share as a percentage with one decimal."""
    return "—" if value is None else f"{100 * value:.1f} %"


@register.filter
def lines(owned: Mapping[str, Any]) -> list[Any]:
    """The lines of a purchase; in a template a mapping's ``items`` are its pairs."""
    return list(owned["items"])


@register.filter
def corrected(told: Planner | Asked, question: Question) -> str:
    """The address's query with a field corrected."""
    return _query(told, {question.field: question.corrected})


@register.filter
def changed(told: Planner | Asked, item: Nearest | Reachable) -> str:
    """The address's query with the fields of the nearest plan."""
    return _query(told, item.changes)


@register.filter
def with_changes(told: Planner, changes: Mapping[str, float | None]) -> str:
    """The address's query with other fields."""
    return _query(told, changes)


@register.filter
def per_parameter(item: Advised) -> float:
    """Tokens per parameter."""
    return item.tokens / item.params


@register.filter
def any_beyond(advice: Advice) -> bool:
    """Whether anything advised lies outside of what the laws were fitted to."""
    return any(item.beyond for item in advice.advised)


@register.filter
def field_of(name: str) -> PlanField:
    """The field of an inference plan by its name."""
    return SERVING_BY_NAME[name]


@register.filter
def taken_over(told: Asked, item: Advised) -> str:
    """The engineering planner's query with what a law advises, on the cards that were given."""
    given = {name: told.typed.get(name, "") for name in ("cards", "card")}
    found = {"params": f"{item.params:.4g}", "tokens": f"{item.tokens:.4g}", **given}
    return _written(found)


@register.filter
def to_scaling(told: Planner) -> str:
    """The advice's query for the planned model: its active parameters, tokens and cards."""
    if told.answer is None:
        return ""
    order = told.answer.engineered.plan.order
    params, tokens = order.training.model.active_params(), order.training.tokens
    return _written(
        {"params": f"{params:.6g}", "tokens": f"{tokens:.6g}", "card": told.typed.get("card", "")}
    )


@register.filter
def to_serving(told: Planner) -> str:
    """The inference planner's query for the planned model and card."""
    names = {*SERVING_BY_NAME, *(UNIT_PREFIX + name for name in SERVING_BY_NAME), "card"}
    return _written({name: text for name, text in told.typed.items() if name in names})


def _written(values: Mapping[str, str]) -> str:
    query = QueryDict(mutable=True)
    query.update({name: text for name, text in values.items() if text})
    return query.urlencode()


def _query(told: Planner | Asked, changes: Mapping[str, float | None] | Mapping[str, float]) -> str:
    query = QueryDict(mutable=True)
    names = told.names if isinstance(told, Asked) else _names()
    query.update({name: text for name, text in told.typed.items() if name in names})
    for name, value in changes.items():
        query[name] = "" if value is None else plain(float(f"{value:.12g}"))
        query.pop(UNIT_PREFIX + name, None)
    return query.urlencode()


def _names() -> set[str]:
    units = {UNIT_PREFIX + name for name in FIELD_BY_NAME}
    return {*FIELD_BY_NAME, *units, *WORDS}
