"""Outages that overlap on one unit become one incident: a second alarm of the same trouble is no second failure.

Onset is the earliest of the overlapping ones, restoration the latest (none while one lasts), detection the earliest,
location the latest (none where one of them has none: not every cause is found).
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from math import inf

from assess.evidence.outages import Outage


def incidents(outages: Iterable[Outage]) -> list[Outage]:
    """Unplanned outages, overlapping ones of a unit united, in order of onset."""
    unplanned = sorted((item for item in outages if not item.planned), key=_by_unit)
    found = [
        joined
        for _unit, group in groupby(unplanned, key=lambda item: item.unit)
        for joined in _joined(group)
    ]
    return sorted(found, key=lambda item: (item.start, item.unit))


def last_moment(outage: Outage) -> float:
    """When it ended; infinity while it lasts."""
    return inf if outage.end is None else outage.end


def _by_unit(outage: Outage) -> tuple[str, float, float]:
    return outage.unit, outage.start, last_moment(outage)


def _joined(group: Iterator[Outage]) -> Iterator[Outage]:
    current = next(group)
    for item in group:
        if item.start <= last_moment(current):
            current = _together(current, item)
        else:
            yield current
            current = item
    yield current


def _together(first: Outage, second: Outage) -> Outage:
    """Two overlapping outages of one unit as one; the first begins no later."""
    end = max(last_moment(first), last_moment(second))
    detected = [time for time in (first.detected, second.detected) if time is not None]
    located = None
    if first.located is not None and second.located is not None:
        located = max(first.located, second.located)
    return replace(
        first,
        end=None if end == inf else end,
        detected=min(detected, default=None),
        located=located,
    )
