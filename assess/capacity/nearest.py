"""What to change where a wish cannot be met: the nearest plans that can be, each computed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import ceil, isfinite

from assess.capacity.calibrate import FITTED
from assess.capacity.engineering import Order
from assess.capacity.engineering_mode import engineering_mode
from assess.capacity.engineering_order import read_engineering
from assess.capacity.faults import PlanError
from assess.capacity.inverse import MOST_SERVERS, wall_days
from assess.capacity.machine import Calibration
from indicators.records import Text

INFEASIBLE = ("infeasible", "no_layout")
DIGITS = 1000.0
TRIED = 4
"""Later dates that are tried, the earliest first."""

FEWER_TOKENS = Text("少训练一些 token", "Train fewer tokens")
LATER = Text("放宽工期", "A later date")
MORE_CARDS = Text("更多的卡", "More cards")


@dataclass(frozen=True)
class Nearest:
    """A change of fields (None: leave it open) that makes the order feasible, and what the plan then comes to."""

    text: Text
    changes: Mapping[str, float | None]
    cards: int
    days: float


def is_infeasible(error: PlanError) -> bool:
    """Whether an order was understood but cannot be met."""
    return all(fault.code in INFEASIBLE for fault in error.faults)


def nearest(order: Mapping[str, object], constants: Calibration = FITTED) -> tuple[Nearest, ...]:
    """Feasible plans near an order that reads well but cannot be met, or misses its date; none where nothing helps."""
    asked = read_engineering(order)
    found: dict[str, Nearest] = {}
    for text, changes in _offers(asked.order, asked.days, dict(asked.values), constants):
        plan = None if text.en in found else _planned({**order, **changes}, constants)
        if plan is not None:
            found[text.en] = Nearest(text, changes, *plan)
    return tuple(found.values())


def with_nearest(
    error: PlanError, order: Mapping[str, object], constants: Calibration = FITTED
) -> PlanError:
    """The refusal with the nearest feasible plans in its words; as it is where the order does not even read."""
    if not is_infeasible(error):
        return error
    offers = nearest(order, constants)
    zh = "".join(f"；{item.text.zh}：{item.cards} 卡，{item.days:.4g} 天" for item in offers)
    en = "".join(f"; {item.text.en}: {item.cards} cards, {item.days:.4g} days" for item in offers)
    told = [
        replace(item, expected=Text(item.expected.zh + zh, item.expected.en + en))
        for item in error.faults
    ]
    return PlanError(told)


def _planned(order: Mapping[str, object], constants: Calibration) -> tuple[int, float] | None:
    try:
        found = engineering_mode(order, constants)
    except PlanError:
        return None
    days = found.plan.time.wall_days
    return (
        (found.plan.order.cards, days) if found.keeps_date is not False and isfinite(days) else None
    )


def _offers(
    order: Order, days: float | None, values: Mapping[str, float | None], constants: Calibration
) -> Iterator[tuple[Text, dict[str, float | None]]]:
    if values["cards"] is not None:
        fits = _smallest_fit(order, constants)
        if days is not None and values["tokens"] is not None:
            yield MORE_CARDS, {"cards": None}
        elif fits is not None:
            yield MORE_CARDS, {"cards": fits}
    if days is None:
        return
    if values["cards"] is not None:
        at = wall_days(order, constants)
        yield LATER, {"days": _up(at) if isfinite(at) else None}
        if values["tokens"] is not None:
            yield FEWER_TOKENS, {"tokens": None}
    else:
        for fast in _fastest(order, constants):
            yield LATER, {"days": _up(fast)}


def _smallest_fit(order: Order, constants: Calibration) -> float | None:
    """The fewest cards, doubling from one server, on which any layout fits."""
    return next(
        (order_.cards for order_ in _doubling(order) if isfinite(wall_days(order_, constants))),
        None,
    )


def _fastest(order: Order, constants: Calibration) -> list[float]:
    """Days with the numbers of servers that finish first: those that do may be more than the network joins."""
    days = (wall_days(item, constants) for item in _doubling(order))
    return sorted(item for item in days if isfinite(item))[:TRIED]


def _doubling(order: Order) -> Iterator[Order]:
    servers, per_server = 1, order.training.machine.cards_per_server
    while servers <= MOST_SERVERS:
        yield replace(order, cards=servers * per_server)
        servers *= 2


def _up(days: float) -> float:
    """Days rounded up to three digits after the point, so that the plan still keeps them."""
    return ceil(days * DIGITS) / DIGITS if isfinite(days) else days
