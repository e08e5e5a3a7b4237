"""What failures cost: time between them, checkpoint interval, share of effective time, spare servers."""

from dataclasses import dataclass
from math import ceil, sqrt

from scipy.special import pdtrik

HOURS_PER_DAY = 24.0
SECONDS_PER_HOUR = 3600.0
DAYS_PER_RATE = 1000.0
"""Failure rates are told per 1,000 node-days."""

ROUNDING = 1e-9
"""A quantile may miss a whole number by rounding alone."""

PUBLISHED_RATES = {
    "llama3": 3.79,
    "rsc1": 6.5,
    "rsc2": 2.34,
    "crusoe": 8.4,
    "opt": 16.0,
}
"""Failures per 1,000 node-days: Llama 3 (arXiv:2407.21783, table 5: 419 in 54 days on 2,048 servers); Meta's RSC-1 and
RSC-2 (arXiv:2410.21680); 1,600 H200 in 4 months; OPT-175B (at least). Source: docs/planner.md."""


@dataclass(frozen=True)
class Recovery:
    """How a training survives failures.

    rate: failures per 1,000 node-days, 0 or more. blocking_s: seconds that a checkpoint stops the training.
    restart_s: seconds from a failure until it goes on, detection included. interval_s: seconds between checkpoints.
    """

    rate: float
    blocking_s: float
    restart_s: float
    interval_s: float


def mtbf_hours(servers: float, rate: float) -> float:
    """Mean time between failures of the whole cluster: 24 * 1000 / (servers * rate), in hours.

    Args:
        servers: servers in use, above 0.
        rate: failures per 1,000 node-days; 0 gives infinity.

    Failures grow with the number of servers; that they do so linearly is an approximation (1,024 cards of RSC-1 failed
    four times as often as the rate of the whole fleet says).

    Source: Kokolis et al., arXiv:2410.21680, section 4; report, 二 (OPT-175B's 112 failures).
    """
    return HOURS_PER_DAY * DAYS_PER_RATE / (servers * rate) if rate else float("inf")


def young_interval_s(blocking_s: float, mtbf_s: float) -> float:
    """Young's checkpoint interval sqrt(2 w M), in seconds; w blocking time, M mean time between failures.

    Source: Young, CACM 17 (1974) 530.
    """
    return sqrt(2.0 * blocking_s * mtbf_s)


def daly_interval_s(blocking_s: float, mtbf_s: float) -> float:
    """Daly's higher-order interval, in seconds.

    sqrt(2 w M) (1 + sqrt(w / 2M) / 3 + (w / 2M) / 9) - w for w < 2M, else M.

    Source: Daly, Future Generation Computer Systems 22 (2006) 303, equation (37).
    """
    if blocking_s >= 2.0 * mtbf_s:
        return mtbf_s
    x = blocking_s / (2.0 * mtbf_s)
    return young_interval_s(blocking_s, mtbf_s) * (1.0 + sqrt(x) / 3.0 + x / 9.0) - blocking_s


def effective_share(servers: float, recovery: Recovery) -> float:
    """Expected share of wall-clock time that trains (ETTR), in [0, 1).

    (1 - servers r (u + dt / 2)) / (1 + w / dt) with r failures per node-second, u restart, dt interval, w blocking.
    0 where failures come faster than the training recovers.

    Source: Kokolis et al., arXiv:2410.21680, closed form of E[ETTR].
    """
    per_second = recovery.rate / DAYS_PER_RATE / (HOURS_PER_DAY * SECONDS_PER_HOUR)
    lost = servers * per_second * (recovery.restart_s + recovery.interval_s / 2.0)
    return max(1.0 - lost, 0.0) / (1.0 + recovery.blocking_s / recovery.interval_s)


def with_best_interval(servers: float, recovery: Recovery) -> Recovery:
    """The same recovery with Daly's interval for so many servers; unchanged without failures."""
    if not recovery.rate:
        return recovery
    mtbf_s = mtbf_hours(servers, recovery.rate) * SECONDS_PER_HOUR
    interval = max(daly_interval_s(recovery.blocking_s, mtbf_s), recovery.blocking_s)
    return Recovery(recovery.rate, recovery.blocking_s, recovery.restart_s, interval)


def spare_servers(servers: float, rate: float, repair_days: float, certainty: float = 0.99) -> int:
    """Spare servers so that with ``certainty`` no failed one waits for a place: a Poisson quantile.

    The number under repair is Poisson with mean servers * rate / 1000 * repair_days.

    Source: M/G/infinity queue (Palm's theorem); 1,182 servers at 3.79: 10, 23, 45 for 1, 3, 7 days.
    """
    mean = servers * rate / DAYS_PER_RATE * repair_days
    if mean <= 0.0:
        return 0
    return max(ceil(float(pdtrik(certainty, mean)) - ROUNDING), 0)
