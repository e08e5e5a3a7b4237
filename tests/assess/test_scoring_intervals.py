"""In which interval a figure lies."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.scoring import assess
from assess.scoring.intervals import (
    Limits,
    bounded,
    chi_square,
    events,
    half_width,
    own_intervals,
    relative_width,
    time_between,
)
from assess.scoring.results import Facts
from tests.assess import cases
from tests.assess.oracles import SCORING


@pytest.mark.parametrize("oracle", SCORING["mtbf_interval_90"], ids=lambda item: item["failures"])
def test_the_interval_of_a_time_between_failures(oracle: dict[str, float]) -> None:
    low, high = time_between(oracle["hours"], int(oracle["failures"]))
    assert low == pytest.approx(oracle["low"], abs=1e-3)
    assert high == (None if oracle["high"] is None else pytest.approx(oracle["high"], abs=1e-3))


def test_chi_square_quantiles_are_those_of_the_printed_tables() -> None:
    found = [chi_square(0.95, 2), chi_square(0.05, 10), chi_square(0.95, 12)]
    assert found == pytest.approx([5.991, 3.940, 21.026], abs=1e-3)


@given(st.integers(1, 10_000))
def test_the_interval_of_a_count_holds_the_count(count: int) -> None:
    found = events(count)
    assert found.low < count < found.high
    assert events(count + 1).low > found.low


def test_of_no_event_there_is_one_bound_and_no_infinity() -> None:
    found = events(0)
    assert found.one_sided
    assert found.low == found.high == pytest.approx(2.9957, abs=1e-4)


def test_the_width_is_relative_or_of_the_distance_to_a_limit() -> None:
    assert half_width(48, 0.05, Limits(0.001)) == pytest.approx(2.4, abs=1e-3)
    assert half_width(99, 0.10, Limits(0, 100)) == pytest.approx(0.1)  # 100 - A = 1
    assert half_width(1.35, 0.20, Limits(1)) == pytest.approx(0.07)  # PUE - 1 = .35
    assert half_width(40, 0.20, Limits(0, 100)) == pytest.approx(8)


@given(st.floats(0, 100), st.floats(0, 1))
def test_an_interval_never_leaves_the_limits(value: float, share: float) -> None:
    width = half_width(value, share, Limits(0, 100))
    assert value - width >= -1e-9
    assert value + width <= 100 + 1e-9


def test_widths_by_class_of_evidence_are_those_of_the_method() -> None:
    found = [relative_width(cases.profile(), item) for item in ("E4", "E3", "E2", "E1", "")]
    assert found == [0.02, 0.05, 0.10, 0.20, 0.20]


def test_a_given_range_stands_before_that_of_a_count() -> None:
    facts = Facts({"failures": 5, "mtbf": 48}, intervals={"failures": (4, 7), "iops": (1, 2)})
    own = own_intervals(cases.profile(), facts)
    assert {code: (item.low, item.high, item.basis) for code, item in own.items()} == {
        "failures": (4, 7, "given")
    }


def test_no_failure_scores_as_the_bound_and_says_so() -> None:
    facts = Facts({"nodes": 8, "operating_hours": 480, "failures": 0})
    found = assess(cases.framework(), cases.profile(), facts)
    result = next(item for item in found.indicators if item.code == "P03")
    assert result.value == pytest.approx(160.2279, abs=1e-3)
    assert result.bounds == ("failures",)
    assert result.state == "scored"


def test_one_failure_is_no_bound() -> None:
    facts = Facts({"nodes": 8, "operating_hours": 480, "failures": 1})
    found = assess(cases.framework(), cases.profile(), facts)
    result = next(item for item in found.indicators if item.code == "P03")
    assert (result.value, result.bounds) == (480, ())


def test_a_profile_without_counts_leaves_a_count_of_nothing_alone() -> None:
    old = replace(cases.profile(), uncertainty=type(cases.profile().uncertainty)())
    assert bounded(old, {"failures": 0.0}) == {"failures": 0.0}
