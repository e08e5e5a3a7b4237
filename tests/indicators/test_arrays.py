"""Formulas on arrays say what formulas say one number at a time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.arrays import evaluate
from indicators.expressions import EvaluationError, parse

FORMULAS = (
    "a / b", "a ** b", "sqrt(a) + ln(b)", "min(a, b, 3) * max(a, -b)", "exp(a) / log10(b)",
    "-a + abs(b)", "1 / (a - b) / (a + b)", "exp(a) * 0 + b",
)  # fmt: skip
numbers = st.floats(-1e4, 1e4)


def one(formula: str, a: float, b: float) -> float:
    try:
        return parse(formula).evaluate({"a": a, "b": b})
    except EvaluationError:
        return float("nan")


@pytest.mark.parametrize("formula", FORMULAS)
@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=8))
def test_each_draw_has_the_value_of_the_plain_formula(
    formula: str, pairs: list[tuple[float, float]]
) -> None:
    a, b = (np.array(part) for part in zip(*pairs, strict=True))
    found = evaluate(parse(formula), {"a": a, "b": b})
    expected = [one(formula, *pair) for pair in pairs]
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-12, nan_ok=True)


def test_a_draw_without_a_value_leaves_the_others_alone() -> None:
    found = evaluate(parse("1 / a"), {"a": np.array([0.0, 2.0])})
    assert np.isnan(found[0])
    assert found[1] == 0.5


def test_nothing_known_stays_nothing_even_to_the_power_of_nought() -> None:
    found = evaluate(parse("a ** 0"), {"a": np.array([np.nan, 2.0])})
    assert np.isnan(found[0])
    assert found[1] == 1
