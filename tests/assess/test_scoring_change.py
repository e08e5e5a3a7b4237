"""What changed between two assessments: the parts add up, no order is favoured, nothing comes from nowhere."""

from dataclasses import replace
from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.scoring import assess
from assess.scoring.change import Parts, Side, change
from assess.scoring.results import Facts
from indicators.definitions import Anchor, Framework, Profile
from tests.assess.cases import CENTRE, framework, profile
from tests.assess.small import CREDITS, FRAMEWORK, INPUTS, PROFILE, TEXT

shares = st.floats(0.1, 10.0)


def side(framework: Framework, profile: Profile, facts: Facts) -> Side:
    return Side(framework, profile, facts, assess(framework, profile, facts))


@st.composite
def sides(draw: st.DrawFn) -> Side:
    """Facts, weights, anchors and a formula drawn at random."""
    inputs = {code: draw(st.floats(0.5, 500.0)) for code in INPUTS if draw(st.booleans())}
    top = draw(st.floats(90.0, 150.0))
    weights = {code: draw(shares) for code in PROFILE.indicators}
    anchors = (
        *PROFILE.anchors[:2],
        Anchor("speed", "lin", (0.0, 60.0, 80.0, top), "weak", TEXT),
        PROFILE.anchors[3],
    )
    formula = draw(st.sampled_from(["cards / 10", "cards / 20"]))
    variables = (replace(FRAMEWORK.variables[0], formulas=(formula,)),)
    facts = Facts(inputs, CREDITS if draw(st.booleans()) else {})
    return side(
        replace(FRAMEWORK, variables=variables),
        replace(PROFILE, indicators=weights, anchors=anchors),
        facts,
    )


def total(parts: Parts) -> float:
    return parts.measured + parts.method + parts.profile


@given(before=sides(), after=sides())
def test_parts_add_up_to_the_difference_whole_and_by_indicator(before: Side, after: Side) -> None:
    found = change(before, after)
    assert total(found.overall) == pytest.approx(after.kept.final - before.kept.final, abs=1e-9)
    for parts in found.indicators.values():
        assert total(parts) == pytest.approx(parts.difference, abs=1e-9)
    assert fsum(map(total, found.indicators.values())) == pytest.approx(
        total(found.overall), abs=1e-9
    )


@given(one=sides())
def test_the_same_twice_has_not_changed(one: Side) -> None:
    found = change(one, one)
    assert {(row.measured, row.method, row.profile) for row in found.indicators.values()} == {
        (0.0, 0.0, 0.0)
    }


@given(before=sides(), after=sides())
def test_swapping_the_sides_changes_all_signs(before: Side, after: Side) -> None:
    there, back = change(before, after).overall, change(after, before).overall
    for factor in ("measured", "method", "profile"):
        assert getattr(there, factor) == pytest.approx(-getattr(back, factor), abs=1e-9)


@given(before=sides(), after=sides())
def test_a_factor_that_stayed_has_no_part(before: Side, after: Side) -> None:
    later = side(before.framework, before.profile, after.facts)
    found = change(before, later).overall
    assert (found.method, found.profile) == (0.0, 0.0)
    assert found.measured == pytest.approx(later.kept.final - before.kept.final, abs=1e-9)


def test_two_factors_share_what_only_both_together_bring() -> None:
    """Worked by hand: P2 scores its input and has the whole weight; 40 -> 60 points, weight 1/2 -> 1."""
    half = replace(
        PROFILE,
        pillars={"capability": 1, "performance": 1},
        groups={"tools": 1, "system": 1, "storage": 1},
    )
    only = {"capability": ("T1", "P1", "P3"), "performance": ("P1", "P3")}
    before = side(
        FRAMEWORK,
        replace(half, not_applicable=only["performance"]),
        Facts({"scale": 40.0, "iops": 1.0}),
    )
    after = side(
        FRAMEWORK,
        replace(half, not_applicable=only["capability"]),
        Facts({"scale": 60.0, "iops": 1.0}),
    )
    found = change(before, after).indicators["P2"]
    assert (found.before, found.after) == (20.0, 60.0)
    assert (found.measured, found.profile) == pytest.approx((15.0, 25.0))


def test_a_kept_result_of_another_version_is_a_change_of_method() -> None:
    now = side(FRAMEWORK, PROFILE, Facts(INPUTS, CREDITS))
    once = replace(
        now,
        kept=replace(
            now.kept,
            method="method-0.9",
            indicators=tuple(
                replace(row, contribution=row.contribution / 2) for row in now.kept.indicators
            ),
        ),
    )
    found = change(once, now).overall
    assert found.method == pytest.approx(now.kept.final / 2, abs=1e-9)
    assert (found.measured, found.profile) == (0.0, 0.0)


def test_a_foreign_framework_joins_method_and_profile() -> None:
    before, after = (
        side(FRAMEWORK, PROFILE, Facts(INPUTS, CREDITS)),
        side(framework(), profile(), CENTRE),
    )
    found = change(before, after)
    assert (found.joined, found.overall.profile) == (True, 0.0)
    assert total(found.overall) == pytest.approx(after.kept.final - before.kept.final, abs=1e-9)


def test_another_profile_on_the_same_facts_is_a_change_of_profile_alone() -> None:
    before = side(framework(), profile(), CENTRE)
    after = side(framework(), profile("training"), CENTRE)
    found = change(before, after).overall
    assert (found.measured, found.method) == (0.0, 0.0)
    assert found.profile == pytest.approx(after.kept.final - 72.182, abs=1e-3)
