"""Score -> level, and every reason that holds the level down.

Levels and gates are SuanHeng's, not CAICT's: the report names no mandatory item (docs/method.md, section 7).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assess.scoring.results import Cap, CriterionResult, Rating
from indicators.definitions import Level, Profile

TOLERANCE = 1e-9
"""Sums of weights may miss a limit by rounding alone; that must not cost a level."""


@dataclass(frozen=True)
class Standing:
    """What a level depends on: score, assurance in [0, 1], group scores, coverage by pillar, gate credits.

    Groups and gates of which nothing is known, or that do not apply, are left out.
    """

    score: float
    assurance: float
    groups: Mapping[str, float]
    coverage: Mapping[str, float]
    gates: Mapping[str, float]


def rate(profile: Profile, standing: Standing) -> Rating:
    """The level of a score, stepped down to the highest one whose conditions all hold.

    ``by_score`` is the level of the score alone; ``caps`` are the reasons that keep the result below it:

    - "assurance": the index is below what the level asks; the highest level that it allows is the limit.
    - "group": a group is below a floor of the profile, or below what the level asks of every group.
    - "gate": a gate criterion (一票否决) has less credit than the profile's limit.
    - "coverage": a pillar is known to a smaller part than can be rated; there is no level then.

    A limit met exactly is met.

    Source: docs/method.md, section 7 (method-1.0).
    """
    levels = _ordered(profile)
    by_score = _highest(levels, [(level.score_from, standing.score) for level in levels])
    caps = [*_assurance(levels, standing, by_score), *_gates(profile, standing)]
    caps += [cap for code, score in standing.groups.items() for cap in _group(profile, code, score)]
    place = {level.code: number for number, level in enumerate(levels)}
    binding = [cap for cap in caps if place[_limit(cap)] < place[by_score.code]]
    unrated = _coverage(profile, standing)
    codes = [by_score.code, *(_limit(cap) for cap in binding)]
    level = None if unrated else min(codes, key=lambda code: place[code])
    return Rating(level, by_score.code, (*unrated, *binding))


def gate_credits(criteria: Iterable[CriterionResult], *, final: bool) -> dict[str, float]:
    """Credits of the gate criteria that count: in a final score an unanswered gate has 0, in a draft none.

    Gates that do not apply never fire. Source: docs/method.md, section 7 (method-1.0).
    """
    gates = [item for item in criteria if item.gate and item.state != "not_applicable"]
    return {item.code: item.credit or 0.0 for item in gates if final or item.state == "scored"}


def reaches(found: float, needed: float) -> bool:
    """Whether a limit is met, rounding aside."""
    return found >= needed - TOLERANCE


def _ordered(profile: Profile) -> list[Level]:
    return sorted(profile.levels, key=lambda level: level.score_from)


def _highest(levels: list[Level], conditions: list[tuple[float, float]]) -> Level:
    """The highest level whose condition (needed, found) holds; the lowest level asks nothing."""
    held = [
        level
        for level, (needed, found) in zip(levels, conditions, strict=True)
        if reaches(found, needed)
    ]
    return held[-1] if held else levels[0]


def _assurance(levels: list[Level], standing: Standing, by_score: Level) -> list[Cap]:
    found, needed = standing.assurance, by_score.assurance_from
    limit = _highest(levels, [(level.assurance_from, found) for level in levels])
    if reaches(found, needed):
        return []
    return [Cap("assurance", by_score.code, found, needed, limit.code)]


def _group(profile: Profile, code: str, score: float) -> list[Cap]:
    """The one limit that binds a group hardest: a floor of the profile, or what a level asks of every group."""
    levels = _ordered(profile)
    place = {level.code: number for number, level in enumerate(levels)}
    allowed = _highest(levels, [(level.group_from, score) for level in levels])
    asked = [level.group_from for level in levels if not reaches(score, level.group_from)]
    limits = [(place[allowed.code], min(asked))] if asked else []
    floors = [floor for floor in profile.caps.group_floors if not reaches(score, floor.below)]
    limits += [(place[floor.level], floor.below) for floor in floors]
    if not limits:
        return []
    number, needed = min(limits)
    return [Cap("group", code, score, needed, levels[number].code)]


def _gates(profile: Profile, standing: Standing) -> list[Cap]:
    needed, limit = profile.caps.gate_credit, profile.caps.gate_level
    failed = [item for item in standing.gates.items() if not reaches(item[1], needed)]
    return [Cap("gate", code, credit, needed, limit) for code, credit in failed]


def _coverage(profile: Profile, standing: Standing) -> list[Cap]:
    needed = profile.caps.coverage_from
    thin = [item for item in standing.coverage.items() if not reaches(item[1], needed)]
    return [Cap("coverage", code, covered, needed, None) for code, covered in thin]


def _limit(cap: Cap) -> str:
    return cap.limit or ""
