"""Sets of times: overlapping intervals united, cut to a window, taken away, summed.

An interval is (start, end) in seconds, its end not part of it. All functions take any order and return sorted,
disjoint intervals. Complexity: n log n of the sorting.
"""

from collections.abc import Iterable

Interval = tuple[float, float]


def united(intervals: Iterable[Interval]) -> list[Interval]:
    """The union: overlapping and touching intervals become one; empty and reversed ones are left out."""
    found: list[Interval] = []
    for start, end in sorted(item for item in intervals if item[1] > item[0]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def within(intervals: Iterable[Interval], window: Interval) -> list[Interval]:
    """The union, cut to a window."""
    start, end = window
    return united((max(first, start), min(last, end)) for first, last in intervals)


def without(intervals: Iterable[Interval], others: Iterable[Interval]) -> list[Interval]:
    """What of the union lies in none of the others."""
    apart, found = united(others), []
    for start, end in united(intervals):
        for first, last in apart:
            if last > start and first < end:
                found.append((start, first))
                start = last  # noqa: PLW2901 - what is left of the interval
        found.append((start, end))
    return united(found)


def total(intervals: Iterable[Interval]) -> float:
    """Seconds that the union lasts: time covered twice counts once."""
    return sum(end - start for start, end in united(intervals))
