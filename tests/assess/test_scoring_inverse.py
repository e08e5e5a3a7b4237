"""From a wanted score back to a value: roots, curves, credits, whole indicators."""

from dataclasses import replace
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.scoring import assess, credits
from assess.scoring.advice import Case
from assess.scoring.inverse import bracketed_root, needs_for
from assess.scoring.ladder import steps_between
from assess.scoring.outlook import Outlook, outlooks
from assess.scoring.points import case_of
from assess.scoring.results import Facts, IndicatorResult
from tests.assess.cases import CENTRE, CENTRE_INPUTS, framework, profile

DECLARED = {
    "P01": "availability", "P02": "mttf", "P03": "mtbf", "P04": "daily_failure_rate", "P05": "pue",
    "P07": "hfu", "P08": "storage_capacity", "P10": "card_bandwidth",
    "P11": "node_bandwidth", "P12": "network_efficiency", "P13": "mfu", "P17": "latency_p99",
    "P19": "mean_time_to_locate", "P20": "mean_time_to_recover",
}  # fmt: skip
"""The input that states the indicator's own value."""


@pytest.mark.parametrize(
    ("function", "low", "high", "root"),
    [
        (lambda x: x * x - 2, 0.0, 2.0, 2**0.5),
        (lambda x: 24000 / (x * 128) - 2.4, 1e-9, 1e18, 78.125),
        (lambda x: exp(-x) - 1e-12, 0.0, 100.0, 27.631021115928547),
    ],
)
def test_a_root_is_found_to_the_last_digit(
    function: object, low: float, high: float, root: float
) -> None:
    assert callable(function)
    assert bracketed_root(function, low, high) == pytest.approx(root, rel=1e-14)


def test_there_is_no_root_where_both_ends_have_one_sign() -> None:
    assert bracketed_root(lambda x: x * x + 1, -1.0, 1.0) is None


def test_there_is_no_root_where_the_function_breaks_off() -> None:
    assert bracketed_root(lambda x: None if abs(x) < 0.5 else x, -1.0, 1.0) is None


@pytest.mark.parametrize(
    ("code", "wanted", "value"),
    [
        ("P03", 80.0, 24000 / (2.4 * 128)),
        ("P04", 80.0, 0.24),
        ("P01", 80.0, 95.0),
        ("P01", 100.0, 99.0),
        ("P11", 60.0, 200.0),
    ],
)
def test_a_wanted_score_goes_back_through_curve_and_formula(
    code: str, wanted: float, value: float
) -> None:
    [need] = needs_for(case_of(framework(), profile(), CENTRE), framework(), _result(code), wanted)
    assert need.name == "value"
    assert need.value == pytest.approx(value, rel=1e-12)


@given(code=st.sampled_from(sorted(DECLARED)), wanted=st.floats(1.0, 99.9))
def test_the_value_found_scores_what_was_wanted(code: str, wanted: float) -> None:
    empty = Facts({**CENTRE_INPUTS, DECLARED[code]: _worst(code)})
    case = case_of(framework(), profile(), empty)
    result = next(
        item for item in assess(framework(), profile(), empty).indicators if item.code == code
    )
    if (result.score or 0.0) >= wanted:
        return
    [need] = needs_for(case, framework(), result, wanted)
    assert need.value is not None
    given = replace(empty, inputs={**empty.inputs, DECLARED[code]: need.value})
    again = assess(framework(), profile(), given)
    found = next(item.score for item in again.indicators if item.code == code)
    assert found == pytest.approx(wanted, abs=1e-6)


def test_of_two_measures_the_weaker_rises_to_the_stronger_first() -> None:
    case = case_of(framework(), profile(), CENTRE)
    [need] = needs_for(case, framework(), _result("P09"), 87.0)
    assert (need.measure, need.name) == ("P09a", "storage_bandwidth")
    assert need.score == pytest.approx(2 * 87.0 - 87.547, abs=1e-3)


def test_without_its_context_a_measure_is_told_but_no_value() -> None:
    [need] = needs_for(case_of(framework(), profile(), CENTRE), framework(), _result("P18"), 60.0)
    assert (need.value, need.x) == (None, profile().anchor_by_code["P18"].points[1])


@given(
    code=st.sampled_from(
        [code for code, item in framework().criterion_by_code.items() if item.threshold]
    ),
    wanted=st.floats(0.01, 1.0),
)
def test_the_value_for_a_credit_earns_it(code: str, wanted: float) -> None:
    criterion = framework().criterion_by_code[code]
    assert credits.credit(criterion, credits.value_at(criterion, wanted)) == pytest.approx(
        wanted, abs=1e-9
    )


def test_values_for_credits_of_the_reports_thresholds() -> None:
    by_code = framework().criterion_by_code
    assert credits.value_at(by_code["T02-1"], 0.5) == 150.0
    assert credits.value_at(by_code["T01-1"], 0.5) == pytest.approx(10_000 / 10**0.5)
    assert credits.value_at(by_code["T07-3"], 1.0) == 0.999999


@pytest.mark.parametrize(
    ("start", "end", "steps"), [(0.0, 60.0, 1.0), (72.0, 80.0, 0.4), (30.0, 100.0, 2.5)]
)
def test_steps_are_counted_from_anchor_to_anchor(start: float, end: float, steps: float) -> None:
    assert steps_between((0.0, 60.0, 80.0, 100.0), start, end) == pytest.approx(steps)


def test_ten_more_points_and_the_next_level_are_told() -> None:
    ten, level = _outlooks("P11")
    assert ten.score == 40.0
    assert ten.needs[0].value == pytest.approx(50 * 2 ** (4 / 3), rel=1e-9)
    assert (level.level, level.is_possible) == ("L4", False)
    assert level.score == pytest.approx(30 + 100 * (80 - 72.182) / 2.5, abs=0.05)


def test_criteria_rise_by_the_fewest_steps() -> None:
    ten, _level = _outlooks("T13")
    assert [(rung.item, rung.start, rung.end) for rung in ten.rungs] == [("T13-1", 0.5, 1.0)]


def test_what_is_full_needs_nothing() -> None:
    assert _outlooks("P06") == ()


def _outlooks(code: str) -> tuple[Outlook, ...]:
    result = assess(framework(), profile(), CENTRE)
    case = Case(framework(), profile(), result)
    return outlooks(case, case_of(framework(), profile(), CENTRE), code)


def _result(code: str) -> IndicatorResult:
    return next(
        item for item in assess(framework(), profile(), CENTRE).indicators if item.code == code
    )


def _worst(code: str) -> float:
    item = framework().indicator_by_code[code]
    low = {"P05": 3.0, "P04": 90.0, "P17": 1e4, "P19": 1e4, "P20": 1e4}
    return low.get(code, 1e-3 if item.direction == "higher" else 1e6)
