"""Normalised measure -> score: the anchor curve and its inverse."""

from itertools import pairwise
from math import exp, isfinite, isnan, log

from indicators.definitions import Anchor

SCORES = (0.0, 60.0, 80.0, 100.0)


def is_rising(anchor: Anchor) -> bool:
    """Whether a higher measure is better on this curve."""
    return anchor.points[-1] > anchor.points[0]


def score(anchor: Anchor, x: float) -> float:
    """Score of a normalised measure on its anchor curve, 0-100.

    Between two neighbouring anchors v_k and v_(k+1)::

        s = s_k + (s_(k+1) - s_k) * (t(x) - t(v_k)) / (t(v_(k+1)) - t(v_k))

    with s = 0, 60, 80, 100 and t the identity ("lin") or the natural logarithm ("log"). Outside the
    anchors the score stays at 0 or 100.

    Args:
        anchor: the four anchor points, rising (higher is better) or falling (lower is better).
        x: the measure, in the anchor's unit. On a log curve x <= 0 scores 0 where higher is
            better, else 100.

    Raises:
        ValueError: x is not a number.

    Source: docs/method.md, section 2 (method-1.0). Anchors are SuanHeng's, not CAICT's.
    """
    if isnan(x):
        raise ValueError("a measure that is not a number has no score")
    sign = 1.0 if is_rising(anchor) else -1.0
    if sign * x <= sign * anchor.points[0]:
        return SCORES[0]
    if sign * x >= sign * anchor.points[-1]:
        return SCORES[-1]
    return _between(anchor, x, sign)


def value_at(anchor: Anchor, wanted: float) -> float:
    """The measure that scores ``wanted`` points: the inverse of the anchor curve.

    Args:
        anchor: the curve.
        wanted: points in [0, 100]. At 0 and at 100, where the curve is flat, the outermost anchor.

    Raises:
        ValueError: ``wanted`` is outside [0, 100].

    Source: docs/method.md, section 2 (method-1.0).
    """
    if not SCORES[0] <= wanted <= SCORES[-1]:
        raise ValueError("a score lies between 0 and 100")
    for (low, high), (start, end) in zip(pairwise(SCORES), pairwise(anchor.points), strict=True):
        if wanted <= high:
            return _mix(anchor, start, end, (wanted - low) / (high - low))
    return anchor.points[-1]


def _between(anchor: Anchor, x: float, sign: float) -> float:
    for (low, high), (start, end) in zip(pairwise(SCORES), pairwise(anchor.points), strict=True):
        if sign * x <= sign * end:
            return low + (high - low) * _fraction(anchor, start, end, x)
    return SCORES[-1]


def _fraction(anchor: Anchor, start: float, end: float, x: float) -> float:
    """How far x is on the way from ``start`` to ``end``, on the anchor's scale."""
    if anchor.scale == "lin":
        return (x - start) / (end - start)
    return log(x / start) / log(end / start)


def _mix(anchor: Anchor, start: float, end: float, fraction: float) -> float:
    if fraction in {0.0, 1.0}:
        return end if fraction else start
    if anchor.scale == "lin":
        return start + fraction * (end - start)
    mixed = exp(log(start) + fraction * log(end / start))
    return mixed if isfinite(mixed) else end
