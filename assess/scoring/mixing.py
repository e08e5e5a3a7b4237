"""Indicators' scores of many draws -> groups, pillars, overall, levels: what ``aggregate`` and ``levels`` do, on arrays."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assess.scoring.aggregate import GEOMETRIC_FLOOR
from assess.scoring.levels import TOLERANCE
from assess.scoring.sampling import Sample
from indicators.arrays import Array
from indicators.definitions import Framework, Level, Profile

UNRATED = -1
Places = NDArray[np.int64]


@dataclass(frozen=True)
class Mix:
    """The shares of pillars, groups and indicators, and whether groups are averaged geometrically, draw by draw."""

    pillars: Mapping[str, Array]
    groups: Mapping[str, Array]
    indicators: Mapping[str, Array]
    geometric: NDArray[np.bool_]


@dataclass(frozen=True)
class Means:
    """A part of the whole: mean over what is known (NaN where nothing is), mean with missing as 0, coverage,
    assurance, and its weight among its neighbours. NaN everywhere where nothing applies."""

    known: Array
    final: Array
    coverage: Array
    assurance: Array
    weight: Array


@dataclass(frozen=True)
class Totals:
    """The overall figures of every draw. Groups and pillars to which nothing applies are left out."""

    overall: Means
    pillars: Mapping[str, Means]
    groups: Mapping[str, Means]
    score: Array
    """The figure that is shown: by the draw's own way of averaging, final or over what is known."""


def plain_mix(profile: Profile) -> Mix:
    """The profile's own weights, arithmetic means."""
    pillars, groups, indicators = _shares(profile, lambda _name: np.asarray(1.0))
    return Mix(pillars, groups, indicators, geometric=np.asarray(False))


def random_mix(profile: Profile, random: np.random.Generator, draws: int) -> Mix:
    """Every weight multiplied by U(1 - swing, 1 + swing), of two pillars the share +- the pillars' swing, and
    part of the draws with the geometric mean over groups.

    Source: docs/method.md, section 8 (method-1.0).
    """
    table = profile.uncertainty

    def factor(_name: str) -> Array:
        return 1.0 + table.weight_swing * (2.0 * random.random(draws) - 1.0)

    pillars, groups, indicators = _shares(profile, factor)
    if len(pillars) == 2:  # noqa: PLR2004 - technical capability and performance
        pillars = _two_pillars(profile, random.random(draws))
    geometric = random.random(draws) < table.geometric_share
    return Mix(pillars, groups, indicators, geometric)


def _shares(profile: Profile, factor: Callable[[str], Array]) -> list[dict[str, Array]]:
    return [
        {code: np.asarray(share * factor(code)) for code, share in shares.items()}
        for shares in (profile.pillars, profile.groups, profile.indicators)
    ]


def _two_pillars(profile: Profile, place: Array) -> dict[str, Array]:
    (first, share), (second, rest) = profile.pillars.items()
    swing = profile.uncertainty.pillar_swing * (2.0 * place - 1.0)
    drawn = np.clip(share / (share + rest) + swing, 0.0, 1.0)
    return {first: drawn, second: 1.0 - drawn}


def totals(
    framework: Framework, profile: Profile, found: Sample, mix: Mix, *, final: bool
) -> Totals:
    """Groups, pillars and overall of every draw.

    ``final``: missing counts 0; else it is left out. The figure shown is the arithmetic mean, or, in a geometric
    draw, S_geo = exp(sum(W ln max(S_g, 1)) / sum(W)) of each pillar's groups.

    Source: docs/method.md, sections 5 and 8 (method-1.0).
    """
    groups = {
        item.code: means
        for item in framework.groups
        if (means := _group(profile, found, mix, item.code)) is not None
    }
    pillars, shown = {}, {}
    for pillar in framework.pillars:
        own = [
            groups[g.code] for g in framework.groups if g.pillar == pillar.code and g.code in groups
        ]
        if own and profile.pillars.get(pillar.code, 0.0) > 0.0:
            pillars[pillar.code] = _combined(own, mix.pillars[pillar.code])
            shown[pillar.code] = _shown(own, pillars[pillar.code], mix, final=final)
    overall = _whole(list(pillars.values()), found)
    weights = [item.weight for item in pillars.values()]
    return Totals(overall, pillars, groups, _weighted(list(shown.values()), weights))  # fmt: skip


def _group(profile: Profile, found: Sample, mix: Mix, code: str) -> Means | None:
    rows = [
        number
        for number, item in enumerate(found.results)
        if item.group == code and _counts(profile, item.pillar, code, item.code, item.state)
    ]
    if not rows:
        return None
    scores = found.scores[rows]
    there = ~np.isnan(scores)
    weights = np.stack(
        np.broadcast_arrays(
            *(mix.indicators[found.results[n].code] for n in rows), found.scores[0]
        )[:-1]
    )
    weights = weights / weights.sum(axis=0)
    coverage = (weights * there).sum(axis=0)
    final = (weights * np.nan_to_num(scores)).sum(axis=0)
    kappas = np.array([[found.results[n].kappa] for n in rows])
    kappas = np.where(there, kappas, profile.assurance.get("E0", 0.0))
    return Means(_known(final, coverage), final, coverage, (weights * kappas).sum(axis=0), mix.groups[code])  # fmt: skip


