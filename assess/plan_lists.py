"""Which plans a list shows: by words, mode and organisation, in an order; without what a list does not tell."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F, FloatField, OrderBy, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from assess.models import CapacityPlan

NEWEST = "newest"
MINE = "mine"
"""In place of an organisation: what is shared with nobody."""

ORDERS: Mapping[str, tuple[str | OrderBy, ...]] = {
    NEWEST: ("-created_at",),
    "oldest": ("created_at",),
    "name": ("name", "-created_at"),
    "most_cards": (F("cards").desc(nulls_last=True), "-created_at"),
    "fewest_cards": (F("cards").asc(nulls_last=True), "-created_at"),
}


def listed(plans: QuerySet[CapacityPlan], wanted: Mapping[str, Any]) -> QuerySet[CapacityPlan]:
    """Those of some plans that a list shows, each with its ``cards`` and calendar ``days`` if computed, not its result.

    wanted: ``q`` (words in name, note or maker), ``mode``, ``organisation`` (one, or "mine"), ``order`` of ORDERS;
    what is empty narrows nothing.
    """
    if text := str(wanted.get("q") or "").strip():
        named = Q(name__icontains=text) | Q(note__icontains=text)
        plans = plans.filter(named | Q(created_by__username__icontains=text))
    if mode := wanted.get("mode"):
        plans = plans.filter(mode=mode)
    if organisation := wanted.get("organisation"):
        plans = plans.filter(organisation=None if organisation == MINE else organisation)
    told = plans.select_related("organisation", "created_by").annotate(
        cards=Cast(KT("result__cards"), FloatField()),
        wall_days=Cast(KT("result__time__wall_days"), FloatField()),
        wanted_days=Cast(KT("result__inputs__days"), FloatField()),
    )
    return told.defer("result").order_by(*ORDERS.get(str(wanted.get("order")), ORDERS[NEWEST]))
