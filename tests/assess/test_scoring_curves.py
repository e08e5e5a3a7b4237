"""Anchor curves and partial credit against worked-out points and against their own laws."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.scoring.credits import credit, decade, half, is_met, nines
from assess.scoring.normalise import is_rising, score, value_at
from indicators.definitions import Anchor, Criterion
from indicators.records import Text
from tests.assess.oracles import SCORING, TOLERANCE

TEXT = Text("", "")
ANCHORS = {
    code: Anchor(code, item["scale"], tuple(item["points"]), "medium", TEXT)
    for code, item in SCORING["anchors"].items()
}
any_anchor = st.sampled_from(sorted(ANCHORS)).map(ANCHORS.__getitem__)
RULES = {"half": half, "decade": decade}


@pytest.mark.parametrize(("code", "x", "expected"), SCORING["piecewise_points"])
def test_a_measure_scores_what_was_worked_out(code: str, x: float, expected: float) -> None:
    assert score(ANCHORS[code], x) == pytest.approx(expected, abs=TOLERANCE)


@pytest.mark.parametrize("code", sorted(ANCHORS))
def test_anchors_themselves_score_0_60_80_100(code: str) -> None:
    points = [score(ANCHORS[code], x) for x in ANCHORS[code].points]
    assert points == pytest.approx([0, 60, 80, 100], abs=1e-9)


def test_nothing_or_less_on_a_log_curve_is_an_end_of_it() -> None:
    assert score(ANCHORS["P10"], 0) == 0
    assert score(ANCHORS["P20"], 0) == 100
    assert score(ANCHORS["P20"], -1) == 100


def test_what_is_not_a_number_has_no_score() -> None:
    with pytest.raises(ValueError, match="not a number"):
        score(ANCHORS["P01"], math.nan)


@given(any_anchor, st.floats(-10, 20000), st.floats(-10, 20000))
def test_better_never_scores_less(anchor: Anchor, x: float, y: float) -> None:
    worse, better = sorted([x, y], reverse=not is_rising(anchor))
    assert 0 <= score(anchor, worse) <= score(anchor, better) <= 100


@given(any_anchor, st.floats(0, 100))
def test_the_inverse_gives_a_measure_of_just_that_score(anchor: Anchor, points: float) -> None:
    assert score(anchor, value_at(anchor, points)) == pytest.approx(points, abs=1e-6)


def test_the_inverse_says_what_more_points_need() -> None:
    assert value_at(ANCHORS["P13"], 70) == pytest.approx(42)
    assert value_at(ANCHORS["P20"], 100) == 1
    assert value_at(ANCHORS["P05"], 0) == 1.8


@pytest.mark.parametrize("points", [-0.1, 100.1, math.nan])
def test_no_measure_scores_outside_0_to_100(points: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 100"):
        value_at(ANCHORS["P01"], points)


@pytest.mark.parametrize(("rule", "x", "threshold", "expected"), SCORING["numeric_credit"])
def test_partial_credit_is_what_was_worked_out(
    rule: str, x: float, threshold: float, expected: float
) -> None:
    found = nines(x, 1 - 10**-threshold) if rule == "nines" else RULES[rule](x, threshold)
    assert found == pytest.approx(expected, abs=TOLERANCE)


@given(st.floats(-1, 2e4), st.floats(-1, 2e4))
def test_more_never_earns_less_credit(x: float, y: float) -> None:
    low, high = sorted([x, y])
    for rule in RULES.values():
        assert 0 <= rule(low, 10_000) <= rule(high, 10_000) <= 1


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_reliable_never_earns_less_credit(x: float, y: float) -> None:
    low, high = sorted([x, y])
    assert 0 <= nines(low, 0.999999) <= nines(high, 0.999999) <= 1


def numeric(rule: str, threshold: float | None) -> Criterion:
    return Criterion("X-1", TEXT, "numeric", rule, TEXT, input="x", threshold=threshold)  # type: ignore[arg-type]


def test_a_card_below_200_tflops_fails_the_report_and_still_earns_something() -> None:
    h20 = numeric("half", 200)
    assert credit(h20, 148) == pytest.approx(0.48)
    assert not is_met(h20, 148)
    assert is_met(h20, 200)


def test_only_people_can_credit_a_criterion_without_a_threshold() -> None:
    with pytest.raises(ValueError, match="no threshold"):
        credit(numeric("ordinal", None), 1.0)
