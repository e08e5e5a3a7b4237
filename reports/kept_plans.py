"""Kept plans on their way back into a form: the inputs of one as the fields of either planner."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.http import urlencode

from assess.answering.numbers import plain
from assess.capacity.faults import PlanError
from assess.capacity.plan_fields import FIELDS
from assess.catalogue import card_figures
from assess.models import CapacityPlan
from assess.views.request import Request
from reports.planner import UNIT_PREFIX, WORDS

DIGITS = 12
"""Significant digits of a number that goes back into a field."""


def plan_of(request: Request, pk: UUID | str) -> CapacityPlan:
    """A plan that the person sees; else 404."""
    try:
        wanted = UUID(str(pk))
    except ValueError as error:
        raise Http404 from error
    seen = CapacityPlan.objects.visible_to(request.user)
    return get_object_or_404(seen.select_related("organisation", "created_by"), pk=wanted)


def report_initial(order: Mapping[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What the fields of a plan by the report's appendix start with, and the rows of its stored models."""
    models = order.get("models", [])
    fields = {
        name: _typed(value)
        for name, value in order.items()
        if name not in {"models", "choices"} and value is not None
    }
    return fields, [{name: _typed(value) for name, value in row.items()} for row in models]


def engineering_query(order: Mapping[str, Any]) -> str:
    """The query of the engineering planner's address with the inputs of a plan, in the units in which they were typed.

    What only came from the catalogue's card is left to the card, as long as the catalogue still says the same.
    """
    typed, figures = order.get("typed", {}), _catalogued(order)
    query: dict[str, str] = {}
    for field in FIELDS:
        value = order.get(field.name)
        if value is None or (field.name not in typed and figures.get(field.name) == value):
            continue
        given = typed.get(field.name, {"value": value, "unit": ""})
        query[field.name] = _typed(given["value"])
        if given["unit"]:
            query[UNIT_PREFIX + field.name] = given["unit"]
    words = {name: str(order[name]) for name in WORDS if order.get(name)}
    return urlencode(query | words)


def _catalogued(order: Mapping[str, Any]) -> Mapping[str, float]:
    try:
        return card_figures(str(order.get("card") or ""))
    except PlanError:
        return {}


def _typed(value: object) -> str:
    if isinstance(value, int | float):
        return plain(float(f"{value:.{DIGITS}g}"))
    return str(value)
