"""Indicator scores -> groups, pillars, overall. Arithmetic at every step, so that contributions add up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import exp, fsum, log

from assess.scoring.results import GroupResult, IndicatorResult, PillarResult
from indicators.definitions import Profile

PARTIAL_SCOPE_ABOVE = 0.30
"""More weight than this that does not apply makes an assessment one of partial scope (部分范围)."""

GEOMETRIC_FLOOR = 1.0
"""A group below one point counts as one in the geometric figure; ln 0 has no value."""


@dataclass(frozen=True)
class Item:
    """An applicable indicator as the sums see it: share of the overall in [0, 1], score, assurance."""

    code: str
    pillar: str
    group: str
    weight: float
    score: float | None
    kappa: float


@dataclass(frozen=True)
class Overall:
    """The overall figures; see ``overall``."""

    known: float | None
    final: float
    coverage: float
    low: float
    high: float
    assurance: float
    geometric: float | None


def items_of(profile: Profile, results: Sequence[IndicatorResult]) -> tuple[Item, ...]:
    """The applicable indicators with their shares of the overall, which add up to 1.

    w_i = P_p / sum(P) * W_g / sum(W) * u_i / sum(u), with P, W, u the profile's shares of pillars, of
    groups in the pillar and of indicators in the group, each sum over what applies. Only proportions
    of the profile's numbers matter. Without anything applicable: nothing.

    Source: docs/method.md, section 4 (method-1.0). Weights are SuanHeng's, not CAICT's.
    """
    usable = [item for item in results if _counts(profile, item)]
    of_group, of_pillar, whole = _totals(profile, usable)
    shares = {
        item.code: profile.pillars[item.pillar]
        / whole
        * (profile.groups[item.group] / of_pillar[item.pillar])
        * (profile.indicators[item.code] / of_group[item.group])
        for item in usable
    }
    return tuple(_item(profile, item, shares[item.code]) for item in usable)


def _totals(
    profile: Profile, usable: Sequence[IndicatorResult]
) -> tuple[dict[str, float], dict[str, float], float]:
    """Sums of the shares that apply: of indicators by group, of groups by pillar, of pillars."""
    pillar_of = {item.group: item.pillar for item in usable}
    of_group = {
        group: fsum(profile.indicators[item.code] for item in usable if item.group == group)
        for group in pillar_of
    }
    of_pillar = {
        pillar: fsum(profile.groups[group] for group, own in pillar_of.items() if own == pillar)
        for pillar in pillar_of.values()
    }
    return of_group, of_pillar, fsum(profile.pillars[pillar] for pillar in of_pillar)


def _item(profile: Profile, result: IndicatorResult, share: float) -> Item:
    return Item(
        code=result.code,
        pillar=result.pillar,
        group=result.group,
        weight=share,
        score=result.score,
        kappa=result.kappa,
    )


def discounted(results: Iterable[IndicatorResult]) -> float:
    """The final score discounted by how sure it is: sum(w kappa s), in [0, 100]; missing counts 0.

    It mixes "how good" with "how sure" and is shown only where a profile asks for it.

    Source: docs/method.md, section 6 (method-1.0).
    """
    return fsum(item.kappa * item.contribution for item in results)


def not_applicable_share(profile: Profile, results: Sequence[IndicatorResult]) -> float:
    """The share of the profile's whole weight, in [0, 1], whose indicators do not apply.

    The profile's own omissions count as well: they narrow the scope in the same way.

    Source: docs/method.md, section 4 (method-1.0).
    """
    whole = items_of(profile, [replace(item, state="missing") for item in results])
    absent = {item.code for item in results if item.state == "not_applicable"}
    return fsum(item.weight for item in whole if item.code in absent)


def known_mean(items: Iterable[Item]) -> float | None:
    """S_known = sum(w s) / sum(w) over what is known; None where nothing is.

    Source: docs/method.md, section 5 (method-1.0).
    """
    known = [(item.weight, item.score) for item in items if item.score is not None]
    return _mean(known) if known else None


def final_mean(items: Iterable[Item]) -> float | None:
    """S = sum(w s) / sum(w) over what applies, a missing indicator counting 0; None where nothing applies.

    Source: docs/method.md, section 5 (method-1.0).
    """
    counted = [(item.weight, item.score or 0.0) for item in items]
    return _mean(counted) if counted else None


def coverage(items: Iterable[Item]) -> float:
    """C = known weight / applicable weight, in [0, 1]; 0 where nothing applies.

    Source: docs/method.md, section 5 (method-1.0).
    """
    return _mean([(item.weight, float(item.score is not None)) for item in items])


def assurance(items: Iterable[Item]) -> float:
    """A = sum(w kappa) / sum(w) over what applies, in [0, 1]: how well founded the score is.

    kappa is the profile's figure for the evidence class, of criteria the mean over those that apply; what is
    missing has class E0.

    Source: docs/method.md, section 6 (method-1.0).
    """
    return _mean([(item.weight, item.kappa) for item in items])


def group_result(code: str, pillar: str, items: Sequence[Item]) -> GroupResult:
    """A group: means over its own indicators, weight in points of the overall."""
    own = [item for item in items if item.group == code]
    return GroupResult(
        code=code,
        pillar=pillar,
        score=known_mean(own),
        final=final_mean(own),
        coverage=coverage(own),
        weight=100.0 * fsum(item.weight for item in own),
    )


def pillar_result(code: str, items: Sequence[Item], groups: Sequence[GroupResult]) -> PillarResult:
    """A pillar: flat means over its indicators, bounds, assurance, geometric figure over its groups.

    low = C * S_known (missing as 0), high = low + 100 * (1 - C) (missing as 100).

    Source: docs/method.md, section 5 (method-1.0).
    """
    own = [item for item in items if item.pillar == code]
    final, covered = final_mean(own), coverage(own)
    return PillarResult(
        code=code,
        score=known_mean(own),
        final=final,
        coverage=covered,
        low=final or 0.0,
        high=(final or 0.0) + 100.0 * (1.0 - covered),
        assurance=assurance(own),
        geometric=geometric([item for item in groups if item.pillar == code]),
        weight=100.0 * fsum(item.weight for item in own),
    )


def geometric(groups: Iterable[GroupResult]) -> float | None:
    """S_geo = exp(sum(W ln max(S_g, 1)) / sum(W)) over groups' final scores: a sensitivity figure.

    A gap of more than 3 points below the arithmetic score means an unbalanced cluster. None where nothing applies.

    Source: docs/method.md, section 5; OECD/JRC Handbook on Constructing Composite Indicators (2008).
    """
    counted = [(item.weight, item.final) for item in groups if item.final is not None]
    logs = [(weight, log(max(final, GEOMETRIC_FLOOR))) for weight, final in counted]
    return exp(_mean(logs)) if counted else None


def overall(pillars: Iterable[PillarResult]) -> Overall:
    """The overall figures: means over the pillars that apply, by their shares.

    The known figure takes only pillars of which something is known. Without any pillar: 0, bounds 0 to 100.

    Source: docs/method.md, section 5 (method-1.0).
    """
    counted = [item for item in pillars if item.final is not None]
    known = [(item.weight, item.score) for item in counted if item.score is not None]
    return Overall(
        known=_mean(known) if known else None,
        final=_mean([(item.weight, item.final or 0.0) for item in counted]),
        coverage=_mean([(item.weight, item.coverage) for item in counted]),
        low=_mean([(item.weight, item.low) for item in counted]),
        high=_mean([(item.weight, item.high) for item in counted]) if counted else 100.0,
        assurance=_mean([(item.weight, item.assurance) for item in counted]),
        geometric=_mean([(item.weight, item.geometric or 0.0) for item in counted])
        if counted
        else None,
    )


def _mean(pairs: Sequence[tuple[float, float]]) -> float:
    """The weighted mean; 0 of nothing. It lies between its terms, whatever the rounding."""
    if not pairs:
        return 0.0
    values = [value for _, value in pairs]
    mean = fsum(weight * value for weight, value in pairs) / fsum(weight for weight, _ in pairs)
    return min(max(mean, min(values)), max(values))


def _counts(profile: Profile, item: IndicatorResult) -> bool:
    """Whether an indicator applies and the profile gives it any weight."""
    shares = (
        profile.pillars.get(item.pillar, 0.0),
        profile.groups.get(item.group, 0.0),
        profile.indicators.get(item.code, 0.0),
    )
    return item.state != "not_applicable" and all(share > 0.0 for share in shares)
