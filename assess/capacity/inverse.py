"""Plans the other way round: cards for a date, a model for a budget, the slowest storage that still keeps the date."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from assess.capacity.architecture import Architecture
from assess.capacity.calibrate import FITTED
from assess.capacity.engineering import (
    SECONDS_PER_DAY,
    Order,
    Training,
    best_mfu,
    compute_seconds,
    layouts_for,
    time_plan,
    write_seconds,
)
from assess.capacity.faults import PlanError, PlanFault
from assess.capacity.flops import model_flops_per_token
from assess.capacity.machine import Calibration
from assess.capacity.scaling_law import BESIROGLU, ScalingLaw
from indicators.records import Text

MOST_SERVERS = 65536
STEPS = 60
NEARBY = 8
SMALLEST, LARGEST, SIZE_STEPS = 1e6, 1e14, 32
NOT_IN_TIME = Text(
    "更长的期限：再多的卡也赶不上", "a later date: no number of cards meets this one"
)
TOO_SHORT = Text("更多的卡或更长的期限", "more cards or a later date")


@dataclass(frozen=True)
class Answer:
    """What was asked for, the order it leads to, and the days by the calendar that it takes."""

    value: float
    order: Order
    wall_days: float


def wall_days(order: Order, constants: Calibration = FITTED) -> float:
    """Days by the calendar for an order; infinity where no layout fits or failures come too fast."""
    try:
        mfu = order.training.mfu or best_mfu(order.training, order.cards, constants)
    except PlanError:
        return float("inf")
    servers = -(-order.cards // order.training.machine.cards_per_server)
    return time_plan(order, servers, compute_seconds(order.training, order.cards, mfu)).wall_days


def cards_for(order: Order, days: float, constants: Calibration = FITTED) -> Answer:
    """The fewest cards, in whole servers, that finish within ``days`` by the calendar.

    Time falls with servers until failures outrun them, though not at every step: some numbers divide badly. The search
    halves a bracket, then looks at each of the ``NEARBY`` numbers below what it found.

    Raises PlanError with the nearest feasible plan's days where no number of servers keeps the date.
    """
    per_server = order.training.machine.cards_per_server

    def at(servers: int) -> float:
        return wall_days(replace(order, cards=servers * per_server), constants)

    upper = _first_doubling(at, days)
    if upper is None:
        nearest = min(at(2**power) for power in range(17))
        raise PlanError([PlanFault("days", f"{days:g} < {nearest:.4g}", NOT_IN_TIME, "infeasible")])
    lower = upper // 2
    while upper - lower > 1:
        middle = (lower + upper) // 2
        lower, upper = (lower, middle) if at(middle) <= days else (middle, upper)
    nearby = range(max(upper - NEARBY, 1), upper + 1)
    servers = next(number for number in nearby if at(number) <= days)
    found = replace(order, cards=servers * per_server)
    return Answer(found.cards, found, at(servers))


def tokens_for(order: Order, days: float, constants: Calibration = FITTED) -> Answer:
    """The most tokens that so many cards train within ``days``: time is proportional to tokens.

    Raises PlanError where no layout fits.
    """
    took = wall_days(order, constants)
    if took == float("inf"):
        layouts_for(order.training, order.cards, constants)
        raise PlanError([PlanFault("cards", str(order.cards), TOO_SHORT, "infeasible")])
    tokens = order.training.tokens * days / took
    found = replace(order, training=replace(order.training, tokens=tokens))
    return Answer(tokens, found, days)


def params_for(
    order: Order,
    days: float,
    model_of: Callable[[float], Architecture],
    constants: Calibration = FITTED,
    *,
    per_parameter: float = 0.0,
) -> Answer:
    """The largest model that so many cards train within ``days``.

    model_of: the architecture for a number of parameters. per_parameter: tokens per parameter that go with it (20 for
    Chinchilla); 0 keeps the order's tokens.

    Raises PlanError where even the smallest model does not finish.
    """

    def sized(params: float) -> Order:
        tokens = per_parameter * params or order.training.tokens
        return replace(
            order, training=replace(order.training, model=model_of(params), tokens=tokens)
        )

    low, high = SMALLEST, LARGEST
    _require(wall_days(sized(low), constants), days)
    for _ in range(SIZE_STEPS):
        middle = (low * high) ** 0.5
        kept = wall_days(sized(middle), constants) <= days
        low, high = (middle, high) if kept else (low, middle)
    found = sized(low)
    return Answer(found.training.model.total_params(), found, wall_days(found, constants))


def best_for_budget(
    training: Training, card_hours: float, mfu: float, law: ScalingLaw = BESIROGLU
) -> tuple[float, float]:
    """Parameters and tokens of least loss for a budget of card-hours at an MFU in (0, 1].

    Source: Hoffmann et al., arXiv:2203.15556; the constants are those of ``law``.
    """
    flops = card_hours * 3600.0 * training.machine.peak_tflops * 1e12 * mfu
    return law.best(flops)


def slowest_storage(order: Order, days: float, constants: Calibration = FITTED) -> float:
    """The least checkpoint write bandwidth, in GB/s, with which the date is still kept.

    Raises PlanError where the date is missed however fast the storage is.
    """

    def at(rate: float) -> float:
        operation = replace(order.operation, blocking_s=write_seconds(order, rate))
        return wall_days(replace(order, operation=operation), constants)

    _require(at(1e6), days)
    return _lowest(at, days, 1e-3, 1e6)


def highest_failure_rate(order: Order, days: float, constants: Calibration = FITTED) -> float:
    """The most failures per 1,000 node-days with which the date is still kept.

    Raises PlanError where the date is missed without any failure.
    """

    def at(rate: float) -> float:
        operation = replace(order.operation, failure_rate=1.0 / rate)
        return wall_days(replace(order, operation=operation), constants)

    _require(at(1e6), days)
    return 1.0 / _lowest(at, days, 1e-6, 1e6)


def days_of_flops(model: Architecture, tokens: float, rate_pflops: float) -> float:
    """Days that a sustained rate takes for a training, rate in PFLOPS."""
    return model_flops_per_token(model) * tokens / (rate_pflops * 1e15) / SECONDS_PER_DAY


def _first_doubling(at: Callable[[int], float], days: float) -> int | None:
    servers = 1
    while servers <= MOST_SERVERS:
        if at(servers) <= days:
            return servers
        servers *= 2
    return None


def _require(fastest: float, days: float) -> None:
    if fastest > days:
        found = f"{days:g} < {fastest:.4g}"
        raise PlanError([PlanFault("days", found, TOO_SHORT, "infeasible")])


def _lowest(at: Callable[[float], float], days: float, low: float, high: float) -> float:
    """The least rate at which a falling time keeps the date, by bisection of its logarithm."""
    for _ in range(STEPS):
        middle = (low * high) ** 0.5
        low, high = (low, middle) if at(middle) <= days else (middle, high)
    return high
