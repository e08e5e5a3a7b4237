"""Samples of a period as one figure, by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.series.aggregate import Point, aggregate, coverage_of
from assess.series.rules import Rule, Rules, rules_of
from assess.series_rules import shipped_rules
from tests.indicators.shipped import framework

FIRST = date(2025, 3, 1)
RULES = Rules(
    Rule("last"),
    {
        "hours": Rule("sum"), "share": Rule("mean"), "peak": Rule("max"),
        "availability": Rule("ratio", "up", "all", 100.0), "up": Rule("sum"), "all": Rule("sum"),
    },
)  # fmt: skip


def points(*values: float, start: date = FIRST) -> list[Point]:
    """One sample a day."""
    return [Point(start + timedelta(days=number), value) for number, value in enumerate(values)]


def value(code: str, **series: list[Point]) -> float:
    return aggregate(code, series, RULES, FIRST, FIRST + timedelta(days=9)).value


@pytest.mark.parametrize(
    ("code", "figure"), [("hours", 60.0), ("share", 20.0), ("peak", 30.0), ("other", 20.0)]
)
def test_each_rule_gives_its_figure(code: str, figure: float) -> None:
    assert value(code, **{code: points(10, 30, 20)}) == figure


def test_a_day_with_many_samples_weighs_no_more_than_another() -> None:
    busy = [Point(FIRST, 10.0)] * 23 + points(30, start=FIRST + timedelta(days=1))
    assert value("share", share=busy) == 20.0


def test_a_ratio_divides_sums_and_is_no_mean_of_ratios() -> None:
    # 0.99 h of 1 h and 49.5 h of 99 h: 50.49 of 100 h, while the mean of 99 % and 50 % is 74.5 %
    found = value("availability", availability=points(99, 50), up=points(0.99, 49.5), all=points(1, 99))  # fmt: skip
    assert found == pytest.approx(50.49)


@pytest.mark.parametrize("parts", [{}, {"up": points(1)}, {"up": points(1), "all": points(0)}])
def test_a_ratio_without_its_parts_is_the_mean_and_says_so(parts: dict[str, list[Point]]) -> None:
    found = aggregate("availability", {"availability": points(99, 50), **parts}, RULES, FIRST, FIRST)  # fmt: skip
    assert (found.value, found.rule) == (74.5, "mean")


def test_days_without_samples_are_told_as_stretches() -> None:
    reported = [Point(FIRST + timedelta(days=number), 1.0) for number in (1, 2, 5)]
    found = coverage_of(reported, FIRST, FIRST + timedelta(days=6))
    assert (found.days, found.covered) == (7, 3)
    numbers = [((first - FIRST).days, (last - FIRST).days) for first, last in found.gaps]
    assert numbers == [(0, 0), (3, 4), (6, 6)]


def test_a_period_is_complete_from_95_percent_of_its_days() -> None:
    end = FIRST + timedelta(days=99)
    assert coverage_of(points(*[1.0] * 95), FIRST, end).is_complete
    assert not coverage_of(points(*[1.0] * 94), FIRST, end).is_complete


@given(st.sets(st.integers(0, 59)))
def test_gaps_and_covered_days_make_the_period(days: set[int]) -> None:
    reported = [Point(FIRST + timedelta(days=number), 1.0) for number in sorted(days)]
    found = coverage_of(reported, FIRST, FIRST + timedelta(days=59))
    missing = sum((last - first).days + 1 for first, last in found.gaps)
    assert found.covered + missing == found.days == 60


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=40))
def test_a_mean_lies_among_its_samples_and_a_sum_is_theirs(values: list[float]) -> None:
    end = FIRST + timedelta(days=39)
    mean = aggregate("share", {"share": points(*values)}, RULES, FIRST, end).value
    assert min(values) - 1e-6 <= mean <= max(values) + 1e-6
    total = aggregate("hours", {"hours": points(*values)}, RULES, FIRST, end).value
    assert total == pytest.approx(sum(values))


def test_every_shipped_rule_is_of_an_input_and_its_parts_are_summed() -> None:
    rules, inputs = shipped_rules(), framework().input_by_code
    for code, rule in rules.by_input.items():
        assert inputs[code].origin == "form", code
        for part in (rule.above, rule.below):
            assert not part or rules.of(part).kind == "sum", code


def test_a_rule_that_is_none_is_refused() -> None:
    for row in ({"rule": "median"}, {"rule": "ratio"}, {"rule": "sum", "above": "x", "below": "y"}):
        with pytest.raises(ValueError, match="x"):
            rules_of({"usual": {"rule": "last"}, "inputs": {"x": row}})
