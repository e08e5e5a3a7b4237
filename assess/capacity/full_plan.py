"""An engineering plan with all that is told of it: how sure it is, what it hangs on, and where its time goes."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from math import isfinite

import numpy as np

from assess.capacity.calibrate import FITTED
from assess.capacity.cost import DAYS_PER_YEAR, KWH_PER_MWH, Ownership
from assess.capacity.engineering import Order, step_of
from assess.capacity.engineering_mode import Engineered, engineering_mode
from assess.capacity.engineering_steps import explain
from assess.capacity.faults import PlanError
from assess.capacity.inverse import wall_days
from assess.capacity.machine import Calibration
from assess.capacity.monte_carlo import (
    Outlook,
    Running,
    Simulated,
    Spread,
    Uncertain,
    cards_for_certainty,
    simulate,
)
from assess.capacity.priors import NOMINAL, Coverage, Observed, class_of, prior
from assess.capacity.sensitivity import Bar, Elasticity, elasticities, fixed, tornado

FULL_DRAWS, LIVE_DRAWS = 100_000, 2_000
BINS = 24
DRAWN = 0.005
"""Share of the draws at either end that the picture of their distribution leaves out."""

CERTAINTY = 0.9
LEAST_FACTOR = 1e-6
SPAN = 4
"""The curve of time against cards goes from a quarter of the plan's servers to four times as many."""


@dataclass(frozen=True)
class Experience:
    """Published trainings, and how often the interval drawn from the others held each of them."""

    rows: tuple[Observed, ...]
    coverage: Coverage


@dataclass(frozen=True)
class Chances:
    """P10, P50 and P90 of days, energy and cost; the chance of the date; what the utilisation's prior rests on.

    bins: edges in days, and the share of draws between each two. cost on rented cards and owned_cost: None where no
    price was given, or any of those that the second needs.
    """

    draws: int
    card_class: str
    families: int
    mfu_low: float
    mfu_high: float
    coverage_inside: int
    coverage_runs: int
    days: tuple[float, float, float]
    energy_mwh: tuple[float, float, float]
    cost: tuple[float, float, float] | None
    owned_cost: tuple[float, float, float] | None
    probability: float | None
    cards_for_certainty: int | None
    edges: tuple[float, ...]
    shares: tuple[float, ...]


@dataclass(frozen=True)
class FullPlan:
    """The plan, its chances, its tornado and elasticities, days by number of cards, seconds of a step."""

    engineered: Engineered
    chances: Chances
    bars: tuple[Bar, ...]
    elasticities: tuple[Elasticity, ...]
    curve: tuple[tuple[int, float | None], ...]
    step: Mapping[str, float]

    def as_dict(self) -> dict[str, object]:
        """As JSON; what has no end (no failures, ever) is None."""
        return {name: _plain(value) for name, value in self._members().items()}

    def _members(self) -> dict[str, object]:
        return {
            **self.engineered.as_dict(),
            "chances": asdict(self.chances),
            "tornado": [{**asdict(item), "swing": item.swing} for item in self.bars],
            "elasticities": {item.name: item.value for item in self.elasticities},
            "curve": [{"cards": cards, "days": days} for cards, days in self.curve],
            "step": dict(self.step),
            "explain": [asdict(item) for item in explain(self.engineered)],
        }


def full_plan(
    order: Mapping[str, object],
    experience: Experience,
    draws: int = FULL_DRAWS,
    constants: Calibration = FITTED,
) -> FullPlan:
    """Plan an order and tell everything about it.

    Raises PlanError with every fault, or where the wish cannot be met.
    """
    found = engineering_mode(order, constants)
    planned = found.plan.order
    experts = planned.training.model.experts is not None
    card_class = class_of(found.asked.card, experts=experts)
    outlook = Outlook(
        planned,
        prior(experience.rows, card_class),
        uncertain_of(planned),
        draws,
        running=running_of(found.plan.owned, planned),
    )
    best = found.plan.candidates[0]
    return FullPlan(
        found,
        _chances(outlook, found.asked.days, card_class, experience),
        tornado(fixed(planned, constants), outlook.prior, outlook.uncertain),
        elasticities(fixed(planned, constants)),
        _curve(planned, constants),
        {name: float(value) for name, value in step_of(planned, best.layout, constants).items()},
    )


