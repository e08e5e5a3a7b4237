"""Which part of the difference between two plans each differing input has: Shapley shares over feasible ways."""

from collections.abc import Callable

Values = tuple[float, ...]
Value = Callable[[int], Values | None]
"""Figures of the plan that takes the inputs of a set (a bit for each) from the second plan and all others from the first;
None where that plan cannot be."""

NO_WAY = "no way from one plan to the other, an input at a time, passes through feasible plans only"


class NoWayError(ValueError):
    """The inputs cannot be changed one at a time without passing through a plan that cannot be."""


def attribute(count: int, value: Value) -> tuple[Values, ...]:
    """For each of ``count`` inputs, what changing it adds to each figure, on average over the orders of changing them.

    Each order goes from the first plan to the second an input at a time; only orders count whose every step is a
    feasible plan. Where all are, these are the Shapley values. The parts of a figure add up to its difference, an input
    that never matters has none, and swapping the plans negates every part.

    Args:
        count: differing inputs n, 0 or more; ``value`` is asked for at most 2^n sets.
        value: the figures of a mixed plan, as many for each; or None.

    Returns:
        n rows, one for each input in the order of the bits; empty for no input.

    Raises:
        NoWayError: no order is feasible at every step.

    Source: Shapley, A value for n-person games (1953); orders through infeasible sets left out as in games on
    set systems (Bilbao and Edelman, Discrete Applied Mathematics 100 (2000)).
    """
    if count == 0:
        return ()
    known = [value(subset) for subset in range(1 << count)]
    feasible = [found is not None for found in known]
    before, after = _ways(count, feasible), _ways(count, feasible[::-1])[::-1]
    ways = before[-1]
    if not ways:
        raise NoWayError(NO_WAY)
    return tuple(
        _share(
            place, known, [_weight(before, after, place, item, ways) for item in range(1 << count)]
        )
        for place in range(count)
    )


def _ways(count: int, feasible: list[bool]) -> list[int]:
    """In how many orders each set is reached from the empty one through feasible sets."""
    ways = [0] * (1 << count)
    ways[0] = int(feasible[0])
    for subset in range(1, 1 << count):
        if feasible[subset]:
            ways[subset] = sum(
                ways[subset ^ (1 << place)] for place in range(count) if subset >> place & 1
            )
    return ways


def _weight(before: list[int], after: list[int], place: int, subset: int, ways: int) -> float:
    """Share of the orders in which an input is changed right after a set was; 0 where the set holds it."""
    if subset >> place & 1:
        return 0.0
    return before[subset] * after[subset | 1 << place] / ways


def _share(place: int, known: list[Values | None], weights: list[float]) -> Values:
    steps = [
        tuple(weight * (new - old) for old, new in zip(*_pair(known, subset, place), strict=True))
        for subset, weight in enumerate(weights)
        if weight
    ]
    return tuple(sum(column) for column in zip(*steps, strict=True))


def _pair(known: list[Values | None], subset: int, place: int) -> tuple[Values, Values]:
    """Figures before and after the change; a set with a weight is feasible, and so is the one after it."""
    old, new = known[subset], known[subset | 1 << place]
    if old is None or new is None:
        raise NoWayError(NO_WAY)
    return old, new
