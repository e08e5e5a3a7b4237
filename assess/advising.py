"""Scaling-law advice and inference plans with the catalogue's cards and the published trainings behind them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assess.capacity.advice import ADVICE_FIELDS, Advice, advise
from assess.capacity.faults import PlanError
from assess.capacity.priors import class_of, prior
from assess.capacity.serving import ServingPlan, serve, with_reachable
from assess.capacity.serving_order import SERVING_FIELDS
from assess.catalogue import card_figures, completed, figures_of
from assess.runs import experience
from indicators.models import Accelerator

MEDIAN = 0.5
CARD_NAMES = ("peak_tflops", "memory_gb", "memory_gb_s")


@dataclass(frozen=True)
class OnCard:
    """The same load on a card of the catalogue; None where the card's figures or the targets do not allow it."""

    code: str
    name: str
    verified: bool
    plan: ServingPlan | None


def usual_mfu(order: Mapping[str, Any]) -> float:
    """The median MFU that trainings on this class of card reached, downtime included."""
    return prior(experience().rows, class_of(str(order.get("card", "")), experts=False)).quantile(
        MEDIAN
    )


def advice_of(order: Mapping[str, Any]) -> Advice:
    """Advice for an order, its card taken from the catalogue; raises PlanError."""
    return advise(whole_order(order, ADVICE_FIELDS), usual_mfu(order))


def serving_of(order: Mapping[str, Any]) -> ServingPlan:
    """An inference plan, its card taken from the catalogue; raises PlanError, with the nearest wishes where it is infeasible."""
    whole = whole_order(order, SERVING_FIELDS)
    try:
        return serve(whole)
    except PlanError as error:
        raise with_reachable(error, whole) from error


def on_every_card(order: Mapping[str, Any]) -> tuple[OnCard, ...]:
    """The same load on every card of the catalogue whose figures are known, fewest cards first; what cannot last."""
    rows = Accelerator.objects.filter(
        peak_tflops__isnull=False, memory_gb__isnull=False, memory_bandwidth_gb_s__isnull=False
    )
    found = [OnCard(row.code, row.name, row.verified, _on(row, order)) for row in rows]
    return tuple(
        sorted(found, key=lambda item: item.plan.plan.cards if item.plan else float("inf"))
    )


def whole_order(order: Mapping[str, Any], fields: Any) -> dict[str, Any]:
    """The order with its card's figures, as far as these fields ask for them; raises PlanError for an unknown card."""
    names = {field.name for field in fields}
    figures = card_figures(str(order.get("card") or ""))
    return completed(order, {name: value for name, value in figures.items() if name in names})


def _on(card: Accelerator, order: Mapping[str, Any]) -> ServingPlan | None:
    figures = {name: value for name, value in figures_of(card).items() if name in CARD_NAMES}
    try:
        return serve({**order, **figures, "card": card.code})
    except PlanError:
        return None
