"""What each weight does to the overall score, and at which weight the level would change."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal

from assess.scoring.levels import Standing, rate
from assess.scoring.method import Parts, combine, standing_of
from assess.scoring.results import IndicatorResult
from indicators.definitions import Framework, Profile

Kind = Literal["pillar", "group", "indicator"]
SHARES: Mapping[Kind, str] = {"pillar": "pillars", "group": "groups", "indicator": "indicators"}
NARROW = (0.75, 1.25)
"""The range in which the method holds its own weights to be uncertain (docs/method.md, section 14)."""

MOST = 2.0
"""A weight is followed from 0 to twice itself."""

STEP = 0.1
"""The slope is told for one tenth more of the weight."""

_PROBES = (0.5, 1.0, 2.0)
_FLAT = 1e-12


@dataclass(frozen=True)
class LevelChange:
    """From this factor of the weight on (down from it, if below 1) the level is another; None: not rated."""

    factor: float
    weight: float
    level: str | None


@dataclass(frozen=True)
class Effect:
    """What one weight of the profile does, its siblings staying as they are among each other.

    weight: points of the overall. slope: points per 10 % more of the weight, d(overall)/d(factor) / 10.
    narrow: the overall at 0.75 and 1.25 times the weight; wide: as the weight goes to 0, and at twice it.
    """

    kind: Kind
    code: str
    weight: float
    slope: float
    narrow: tuple[float, float]
    wide: tuple[float, float]
    changes: tuple[LevelChange, ...]


@dataclass(frozen=True)
class Course:
    """A figure as a weight is multiplied by f: x(f) = (rise f + start) / (drag f + 1).

    Every mean that the method takes is of this form in every one of its weights, so three points give
    the whole course, and it only rises or only falls.
    """

    start: float
    rise: float
    drag: float

    @classmethod
    def through(cls, half: float, one: float, two: float) -> "Course":
        """The course through x(1/2), x(1) and x(2)."""
        if abs(two - one) <= _FLAT * max(abs(one), 1.0):
            return cls(one, 0.0, 0.0)
        drag = (two - 3.0 * one + 2.0 * half) / (3.0 * one - half - 2.0 * two)
        rise = 2.0 * (one * (drag + 1.0) - half * (0.5 * drag + 1.0))
        return cls(one * (drag + 1.0) - rise, rise, drag)

    def at(self, factor: float) -> float:
        """x(factor)."""
        return (self.rise * factor + self.start) / (self.drag * factor + 1.0)

    @property
    def slope(self) -> float:
        """dx/df where f is 1."""
        return (self.rise - self.drag * self.start) / (self.drag + 1.0) ** 2

    def crossing(self, limit: float) -> float | None:
        """The factor in (0, 2) at which the figure is ``limit``; None where it is not."""
        bent = self.rise - limit * self.drag
        factor = (limit - self.start) / bent if abs(bent) > _FLAT else -1.0
        return factor if 0.0 < factor < MOST else None


def effects(
    framework: Framework, profile: Profile, results: Sequence[IndicatorResult], *, final: bool
) -> tuple[Effect, ...]:
    """The effect of each weight on the overall of scored indicators: pillars, then groups, then indicators.

    One weight at a time is multiplied and the shares made to add up to one again. Weights that have no
    sibling that applies are left out: a mean of one does not depend on its weight. So is everything
    where nothing is known.

    Args:
        final: the final score (missing counts 0), else that over what is known.

    Source: docs/method.md, section 14 (method-1.0); OECD/JRC Handbook (2008), step 7 "sensitivity".
    """
    parts = combine(framework, profile, results)
    if not final and parts.total.known is None:
        return ()
    return tuple(
        _effect(_Case(framework, profile, results, final), parts, kind, code)
        for kind, code in _weights(framework, parts)
    )


@dataclass(frozen=True)
class _Case:
    framework: Framework
    profile: Profile
    results: Sequence[IndicatorResult]
    final: bool

    def reweighed(self, kind: Kind, code: str, factor: float) -> Parts:
        """Everything with one weight multiplied."""
        shares = getattr(self.profile, SHARES[kind])
        changed: dict[str, Any] = {SHARES[kind]: {**shares, code: shares[code] * factor}}
        return combine(self.framework, replace(self.profile, **changed), self.results)


def _weights(framework: Framework, parts: Parts) -> Iterator[tuple[Kind, str]]:
    """Weights with siblings among what applies."""
    applies = [item for item in parts.indicators if item.weight > 0]
    pillar_of = {item.group: item.pillar for item in applies}
    pillars, groups = list(pillar_of.values()), [item.group for item in applies]
    for pillar in framework.pillars:
        if pillar.code in pillars and len(set(pillars)) > 1:
            yield "pillar", pillar.code
    for group in framework.groups:
        if group.code in pillar_of and pillars.count(group.pillar) > 1:
            yield "group", group.code
    for item in applies:
        if groups.count(item.group) > 1:
            yield "indicator", item.code


def _effect(case: _Case, parts: Parts, kind: Kind, code: str) -> Effect:
    half, two = (case.reweighed(kind, code, factor) for factor in (_PROBES[0], _PROBES[2]))
    probes = (half, parts, two)
    standings = [standing_of(item, final=case.final) for item in probes]
    score = Course.through(*(item.score for item in standings))
    weight = Course.through(*(_weight(item, kind, code) for item in probes))
    return Effect(
        kind=kind,
        code=code,
        weight=_weight(parts, kind, code),
        slope=STEP * score.slope,
        narrow=(score.at(NARROW[0]), score.at(NARROW[1])),
        wide=(score.at(0.0), score.at(MOST)),
        changes=tuple(_changes(case.profile, _Standings(standings), weight)),
    )


def _weight(parts: Parts, kind: Kind, code: str) -> float:
    """Points of the overall under a pillar, a group or an indicator."""
    belongs: Callable[[IndicatorResult], bool] = {
        "pillar": lambda item: item.pillar == code,
        "group": lambda item: item.group == code,
        "indicator": lambda item: item.code == code,
    }[kind]
    return sum(item.weight for item in parts.indicators if belongs(item))


class _Standings:
    """What the level depends on, along a weight: a course for each figure."""

    def __init__(self, probes: Sequence[Standing]) -> None:
        self.gates = probes[1].gates
        self.score = Course.through(*(item.score for item in probes))
        self.assurance = Course.through(*(item.assurance for item in probes))
        self.groups = {
            code: Course.through(*(item.groups[code] for item in probes))
            for code in probes[1].groups
        }
        self.coverage = {
            code: Course.through(*(item.coverage[code] for item in probes))
            for code in probes[1].coverage
        }

    def at(self, factor: float) -> Standing:
        """The standing at a factor of the weight."""
        return Standing(
            score=self.score.at(factor),
            assurance=self.assurance.at(factor),
            groups={code: item.at(factor) for code, item in self.groups.items()},
            coverage={code: item.at(factor) for code, item in self.coverage.items()},
            gates=self.gates,
        )

    def crossings(self, profile: Profile) -> list[float]:
        """Every factor at which a condition of a level or of a cap begins or ceases to hold, rising."""
        levels, caps = profile.levels, profile.caps
        asked = [level.group_from for level in levels]
        limits = [
            *((self.score, level.score_from) for level in levels),
            *((self.assurance, level.assurance_from) for level in levels),
            *((item, limit) for item in self.groups.values() for limit in asked),
            *((item, floor.below) for item in self.groups.values() for floor in caps.group_floors),
            *((item, caps.coverage_from) for item in self.coverage.values()),
        ]
        found = {course.crossing(limit) for course, limit in limits}
        return sorted(factor for factor in found if factor is not None)


def _changes(profile: Profile, along: _Standings, weight: Course) -> Iterator[LevelChange]:
    """The nearest change of level below the present weight and the nearest one above it."""

    def level(factor: float) -> str | None:
        return rate(profile, along.at(factor)).level

    now, marks = level(1.0), along.crossings(profile)
    down = pairwise([*reversed([mark for mark in marks if mark < 1.0]), 0.0])
    up = pairwise([*(mark for mark in marks if mark > 1.0), MOST])
    for way in (down, up):
        for mark, beyond in way:
            if (then := level((mark + beyond) / 2.0)) != now:
                yield LevelChange(mark, weight.at(mark), then)
                break
