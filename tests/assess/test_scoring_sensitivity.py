"""What a weight does: against the numbers of example 3, against scoring again, and what must always hold."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.scoring.method import assess
from assess.scoring.results import Facts
from assess.scoring.sensitivity import SHARES, Course, Effect, effects
from indicators.definitions import Profile
from tests.assess.cases import CENTRE
from tests.assess.small import CREDITS, FRAMEWORK, INPUTS, PROFILE
from tests.indicators.shipped import framework, profile

SHIPPED, DEFAULT = framework(), profile()
RESULTS = assess(SHIPPED, DEFAULT, CENTRE).indicators
FOUND = {(item.kind, item.code): item for item in effects(SHIPPED, DEFAULT, RESULTS, final=True)}
SMALL = assess(FRAMEWORK, PROFILE, Facts(INPUTS, CREDITS, {}, {"P1": "E3", "P2": "E3"}))


def multiplied(profile: Profile, effect: Effect, factor: float) -> Profile:
    """The profile with one weight multiplied."""
    shares = getattr(profile, SHARES[effect.kind])
    changed: Any = {SHARES[effect.kind]: {**shares, effect.code: shares[effect.code] * factor}}
    return replace(profile, **changed)


def test_a_pillar_moves_the_overall_by_its_distance_from_the_other() -> None:
    # 0.5 * 0.5 * (71.843 - 72.520) for a factor of one, a tenth of it for 10 %
    assert FOUND["pillar", "capability"].slope == pytest.approx(-0.0169, abs=1e-4)
    assert FOUND["pillar", "capability"].wide[0] == pytest.approx(72.520, abs=1e-3)


def test_a_group_moves_it_by_its_distance_from_the_other_groups() -> None:
    # S_T = 71.843; without 运维 (54.167) it would be (71.843 - 0.2 * 54.167) / 0.8 = 76.262
    effect = FOUND["group", "T-operations"]
    assert effect.wide[0] == pytest.approx((76.262 + 72.520) / 2, abs=1e-3)
    assert effect.slope == pytest.approx(0.1 * 0.5 * 0.2 * (54.167 - 71.843), abs=1e-4)


def test_a_weight_without_siblings_is_left_out() -> None:
    assert ("indicator", "T14") not in FOUND
    assert len(FOUND) == 2 + 11 + 33


@pytest.mark.parametrize("factor", [0.75, 1.25])
@pytest.mark.parametrize("key", [("pillar", "performance"), ("group", "P-system"), ("indicator", "P07")])  # fmt: skip
def test_the_range_is_what_scoring_again_gives(key: tuple[str, str], factor: float) -> None:
    effect = FOUND[key]  # type: ignore[index]
    again = assess(SHIPPED, multiplied(DEFAULT, effect, factor), CENTRE).final
    assert effect.narrow[factor > 1] == pytest.approx(again, abs=1e-9)


def test_a_draft_is_followed_over_what_is_known() -> None:
    facts = Facts({**INPUTS}, {}, {}, {})  # T1-1 is not answered
    result = assess(FRAMEWORK, PROFILE, facts)
    for effect in effects(FRAMEWORK, PROFILE, result.indicators, final=False):
        again = assess(FRAMEWORK, multiplied(PROFILE, effect, 2.0), facts).known_raw
        assert effect.wide[1] == pytest.approx(again)


def test_nothing_known_has_no_sensitivity() -> None:
    nothing = assess(FRAMEWORK, PROFILE, Facts()).indicators
    assert effects(FRAMEWORK, PROFILE, nothing, final=False) == ()


def test_the_weight_at_which_the_level_changes_is_named() -> None:
    # storage weighs 1/3 of performance; with more of it the overall crosses the limit of L2
    limit = SMALL.final + 0.5
    levels = (PROFILE.levels[0], replace(PROFILE.levels[1], score_from=limit, assurance_from=0.0))
    strict = replace(PROFILE, levels=levels, caps=replace(PROFILE.caps, coverage_from=0.0))
    changed = [
        (effect, change)
        for effect in effects(FRAMEWORK, strict, SMALL.indicators, final=True)
        for change in effect.changes
    ]
    assert {change.level for _effect, change in changed} == {"L2"}
    for effect, change in changed:
        for factor, level in ((change.factor - 1e-6, "L1"), (change.factor + 1e-6, "L2")):
            again = combined(multiplied(strict, effect, factor))
            upwards = change.factor > 1
            assert again == (level if upwards else {"L1": "L2", "L2": "L1"}[level])


def combined(profile: Profile) -> str | None:
    """The final level of the small example by another profile."""
    facts = Facts(INPUTS, CREDITS, {}, {"P1": "E3", "P2": "E3"})
    return assess(FRAMEWORK, profile, facts).final_rating.level


@given(st.floats(0.01, 100), st.floats(0, 100), st.floats(0, 100), st.floats(0.02, 1.9))
def test_a_course_through_three_points_is_the_mean_it_came_from(
    weight: float, own: float, rest: float, factor: float
) -> None:
    def mean(times: float) -> float:
        return (times * weight * own + rest) / (times * weight + 1)

    course = Course.through(mean(0.5), mean(1), mean(2))
    assert course.at(factor) == pytest.approx(mean(factor), abs=1e-4)
    assert course.at(0) == pytest.approx(rest, abs=1e-2 * (1 + weight))
    assert course.slope == pytest.approx(weight * (own - rest) / (1 + weight) ** 2, abs=1e-4)


@given(st.dictionaries(st.sampled_from(list(PROFILE.indicators)), st.floats(0.1, 10)))
def test_the_present_overall_lies_in_every_range(changed: dict[str, float]) -> None:
    other = replace(PROFILE, indicators={**PROFILE.indicators, **changed})
    final = assess(FRAMEWORK, other, Facts(INPUTS, CREDITS)).final
    for effect in effects(FRAMEWORK, other, SMALL.indicators, final=True):
        for ends in (effect.narrow, effect.wide):
            assert min(ends) - 1e-6 <= final <= max(ends) + 1e-6
        assert (effect.slope > 0) == (effect.wide[1] > effect.wide[0] + 1e-9) or abs(effect.slope) < 1e-6  # fmt: skip
