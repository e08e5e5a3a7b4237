"""Series of ``up`` to outages: when a target answered, when it did not, and when nothing is known.

A gap is no zero. A sample stands for the time up to the next one, at most one step; what no sample covers is unseen and
leaves the period. An outage runs from the first 0 to the next 1; one that a series begins with began before and is no
failure of the window.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf

import numpy as np

from assess.evidence.derive.intervals import Interval, total, united, without
from assess.evidence.derive.operations import Observed
from assess.evidence.outages import Outage, Window
from assess.evidence.samples import Samples

GAP = 1.5
"""Steps from one sample to the next beyond which something is missing."""


@dataclass
class Unit:
    """A target: when it answered and when it did not."""

    up: list[Interval] = field(default_factory=list)
    down: list[Interval] = field(default_factory=list)

    def add(self, series: Samples) -> None:
        """Take in a series of zeros and ones: runs of one state without a gap."""
        step, times, values = series.step, series.times, series.values
        gaps = np.diff(times) > GAP * step
        changes = np.flatnonzero(gaps | (np.diff(values) != 0.0))
        firsts = np.concatenate(([0], changes + 1)).tolist()
        lasts = np.concatenate((changes, [len(times) - 1])).tolist()
        for first, last in zip(firsts, lasts, strict=True):
            goes_on = last + 1 < len(times) and not gaps[last]
            end = float(times[last + 1] if goes_on else times[last] + step)
            (self.up if values[first] else self.down).append((float(times[first]), end))

    def settled(self) -> tuple[list[Interval], list[Interval]]:
        """Times of answers and of none; where two series of one target differ, an answer is an answer."""
        up = united(self.up)
        return up, without(self.down, up)


@dataclass
class Watch:
    """The targets of one job."""

    units: dict[str, Unit] = field(default_factory=dict)
    step: float = 0.0
    series: int = 0

    def add(self, unit: str, series: Samples) -> None:
        """Take in a series of a target."""
        self.units.setdefault(unit, Unit()).add(series)
        self.step, self.series = max(self.step, series.step), self.series + 1

    def observed(self) -> Observed:
        """Outages in the window from the first sample of any target to the last."""
        settled = {name: unit.settled() for name, unit in self.units.items()}
        every = [item for up, down in settled.values() for item in (*up, *down)]
        window = Window(min(item[0] for item in every), max(item[1] for item in every))
        whole = [(window.start, window.end)]
        unseen = {name: without(whole, up + down) for name, (up, down) in settled.items()}
        outages = [
            item for name, (up, down) in settled.items() for item in _outages(name, up, down)
        ]
        return Observed(
            tuple(outages), window, nodes=len(settled),
            unseen={name: times for name, times in unseen.items() if times},
        )  # fmt: skip


def hidden(observed: Observed) -> float:
    """Seconds of which nothing is known, summed over units."""
    return sum(total(times) for times in observed.unseen.values())


def _outages(unit: str, up: list[Interval], down: list[Interval]) -> Iterable[Outage]:
    """From the first moment without an answer to the next answer; gaps between are bridged."""
    answered = sorted(
        [(start, True) for start, _end in up] + [(start, False) for start, _end in down]
    )
    begun = -inf if answered and not answered[0][1] else None
    for (_time, before), (time, now) in pairwise(answered):
        if before and not now:
            begun = time
        elif now and begun is not None:
            yield Outage(begun, time, unit)
            begun = None
    if begun is not None:
        yield Outage(begun, None, unit)
