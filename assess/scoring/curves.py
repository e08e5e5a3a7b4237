"""Anchor curves and credits over many numbers at once; the same as ``normalise`` and ``credits`` one by one."""

from itertools import pairwise

import numpy as np

from assess.scoring.credits import NINES_FROM
from assess.scoring.normalise import SCORES, is_rising
from indicators.arrays import Array
from indicators.definitions import Anchor, Criterion

Points = tuple[Array, Array, Array, Array]


def points_of(anchor: Anchor) -> Points:
    """The four anchors of a curve, as arrays."""
    worst, passed, good, best = (np.asarray(point) for point in anchor.points)
    return worst, passed, good, best


def scores(anchor: Anchor, points: Points, x: Array) -> Array:
    """Score of a measure on its curve, 0-100; NaN where the measure is NaN.

    s = sum over neighbouring anchors of (s_(k+1) - s_k) * clamp((t(x) - t(v_k)) / (t(v_(k+1)) - t(v_k))), with t
    the identity or ln; on a log curve x <= 0 scores 0 where higher is better, else 100.

    Source: docs/method.md, section 2 (method-1.0).
    """
    with np.errstate(all="ignore"):
        placed, *places = (_scaled(anchor, part) for part in (x, *points))
        total = np.zeros_like(placed)
        for (low, high), (start, end) in zip(pairwise(SCORES), pairwise(places), strict=True):
            total = total + (high - low) * np.clip((placed - start) / (end - start), 0.0, 1.0)
    if anchor.scale == "log":
        total = np.where(x <= 0.0, SCORES[0] if is_rising(anchor) else SCORES[-1], total)
    return total


def swung(anchor: Anchor, lower: Array, upper: Array) -> Points:
    """The curve with its two middle anchors multiplied by factors, kept between their neighbours."""
    worst, passed, good, best = points_of(anchor)
    sign = 1.0 if is_rising(anchor) else -1.0
    gap = 1e-9 * abs(best - worst)
    low, high = sign * worst + gap, sign * best - gap
    first = np.clip(sign * passed * lower, low, high - gap)
    second = np.clip(sign * good * upper, first + gap, high)
    return worst, sign * first, sign * second, best


def credits(criterion: Criterion, x: Array) -> Array:
    """Credit of a numeric criterion, 0 to 1; NaN where the value is NaN. See ``assess.scoring.credits``."""
    threshold = criterion.threshold or 0.0
    with np.errstate(all="ignore"):
        if criterion.rule == "half":
            found = np.clip(2.0 * x / threshold - 1.0, 0.0, 1.0)
        elif criterion.rule == "decade":
            some = np.clip(1.0 + np.log10(x / threshold), 0.0, 1.0)
            found = np.where(x <= threshold / 10.0, 0.0, some)
        else:
            count, needed = -np.log10(1.0 - x), -np.log10(1.0 - threshold)
            some = np.clip((count - NINES_FROM) / (needed - NINES_FROM), 0.0, 1.0)
            found = np.where(x >= threshold, 1.0, np.where(x <= 0.0, 0.0, some))
    return np.where(np.isnan(x), np.nan, found)


def _scaled(anchor: Anchor, part: Array) -> Array:
    return np.log(part) if anchor.scale == "log" else part
