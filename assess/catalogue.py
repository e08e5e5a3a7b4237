"""Accelerator cards as the planner takes them: figures by the planner's fields."""

from collections.abc import Mapping
from typing import Any

from assess.capacity.faults import PlanError, PlanFault
from assess.capacity.machine import matmul_share
from indicators.models import Accelerator
from indicators.records import Text

FIELDS = {
    "peak_tflops": "peak_tflops",
    "memory_gb": "memory_gb",
    "memory_gb_s": "memory_bandwidth_gb_s",
    "link_gb_s": "link_gb_s",
}
LISTED = Text("加速卡目录中的卡", "a card of the accelerator catalogue")


def figures_of(card: Accelerator) -> dict[str, float]:
    """What the catalogue knows of a card, by the planner's fields; the measured share of its peak on top."""
    known = {name: getattr(card, column) for name, column in FIELDS.items()}
    found = {name: float(value) for name, value in known.items() if value is not None}
    return {**found, "matmul_share": matmul_share(card.code)}


def card_figures(code: str) -> dict[str, float]:
    """Figures of a card by its code; raises PlanError for a code that is not in the catalogue."""
    if not code:
        return {}
    card = Accelerator.objects.filter(code=code).first()
    if card is None:
        raise PlanError([PlanFault("card", code[:60], LISTED, "not_a_choice")])
    return figures_of(card)


def completed(order: Mapping[str, Any], figures: Mapping[str, float]) -> dict[str, Any]:
    """The order with what was left open filled in from its card."""
    empty = (None, "")
    given = {name: value for name, value in order.items() if value not in empty}
    return {**figures, **given}
