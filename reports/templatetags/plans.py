"""Filters of the planner's pages: counts with a suffix, shares, addresses with a corrected field."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.http import QueryDict

from assess.answering.numbers import plain
from assess.capacity.nearest import Nearest
from assess.capacity.plan_fields import FIELD_BY_NAME
from assess.capacity.questions import Question
from indicators.templatetags.framework import number
from reports.planner import UNIT_PREFIX, WORDS, Planner

register = template.Library()
SUFFIXES = ((1e12, "T"), (1e9, "B"), (1e6, "M"))


@register.filter
def counted(value: float | None) -> str:
    """A count with T, B or M, four significant digits."""
    for size, suffix in SUFFIXES:
        if value is not None and value >= size:
            return f"{number(value / size, 4)} {suffix}"
    return number(value, 4)


@register.filter
def percent_of(value: float | None) -> str:
    """A share as a percentage with one decimal."""
    return "—" if value is None else f"{100 * value:.1f} %"


@register.filter
def lines(owned: Mapping[str, Any]) -> list[Any]:
    """The lines of a purchase; in a template a mapping's ``items`` are its pairs."""
    return list(owned["items"])


@register.filter
def corrected(told: Planner, question: Question) -> str:
    """The address's query with a field corrected."""
    return _query(told, {question.field: question.corrected})


@register.filter
def changed(told: Planner, item: Nearest) -> str:
    """The address's query with the fields of the nearest plan."""
    return _query(told, item.changes)


@register.filter
def with_changes(told: Planner, changes: Mapping[str, float | None]) -> str:
    """The address's query with other fields."""
    return _query(told, changes)


def _query(told: Planner, changes: Mapping[str, float | None]) -> str:
    query = QueryDict(mutable=True)
    query.update({name: text for name, text in told.typed.items() if name in _names()})
    for name, value in changes.items():
        query[name] = "" if value is None else plain(float(f"{value:.12g}"))
        query.pop(UNIT_PREFIX + name, None)
    return query.urlencode()


def _names() -> set[str]:
    units = {UNIT_PREFIX + name for name in FIELD_BY_NAME}
    return {*FIELD_BY_NAME, *units, *WORDS}
