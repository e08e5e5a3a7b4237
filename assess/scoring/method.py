"""The whole assessment: facts of a cluster in, scores, level and every step out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assess.scoring import aggregate
from assess.scoring.aggregate import Item, Overall
from assess.scoring.levels import Standing, gate_credits, rate, reaches
from assess.scoring.points import case_of, indicator_result
from assess.scoring.results import (
    Assessment,
    Facts,
    GroupResult,
    IndicatorResult,
    PillarResult,
)
from indicators.definitions import Framework, Profile

METHOD = "method-1.0"


def assess(framework: Framework, profile: Profile, facts: Facts) -> Assessment:
    """Score a cluster by a framework and a profile.

    Facts -> values -> normalised measures -> indicators -> groups -> pillars -> overall, both as a draft
    (over what is known) and as a final (missing counts 0), with coverage, bounds, assurance and level.
    The order of anything in the facts does not matter. Indicators' contributions add up to ``final``.

    Args:
        framework: what is measured.
        profile: weights, anchors, levels and gates, for this framework.
        facts: inputs in canonical units, credits in [0, 1], reasons of what does not apply, evidence classes.

    Raises:
        KeyError: the profile lacks an anchor or a share that the framework needs (checked when it is loaded).

    Source: docs/method.md (method-1.0): SuanHeng's method on CAICT's indicators, not CAICT's own scores.
    """
    case = case_of(framework, profile, facts)
    results = [indicator_result(case, indicator) for indicator in framework.indicators]
    return assessment_of(combine(framework, profile, results))


@dataclass(frozen=True)
class Parts:
    """What has been computed on the way to an assessment."""

    profile: Profile
    indicators: tuple[IndicatorResult, ...]
    groups: tuple[GroupResult, ...]
    pillars: tuple[PillarResult, ...]
    total: Overall


def combine(framework: Framework, profile: Profile, results: Sequence[IndicatorResult]) -> Parts:
    """Indicators that are scored already, by a profile's weights to groups, pillars and the overall."""
    items = aggregate.items_of(profile, results)
    groups = tuple(
        aggregate.group_result(item.code, item.pillar, items) for item in framework.groups
    )
    pillars = tuple(aggregate.pillar_result(item.code, items, groups) for item in framework.pillars)
    total = aggregate.overall(pillars)
    return Parts(profile, _weighted(results, items), groups, pillars, total)


def standing_of(parts: Parts, *, final: bool) -> Standing:
    """What the level depends on, of the draft (over what is known) or of the final (missing counts 0)."""
    score = parts.total.final if final else parts.total.known
    scores = {item.code: item.final if final else item.score for item in parts.groups}
    coverage = {item.code: item.coverage for item in parts.pillars if item.final is not None}
    criteria = [item for indicator in parts.indicators for item in indicator.criteria]
    return Standing(
        score=score or 0.0,
        assurance=parts.total.assurance,
        groups={code: value for code, value in scores.items() if value is not None},
        coverage=coverage or {item.code: 0.0 for item in parts.pillars},
        gates=gate_credits(criteria, final=final),
    )


def assessment_of(parts: Parts) -> Assessment:
    """The whole result of what has been combined."""
    profile, total = parts.profile, parts.total
    return Assessment(
        method=METHOD,
        profile=f"{profile.code} {profile.version}",
        known=total.known if reaches(total.coverage, profile.show_from_coverage) else None,
        known_raw=total.known,
        final=total.final,
        coverage=total.coverage,
        low=total.low,
        high=total.high,
        assurance=total.assurance,
        geometric=total.geometric,
        draft_rating=rate(profile, standing_of(parts, final=False)),
        final_rating=rate(profile, standing_of(parts, final=True)),
        pillars=parts.pillars,
        groups=parts.groups,
        indicators=parts.indicators,
        not_applicable=aggregate.not_applicable_share(profile, parts.indicators),
        discounted=aggregate.discounted(parts.indicators),
    )


def _weighted(
    results: Sequence[IndicatorResult], items: Sequence[Item]
) -> tuple[IndicatorResult, ...]:
    """Results with their weight and contribution in points of the overall."""
    share = {item.code: item.weight for item in items}
    return tuple(
        replace(
            item,
            weight=100.0 * share.get(item.code, 0.0),
            contribution=share.get(item.code, 0.0) * (item.score or 0.0),
        )
        for item in results
    )
