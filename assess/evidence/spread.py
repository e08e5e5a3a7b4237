"""Several figures of one thing: the median, and how far they lie apart."""

from collections.abc import Sequence
from statistics import fmean, median

from assess.evidence.reading import Condition

DIGITS = 6


def spread(values: Sequence[float]) -> dict[str, Condition]:
    """How many there are, the least, the largest and the mean, as conditions of their median; at least one value."""
    told = {"least": min(values), "largest": max(values), "mean": fmean(values)}
    rounded = {name: float(f"{value:.{DIGITS}g}") for name, value in told.items()}
    return {"statistic": "median", "rows": len(values), **rounded}


def middle(values: Sequence[float]) -> tuple[float, str]:
    """The median and how it is written."""
    found = median(values)
    return found, f"{found:.10g}"
