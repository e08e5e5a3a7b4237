"""Samples of a period as one figure, with the days that have none."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import fsum

from assess.series.rules import Kind, Rules

ONE_DAY = timedelta(days=1)
COMPLETE = 0.95
"""A series counts as complete where so large a share of the period's days has a sample."""


@dataclass(frozen=True)
class Point:
    """A sample: its day on the calendar of the installation, its value in the canonical unit. In order of time."""

    day: date
    value: float


@dataclass(frozen=True)
class Coverage:
    """How much of a period has samples. ``gaps``: first and last day of every stretch without one."""

    days: int
    covered: int
    gaps: tuple[tuple[date, date], ...]

    @property
    def share(self) -> float:
        """Days with a sample among all days, 0 to 1."""
        return self.covered / self.days

    @property
    def is_complete(self) -> bool:
        """Whether it counts as a whole period."""
        return self.share >= COMPLETE


@dataclass(frozen=True)
class Aggregated:
    """One figure. ``rule`` is the one that was followed: of a ratio without its parts, the mean."""

    value: float
    rule: Kind
    count: int
    coverage: Coverage


def aggregate(
    code: str, series: Mapping[str, Sequence[Point]], rules: Rules, start: date, end: date
) -> Aggregated:
    """The figure of an input that has samples in the period.

    A ratio divides the sums of its two parts, where both were reported and the lower is not 0; else the mean of the
    days' means stands in for it. Sums are not stretched over gaps: what was not reported is not guessed.
    """
    points = series[code]
    value, kind = _ratio(code, series, rules), rules.of(code).kind
    if value is None:
        kind = "mean" if kind == "ratio" else kind
        value = _single(kind, points)
    return Aggregated(value, kind, len(points), coverage_of(points, start, end))


def coverage_of(points: Iterable[Point], start: date, end: date) -> Coverage:
    """Which days of a period, both ends included, have a sample."""
    reported = {point.day for point in points}
    days = [start + ONE_DAY * number for number in range((end - start).days + 1)]
    missing = [day for day in days if day not in reported]
    return Coverage(len(days), len(days) - len(missing), _stretches(missing))


def _stretches(days: Sequence[date]) -> tuple[tuple[date, date], ...]:
    found: list[tuple[date, date]] = []
    for day in days:
        if found and day - found[-1][1] == ONE_DAY:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return tuple(found)


def _ratio(code: str, series: Mapping[str, Sequence[Point]], rules: Rules) -> float | None:
    rule = rules.of(code)
    if rule.kind != "ratio" or not (series.get(rule.above) and series.get(rule.below)):
        return None
    below = _single("sum", series[rule.below])
    return rule.scale * _single("sum", series[rule.above]) / below if below else None


def _single(kind: Kind, points: Sequence[Point]) -> float:
    if kind == "sum":
        return fsum(point.value for point in points)
    if kind == "last":
        return points[-1].value
    if kind == "max":
        return max(point.value for point in points)
    by_day: dict[date, list[float]] = defaultdict(list)
    for point in points:
        by_day[point.day].append(point.value)
    means = [fsum(values) / len(values) for values in by_day.values()]
    return fsum(means) / len(means)
