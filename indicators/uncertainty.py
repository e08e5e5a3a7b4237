"""How sure the inputs and the method itself are taken to be: the ``[uncertainty]`` table of a scoring profile."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from indicators.records import Record

MOST_DRAWS = 100_000
"""More draws than this would only cost time: the quantiles are known to a hundredth of a point."""


@dataclass(frozen=True)
class Uncertainty(Record):
    """What is drawn, and how widely. The defaults are those of the shipped profiles.

    draws: how often everything is drawn. half_widths: relative half-width of a value by its class of evidence.
    counts: inputs that count events and get the chi-square interval instead.
    weight_swing: every weight is multiplied by U(1 - swing, 1 + swing) and renormalised.
    pillar_swing: of two pillars, the first one's share of the overall is drawn from share +- swing.
    geometric_share: part of the draws that take the geometric mean over groups.
    anchor_swings: relative swing of the two middle anchors by quality; nothing: anchors are not drawn.
    order_from: from which probability one cluster is called better than another.
    """

    draws: int = 2000
    half_widths: Mapping[str, float] = field(
        default_factory=lambda: {"E1": 0.20, "E2": 0.10, "E3": 0.05, "E4": 0.02}
    )
    counts: tuple[str, ...] = ()
    weight_swing: float = 0.25
    pillar_swing: float = 0.1
    geometric_share: float = 0.5
    anchor_swings: Mapping[str, float] = field(default_factory=dict)
    order_from: float = 0.9
