"""How sure a plan is: draws of utilisation, failures, restart, PUE and price, all at once."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from assess.capacity.engineering import SECONDS_PER_DAY, Order
from assess.capacity.faults import PlanError, PlanFault
from assess.capacity.flops import model_flops_per_token
from assess.capacity.priors import Prior
from indicators.records import Text

Draws = NDArray[np.float64]

TYPICAL_EFFECTIVE_SHARE = 0.92
"""Share of effective time of the runs behind the priors, where their reports tell one: Llama 3 and MegaScale above
0.90, ByteRobust 0.97. The prior's MFU has this downtime inside; a plan's own failures replace it."""

HIGHEST_MFU = 0.75
"""No published training kept more of the dense peak."""

SECONDS_PER_NODE_KILODAY = 1000.0 * SECONDS_PER_DAY
NEVER = Text(
    "更长的期限或更低的把握：服务器再多，故障也更多",
    "a later date or less certainty: more servers fail more often",
)


@dataclass(frozen=True)
class Spread:
    """A quantity between two values in 90 % of cases, log-normal."""

    low: float
    high: float

    def draw(self, source: np.random.Generator, count: int) -> Draws:
        """Draws of the quantity."""
        centre = 0.5 * (np.log(self.low) + np.log(self.high))
        scale = 0.5 * (np.log(self.high) - np.log(self.low)) / float(ndtri(0.95))
        return np.asarray(np.exp(centre + scale * source.standard_normal(count)))


@dataclass(frozen=True)
class Uncertain:
    """What is not known for certain; ``price_share`` and ``pue_over`` (PUE - 1) scale the plan's own.

    purchase_share and energy_share scale what is bought and the price of energy.

    Defaults: failure rates from RSC-2's 2.34 to 1,600 H200's 8.4 per 1,000 node-days; restart 3 to 30 minutes;
    blocking 5 to 60 seconds. Source: docs/planner.md, section 2.3.
    """

    failure_rate: Spread = Spread(2.34, 8.4)
    restart_s: Spread = Spread(180.0, 1800.0)
    blocking_s: Spread = Spread(5.0, 60.0)
    pue_over: Spread = Spread(0.7, 1.4)
    price_share: Spread = Spread(0.8, 1.25)
    purchase_share: Spread = Spread(0.8, 1.25)
    energy_share: Spread = Spread(0.85, 1.2)


@dataclass(frozen=True)
class Simulated:
    """Draws of what a plan comes to: days by the calendar, energy (MWh), cost (in the plan's currency) on rented cards.

    owned: cost of the training on a cluster of one's own; 0 where it was not asked for.
    """

    wall_days: Draws
    energy_mwh: Draws
    cost: Draws
    owned: Draws

    def quantiles(self, values: Draws) -> tuple[float, float, float]:
        """P10, P50 and P90."""
        low, middle, high = np.quantile(values, [0.1, 0.5, 0.9])
        return float(low), float(middle), float(high)

    def probability(self, days: float) -> float:
        """Share of draws that finish within ``days``."""
        return float(np.mean(self.wall_days <= days))


@dataclass(frozen=True)
class Running:
    """What a cluster of one's own costs: write-off and operation per day that it trains, and a MWh."""

    per_day: float
    per_mwh: float


@dataclass(frozen=True)
class Outlook:
    """What draws start from: the plan, the prior of its utilisation, what is uncertain, how many draws, which seed.

    running: cost of owning, where everything of it is known.
    """

    order: Order
    prior: Prior
    uncertain: Uncertain = field(default_factory=Uncertain)
    count: int = 10_000
    seed: int = 20241231
    running: Running | None = None


def simulate(outlook: Outlook) -> Simulated:
    """Draw a plan ``count`` times; the same outlook gives the same draws.

    days = operations / (cards * peak * MFU) / ETTR, MFU from the prior without its typical downtime, ETTR by Daly's
    interval from the drawn failure rate, restart and blocking time. Operations count causal attention, as the prior.

    Source: docs/planner.md, sections on uncertainty and failures.
    """
    order, source = outlook.order, np.random.default_rng(outlook.seed)
    mfu = _utilisation(outlook, source)
    share = _effective(outlook, source)
    flops = model_flops_per_token(order.training.model, causal=True) * order.training.tokens
    rate = order.cards * order.training.machine.peak_tflops * 1e12
    with np.errstate(divide="ignore"):
        days = flops / (rate * mfu) / share / SECONDS_PER_DAY
    energy, cost = _energy_and_cost(outlook, source, days)
    return Simulated(days, energy, cost, _owned(outlook, source, days, energy))


def cards_for_certainty(outlook: Outlook, days: float, certainty: float = 0.9) -> int:
    """The fewest cards, in whole servers, that finish within ``days`` in a share ``certainty`` of the same draws.

    Raises PlanError where no number of servers does.
    """
    per_server = outlook.order.training.machine.cards_per_server

    def sure(servers: int) -> bool:
        order = replace(outlook.order, cards=servers * per_server)
        return simulate(replace(outlook, order=order)).probability(days) >= certainty

    upper: int | None = next((2**power for power in range(17) if sure(2**power)), None)
    if upper is None:
        found = f"{days:g}, {certainty:g}"
        raise PlanError([PlanFault("days", found, NEVER, "infeasible")])
    lower = upper // 2
    while upper - lower > 1:
        middle = (lower + upper) // 2
        lower, upper = (lower, middle) if sure(middle) else (middle, upper)
    return upper * per_server


def _utilisation(outlook: Outlook, source: np.random.Generator) -> Draws:
    prior = outlook.prior
    drawn = np.exp(prior.centre + prior.scale * source.standard_t(prior.freedom, outlook.count))
    return np.asarray(np.minimum(drawn / TYPICAL_EFFECTIVE_SHARE, HIGHEST_MFU))


def _effective(outlook: Outlook, source: np.random.Generator) -> Draws:
    """Share of effective time of each draw; see ``failures.effective_share``, here for arrays."""
    uncertain, count = outlook.uncertain, outlook.count
    servers = -(-outlook.order.cards // outlook.order.training.machine.cards_per_server)
    failures = servers * uncertain.failure_rate.draw(source, count) / SECONDS_PER_NODE_KILODAY
    restart = uncertain.restart_s.draw(source, count)
    blocking = uncertain.blocking_s.draw(source, count)
    x = blocking * failures / 2.0
    interval = np.sqrt(2.0 * blocking / failures) * (1.0 + np.sqrt(x) / 3.0 + x / 9.0) - blocking
    interval = np.maximum(interval, blocking)
    kept = np.maximum(1.0 - failures * (restart + interval / 2.0), 0.0)
    return np.asarray(kept / (1.0 + blocking / interval))


def _energy_and_cost(
    outlook: Outlook, source: np.random.Generator, days: Draws
) -> tuple[Draws, Draws]:
    order, site = outlook.order, outlook.order.site
    servers = order.cards / order.training.machine.cards_per_server
    it_mw = servers * site.server_kw * (1.0 + site.others_share) / 1000.0
    pue = 1.0 + (site.pue - 1.0) * outlook.uncertain.pue_over.draw(source, outlook.count)
    price = site.price_per_card_hour * outlook.uncertain.price_share.draw(source, outlook.count)
    cost = order.cards * days * 24.0 * price if site.price_per_card_hour else np.zeros_like(days)
    return days * 24.0 * it_mw * pue, cost


def _owned(outlook: Outlook, source: np.random.Generator, days: Draws, energy: Draws) -> Draws:
    """Days times write-off and operation, and energy times its price, both prices drawn."""
    running, uncertain = outlook.running, outlook.uncertain
    if running is None:
        return np.zeros_like(days)
    fixed = running.per_day * uncertain.purchase_share.draw(source, outlook.count)
    per_mwh = running.per_mwh * uncertain.energy_share.draw(source, outlook.count)
    return np.asarray(days * fixed + energy * per_mwh)
