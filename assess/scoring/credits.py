"""Credit of a capability criterion: how much of the report's threshold is reached, 0 to 1.

The report states thresholds only; partial credit is SuanHeng's (docs/method.md, section 3). Whether the
threshold itself is met is always told beside it.
"""

from collections.abc import Callable, Mapping
from math import log10

from indicators.definitions import Criterion

NINES_FROM = 3.0
"""Reliability of three nines (0.999) earns nothing."""


def half(value: float, threshold: float) -> float:
    """Linear from 0 at half the threshold to 1 at the threshold.

    c = clamp((x - X/2) / (X/2)) with x the value and X > 0 the threshold, in the same unit.

    Source: docs/method.md, section 3; thresholds: report section 4, table 1 (200 TFLOPS, 50 GB/s per U...).
    """
    return _clamp(2.0 * value / threshold - 1.0)


def decade(value: float, threshold: float) -> float:
    """Logarithmic from 0 one decade below the threshold to 1 at the threshold.

    c = clamp(1 + log10(x / X)) with x the value and X > 0 the threshold; x <= X / 10 earns 0.

    Source: docs/method.md, section 3; thresholds: report section 4, table 1 (10 000 cards).
    """
    if value <= threshold / 10.0:
        return 0.0
    return _clamp(1.0 + log10(value / threshold))


def nines(value: float, threshold: float) -> float:
    """Linear in the number of nines, from 0 at three nines to 1 at the threshold.

    c = clamp((n(x) - 3) / (n(X) - 3)), n(x) = -log10(1 - x), with x and X reliabilities in [0, 1) and X
    above 0.999. A value at or above the threshold earns 1.

    Source: docs/method.md, section 3; threshold: report section 4, table 1 (six nines, 0.999999).
    """
    if value >= threshold:
        return 1.0
    if value <= 0.0:
        return 0.0
    return _clamp((_count(value) - NINES_FROM) / (_count(threshold) - NINES_FROM))


RULES = {"half": half, "decade": decade, "nines": nines}


_INVERSES: Mapping[str, Callable[[float, float], float]] = {
    "half": lambda wanted, threshold: threshold / 2.0 * (1.0 + wanted),
    "decade": lambda wanted, threshold: threshold * 10.0 ** (wanted - 1.0),
    "nines": lambda wanted, threshold: (
        1.0 - 10.0 ** -(NINES_FROM + wanted * (_count(threshold) - NINES_FROM))
    ),
}


def credit(criterion: Criterion, value: float) -> float:
    """Credit of a numeric criterion for a value in the criterion's unit.

    Raises:
        ValueError: the criterion has no threshold; only an assessor can give it credit.
    """
    if criterion.threshold is None or criterion.rule == "ordinal":
        raise ValueError(f"{criterion.code} has no threshold to compare with")
    return RULES[criterion.rule](value, criterion.threshold)


def value_at(criterion: Criterion, wanted: float) -> float:
    """The value that earns ``wanted`` credit: the inverse of the criterion's rule.

    half: X/2 (1 + c). decade: X 10^(c - 1). nines: 1 - 10^-(3 + c (n(X) - 3)). At 1 the threshold X itself.

    Args:
        criterion: a numeric one. wanted: credit c in [0, 1]; at 0 the value up to which nothing is earned.

    Raises:
        ValueError: the criterion has no threshold, or ``wanted`` is outside [0, 1].

    Source: docs/method.md, section 3 (method-1.0).
    """
    if criterion.threshold is None or criterion.rule == "ordinal":
        raise ValueError(f"{criterion.code} has no threshold to compare with")
    if not 0.0 <= wanted <= 1.0:
        raise ValueError("a credit lies between 0 and 1")
    return (
        criterion.threshold
        if wanted == 1.0
        else _INVERSES[criterion.rule](wanted, criterion.threshold)
    )


def is_met(criterion: Criterion, value: float) -> bool:
    """The plain verdict against the report's own threshold."""
    return criterion.threshold is not None and value >= criterion.threshold


def _count(reliability: float) -> float:
    return -log10(1.0 - reliability)


def _clamp(share: float) -> float:
    return min(1.0, max(0.0, share))
