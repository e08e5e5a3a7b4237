"""From a wanted score back to the figure that earns it: the anchor curve inverted, then the measure's formula."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from assess.scoring.normalise import value_at
from assess.scoring.points import Case
from assess.scoring.results import IndicatorResult, MeasureResult
from assess.scoring.values import VALUE
from indicators.definitions import Framework, Indicator, Measure
from indicators.expressions import parse

HALVINGS = 200
PRECISION = 1e-9
_DECADES = range(-9, 19)

Function = Callable[[float], float | None]


@dataclass(frozen=True)
class Need:
    """What a measure has to become for a score.

    x: the normalised measure, in its unit. name: what has to change for it, "value" for the indicator's own
    value or the code of a raw input, empty where the formula leaves no single one. value: what that has to
    become, in its own unit; None where it cannot be solved (its context is missing, or it lies outside its limits).
    """

    measure: str
    score: float
    x: float
    name: str
    value: float | None


def bracketed_root(function: Function, low: float, high: float) -> float | None:
    """Where a function crosses zero between two places at which it has opposite signs.

    Halving of the bracket: by the geometric mean where both ends are far apart and of one sign, else by the
    arithmetic mean, until no number lies between. It needs no slope and cannot leave the bracket.

    Args:
        function: any function, continuous in the bracket; None where it is undefined.
        low: one end, below ``high``. high: the other.

    Returns:
        The place, to the last digit of a float; None where the ends have one sign, or the function is
        undefined in between.

    Source: Brent, Algorithms for Minimization without Derivatives (1973), chapter 4 (bisection as the safeguard).
    """
    at_low, at_high = function(low), function(high)
    if at_low is None or at_high is None or at_low * at_high > 0:
        return None
    for _ in range(HALVINGS):
        middle = _middle(low, high)
        found = function(middle)
        if found is None:
            return None
        if not low < middle < high:
            break
        if found == 0.0:
            return middle
        low, high = (middle, high) if (found > 0) == (at_low > 0) else (low, middle)
    return min((low, high), key=lambda place: abs(function(place) or 0.0))


def needs_for(
    case: Case, framework: Framework, result: IndicatorResult, wanted: float
) -> tuple[Need, ...]:
    """What a quantitative indicator's measures have to become for it to score ``wanted``.

    An indicator scores the mean of its known measures. The weaker ones are raised to one common score t, with
    mean(max(s_k, t)) = wanted; those above t stay. Of a missing indicator all measures are raised.

    Args:
        case: profile, facts and scope. framework: what is measured.
        result: the indicator as it stands. wanted: points in [0, 100], at or above its score.

    Returns:
        One need for each measure that has to change; nothing for an indicator without measures.

    Source: docs/method.md, section 12 (method-1.0).
    """
    indicator = framework.indicator_by_code[result.code]
    level = _common(result.measures, wanted)
    place = _Place(case, framework, indicator)
    by_code = {item.code: item for item in indicator.measures}
    weak = [item for item in _counted(result.measures) if (item.score or 0.0) < level]
    return tuple(_need(place, by_code[item.code], item, level) for item in weak)


def _counted(measures: Sequence[MeasureResult]) -> list[MeasureResult]:
    """The known measures; of a missing indicator all."""
    return [item for item in measures if item.score is not None] or list(measures)


def _common(measures: Sequence[MeasureResult], wanted: float) -> float:
    """The score t with mean(max(s_k, t)) = wanted."""
    scores = sorted((item.score or 0.0 for item in _counted(measures)), reverse=True)
    missing = wanted * len(scores)
    for above, score in enumerate(scores):
        level = missing / (len(scores) - above)
        if score <= level:
            return min(level, 100.0)
        missing -= score
    return wanted


@dataclass(frozen=True)
class _Place:
    """Where a value is sought: the case and the indicator."""

    case: Case
    framework: Framework
    indicator: Indicator


def _need(place: _Place, measure: Measure, found: MeasureResult, level: float) -> Need:
    """The measure on its curve, and what its formula (the one that counted, if one did) asks for it."""
    x = value_at(place.case.profile.anchor_by_code[measure.anchor], level)
    formula = measure.formulas[0] if found.value is None else found.formula
    name = free_name(place.framework, formula)
    value = _solved(place, formula, name, x) if name else None
    return Need(measure.code, level, x, name, value)


def free_name(framework: Framework, formula: str) -> str:
    """What a measure's formula leaves to change: the indicator's value, else its only raw input of the form.

    Facts of the cluster and variables do not count: they would change other indicators as well.
    """
    names = parse(formula).names
    if VALUE in names:
        return VALUE
    free = [name for name in names if _is_free(framework, name)]
    return free[0] if len(free) == 1 else ""


def _is_free(framework: Framework, name: str) -> bool:
    item = framework.input_by_code.get(name)
    behind = {
        used for row in framework.variables for text in row.formulas for used in parse(text).names
    }
    return item is not None and item.origin == "form" and name not in behind


def _solved(place: _Place, formula: str, name: str, x: float) -> float | None:
    """The value at which the measure is x, nearest to the present one, within its limits."""
    scope = place.case.scope

    def beyond(value: float) -> float | None:
        found = scope.compute((formula,), **{name: value}).value
        return None if found is None else found - x

    low, high = _limits(place, name)
    present = scope.known.get(name, 0.0)
    roots = [root for root in _roots(beyond, _grid(low, high)) if _is_met(beyond(root), x)]
    return min(roots, key=lambda root: abs(root - present), default=None)


def _limits(place: _Place, name: str) -> tuple[float | None, float | None]:
    item = place.indicator if name == VALUE else place.framework.input_by_code[name]
    return item.minimum, item.maximum


def _grid(low: float | None, high: float | None) -> list[float]:
    """Places between which signs are compared: zero, powers of ten on both sides, and the limits."""
    powers = [10.0**power for power in _DECADES]
    places = {0.0, *powers, *(-power for power in powers)}
    places |= {limit for limit in (low, high) if limit is not None}
    return sorted(
        place
        for place in places
        if (low is None or place >= low) and (high is None or place <= high)
    )


def _roots(function: Function, grid: list[float]) -> Iterator[float]:
    yield from (place for place in grid if function(place) == 0.0)
    for low, high in pairwise(grid):
        root = bracketed_root(function, low, high)
        if root is not None:
            yield root


def _is_met(left: float | None, x: float) -> bool:
    """Whether nothing is left to the wanted measure; a pole also changes sign."""
    return left is not None and abs(left) <= PRECISION * max(abs(x), PRECISION)


def _middle(low: float, high: float) -> float:
    small, large = sorted((abs(low), abs(high)))
    if low * high > 0 and large > 2.0 * small:
        return sqrt(small * large) * (1.0 if low > 0 else -1.0)
    return low + (high - low) / 2.0