def _plain(value: object) -> object:
    """A value as JSON can hold it."""
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return None if isinstance(value, float) and not isfinite(value) else value


def uncertain_of(order: Order) -> Uncertain:
    """The usual spreads, around what the order says: a rate of twice the usual is uncertain around twice the usual."""
    usual, operation = Uncertain(), order.operation
    plain = type(operation)()

    def around(name: str) -> Spread:
        spread: Spread = getattr(usual, name)
        factor = max(getattr(operation, name) / getattr(plain, name), LEAST_FACTOR)
        return Spread(spread.low * factor, spread.high * factor)

    return replace(
        usual,
        failure_rate=around("failure_rate"),
        restart_s=around("restart_s"),
        blocking_s=around("blocking_s"),
    )


def running_of(owned: Ownership, order: Order) -> Running | None:
    """What owning costs per day and MWh; None where anything of it is missing."""
    if not owned.complete:
        return None
    days = DAYS_PER_YEAR * order.prices.busy_share
    return Running(owned.fixed / days, KWH_PER_MWH * (order.prices.price_per_kwh or 0.0))


def _chances(
    outlook: Outlook, days: float | None, card_class: str, experience: Experience
) -> Chances:
    drawn = simulate(outlook)
    low, high = outlook.prior.interval(NOMINAL)
    edges, shares = _bins(drawn)
    priced = bool(outlook.order.site.price_per_card_hour)
    return Chances(
        draws=outlook.count,
        card_class=card_class,
        families=outlook.prior.families,
        mfu_low=low,
        mfu_high=high,
        coverage_inside=experience.coverage.inside,
        coverage_runs=experience.coverage.runs,
        days=drawn.quantiles(drawn.wall_days),
        energy_mwh=drawn.quantiles(drawn.energy_mwh),
        cost=drawn.quantiles(drawn.cost) if priced else None,
        owned_cost=drawn.quantiles(drawn.owned) if outlook.running else None,
        probability=None if days is None else drawn.probability(days),
        cards_for_certainty=None if days is None else _sure_cards(outlook, days),
        edges=edges,
        shares=shares,
    )


def _sure_cards(outlook: Outlook, days: float) -> int | None:
    """Cards that keep the date in nine of ten draws; None where no number does."""
    try:
        return cards_for_certainty(
            replace(outlook, count=min(outlook.count, LIVE_DRAWS), running=None), days, CERTAINTY
        )
    except PlanError:
        return None


def _bins(drawn: Simulated) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Shares of the draws in bins of equal width; the ends hold what lies beyond."""
    known = drawn.wall_days[np.isfinite(drawn.wall_days)]
    if not known.size:
        return (), ()
    low, high = np.quantile(known, [DRAWN, 1.0 - DRAWN])
    counts, edges = np.histogram(np.clip(known, low, high), bins=BINS, range=(low, high))
    shares = counts / drawn.wall_days.size
    return tuple(float(edge) for edge in edges), tuple(float(share) for share in shares)


def _curve(order: Order, constants: Calibration) -> tuple[tuple[int, float | None], ...]:
    """Days by cards, on powers of two and one and a half times those, and on the plan's own; None does not fit."""
    per_server = order.training.machine.cards_per_server
    own = max(order.cards // per_server, 1)
    grid = {servers for power in range(18) for servers in (2**power, 3 * 2**power // 2)}
    near = {servers for servers in grid if own <= servers * SPAN and servers <= own * SPAN}
    found = []
    for servers in sorted(near | {own}):
        days = wall_days(replace(order, cards=servers * per_server), constants)
        found.append((servers * per_server, days if isfinite(days) else None))
    return tuple(found)