def _counts(profile: Profile, pillar: str, group: str, code: str, state: str) -> bool:
    """Whether an indicator applies and the profile gives it any weight."""
    shares = (
        profile.pillars.get(pillar, 0.0),
        profile.groups.get(group, 0.0),
        profile.indicators.get(code, 0.0),
    )
    return state != "not_applicable" and all(share > 0.0 for share in shares)


def _combined(parts: Sequence[Means], weight: Array) -> Means:
    """A pillar of its groups: flat means over its indicators."""
    weights = [item.weight for item in parts]
    final = _weighted([item.final for item in parts], weights)
    coverage = _weighted([item.coverage for item in parts], weights)
    assurance = _weighted([item.assurance for item in parts], weights)
    return Means(_known(final, coverage), final, coverage, assurance, weight)


def _whole(parts: Sequence[Means], found: Sample) -> Means:
    """The overall figures; the known one takes only pillars of which something is known."""
    zero = np.zeros(found.scores.shape[1])
    weights = [item.weight for item in parts]
    return Means(
        known=_weighted([item.known for item in parts], weights) if parts else zero * np.nan,
        final=_weighted([item.final for item in parts], weights) if parts else zero,
        coverage=_weighted([item.coverage for item in parts], weights) if parts else zero,
        assurance=_weighted([item.assurance for item in parts], weights) if parts else zero,
        weight=np.asarray(1.0),
    )


def _shown(groups: Sequence[Means], pillar: Means, mix: Mix, *, final: bool) -> Array:
    """A pillar's figure by the draw's own way of averaging."""
    plain = pillar.final if final else pillar.known
    scores = [item.final if final else item.known for item in groups]
    logs = [np.log(np.maximum(score, GEOMETRIC_FLOOR)) for score in scores]
    geometric = np.exp(_weighted(logs, [item.weight for item in groups]))
    return np.where(mix.geometric, geometric, plain)


def _weighted(values: Sequence[Array], weights: Sequence[Array]) -> Array:
    """The weighted mean of what is not NaN, draw by draw; NaN of nothing."""
    total, whole = np.asarray(0.0), np.asarray(0.0)
    for value, weight in zip(values, weights, strict=True):
        there = ~np.isnan(value)
        total = total + np.where(there, weight * np.nan_to_num(value), 0.0)
        whole = whole + np.where(there, weight, 0.0)
    return np.where(whole > 0.0, total / np.where(whole > 0.0, whole, 1.0), np.nan)


def _known(final: Array, coverage: Array) -> Array:
    return np.where(coverage > 0.0, final / np.where(coverage > 0.0, coverage, 1.0), np.nan)


def levels(profile: Profile, found: Sample, drawn: Totals, *, final: bool) -> Places:
    """The level of every draw as its place among the profile's, UNRATED where none; see ``levels.rate``.

    Source: docs/method.md, section 7 (method-1.0).
    """
    ordered = sorted(profile.levels, key=lambda level: level.score_from)
    score = np.nan_to_num(drawn.score)
    by_score = _highest([level.score_from for level in ordered], score)
    asked = np.array([level.assurance_from for level in ordered])[by_score]
    allowed = _highest([level.assurance_from for level in ordered], drawn.overall.assurance)
    enough = _reaches(drawn.overall.assurance, asked)
    place = np.minimum(by_score, np.where(enough, by_score, allowed))
    for group in drawn.groups.values():
        place = np.minimum(place, _group_limit(profile, ordered, group.final if final else group.known))  # fmt: skip
    place = np.minimum(place, _gate_limit(profile, ordered, found, final=final))
    coverage = [item.coverage for item in drawn.pillars.values()] or [np.asarray(0.0)]
    rated = np.all([np.broadcast_to(_reaches(part, profile.caps.coverage_from), place.shape) for part in coverage], axis=0)  # fmt: skip
    return np.where(rated, place, UNRATED)


def _group_limit(profile: Profile, ordered: Sequence[Level], score: Array) -> Places:
    """The highest place that a group's score leaves; one of which nothing is known leaves all."""
    place = _highest([level.group_from for level in ordered], score)
    codes = [level.code for level in ordered]
    for floor in profile.caps.group_floors:
        limit = codes.index(floor.level)
        place = np.where(_reaches(score, floor.below), place, np.minimum(place, limit))
    return np.where(np.isnan(score), len(ordered) - 1, place)


def _gate_limit(profile: Profile, ordered: Sequence[Level], found: Sample, *, final: bool) -> Places:  # fmt: skip
    place = np.asarray(len(ordered) - 1)
    limit = [level.code for level in ordered].index(profile.caps.gate_level) if found.gates else 0
    for credit in found.gates.values():
        counted = np.nan_to_num(credit) if final else np.where(np.isnan(credit), np.inf, credit)
        failed = ~_reaches(counted, profile.caps.gate_credit)
        place = np.where(failed, np.minimum(place, limit), place)
    return place


def _highest(needed: Sequence[float], found: Array) -> Places:
    """The place of the last condition that holds, draw by draw; the first one asks nothing."""
    place = np.zeros(np.shape(found), dtype=np.int64)
    for number, limit in enumerate(needed):
        place = np.where(_reaches(found, limit), number, place)
    return place


def _reaches(found: Array, needed: float | Array) -> NDArray[np.bool_]:
    return np.asarray(found >= needed - TOLERANCE)
