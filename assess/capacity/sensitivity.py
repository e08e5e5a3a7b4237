"""What a plan hangs on: elasticities, a tornado of its uncertain inputs, the price at which two cards break even."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import log

from assess.capacity.calibrate import FITTED
from assess.capacity.cost import server_price_at
from assess.capacity.engineering import (
    EngineeringPlan,
    Order,
    best_mfu,
    compute_seconds,
    time_plan,
)
from assess.capacity.machine import Calibration
from assess.capacity.monte_carlo import Spread, Uncertain
from assess.capacity.priors import Prior

STEP = 0.01
"""Relative step of the central difference."""


@dataclass(frozen=True)
class Elasticity:
    """By how many per cent the calendar time changes when an input grows by one per cent."""

    name: str
    value: float


@dataclass(frozen=True)
class Bar:
    """A bar of the tornado: days with an input at its low and high end, all others as planned."""

    name: str
    low: float
    high: float
    days_at_low: float
    days_at_high: float

    @property
    def swing(self) -> float:
        """How far apart the two ends are, in days."""
        return abs(self.days_at_high - self.days_at_low)


@dataclass(frozen=True)
class BreakEven:
    """Two plans of one training: at ``price`` per card-hour of the second both cost the same; None where one is free.

    server_price: of a server of the second, at which owning both costs the same for the training; None where anything
    else of the cost of owning is missing, or no price does.
    """

    price: float | None
    cost_first: float
    cost_second: float
    server_price: float | None = None


Change = Callable[[Order, float], Order]


def _training(field: str) -> Change:
    return lambda order, factor: replace(
        order,
        training=replace(order.training, **{field: getattr(order.training, field) * factor}),
    )


def _operation(field: str) -> Change:
    return lambda order, factor: replace(
        order,
        operation=replace(order.operation, **{field: getattr(order.operation, field) * factor}),
    )


def _mfu(order: Order, factor: float) -> Order:
    return replace(
        order, training=replace(order.training, mfu=(order.training.mfu or 0.0) * factor)
    )


def _peak(order: Order, factor: float) -> Order:
    machine = order.training.machine
    faster = replace(machine, peak_tflops=machine.peak_tflops * factor)
    return replace(order, training=replace(order.training, machine=faster))


CHANGES: dict[str, Change] = {
    "tokens": _training("tokens"),
    "mfu": _mfu,
    "peak_tflops": _peak,
    "failure_rate": _operation("failure_rate"),
    "restart_s": _operation("restart_s"),
    "blocking_s": _operation("blocking_s"),
}


def days_of(order: Order, servers: float | None = None) -> float:
    """Calendar days of an order whose utilisation is fixed; ``servers`` may be a fraction for a derivative."""
    per_server = order.training.machine.cards_per_server
    number = servers or order.cards / per_server
    seconds = compute_seconds(order.training, number * per_server, order.training.mfu or 1.0)
    return time_plan(order, number, seconds).wall_days  # type: ignore[arg-type]  # a derivative's fraction


def fixed(order: Order, constants: Calibration = FITTED) -> Order:
    """The order with its utilisation written down, so that changing an input does not change the layout."""
    mfu = order.training.mfu or best_mfu(order.training, order.cards, constants)
    return replace(order, training=replace(order.training, mfu=mfu))


def elasticities(order: Order) -> tuple[Elasticity, ...]:
    """d ln(days) / d ln(input) of each input by central differences of 1 %, strongest first.

    The utilisation is held, so tokens give 1 and MFU and peak -1; cards fall short of -1 by what more servers fail.
    """
    base = fixed(order)
    found = [
        Elasticity(name, _slope(days_of(change(base, 1 + STEP)), days_of(change(base, 1 - STEP))))
        for name, change in CHANGES.items()
        if days_of(change(base, 1 + STEP)) > 0
    ]
    servers = order.cards / order.training.machine.cards_per_server
    more, fewer = (days_of(base, servers * (1 + sign * STEP)) for sign in (1, -1))
    found.append(Elasticity("cards", _slope(more, fewer)))
    return tuple(sorted(found, key=lambda item: -abs(item.value)))


def tornado(order: Order, prior: Prior, uncertain: Uncertain) -> tuple[Bar, ...]:
    """Days with each uncertain input at the ends of its 90 % interval, the longest bar first."""
    base = fixed(order)
    low, high = prior.interval()
    bars = [_bar("mfu", (low, high), lambda value: replace_mfu(base, value))]
    spreads: dict[str, Spread] = {
        "failure_rate": uncertain.failure_rate,
        "restart_s": uncertain.restart_s,
        "blocking_s": uncertain.blocking_s,
    }
    for name, spread in spreads.items():
        bars.append(_bar(name, (spread.low, spread.high), _setter(base, name)))
    return tuple(sorted(bars, key=lambda bar: -bar.swing))


def replace_mfu(order: Order, mfu: float) -> Order:
    """The order with another utilisation."""
    return replace(order, training=replace(order.training, mfu=mfu))


def break_even(first: EngineeringPlan, second: EngineeringPlan) -> BreakEven:
    """The card-hour price of the second plan, and the price of its servers, at which both cost the same.

    Rented: cost is cards * wall hours * price; energy is taken as part of the price. Owned: write-off, energy, operation.
    """
    hours = second.order.cards * second.time.wall_days * 24.0
    price = first.cost / hours if first.cost and hours else None
    owned = server_price_at(second.owned, first.owned.per_run) if first.owned.complete else None
    return BreakEven(price, first.cost, second.cost, owned)


def _setter(order: Order, name: str) -> Callable[[float], Order]:
    return lambda value: replace(order, operation=replace(order.operation, **{name: value}))


def _bar(name: str, ends: tuple[float, float], change: Callable[[float], Order]) -> Bar:
    low, high = ends
    return Bar(name, low, high, days_of(change(low)), days_of(change(high)))


def _slope(more: float, fewer: float) -> float:
    return (log(more) - log(fewer)) / (log(1 + STEP) - log(1 - STEP))
