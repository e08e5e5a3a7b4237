"""Conditions of rules: what they can say, what they refuse, and that rounding alone decides nothing."""

import math
import operator
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.conditions import parse_condition
from indicators.expressions import EvaluationError, ExpressionError

NUMBERS = st.floats(-1e6, 1e6)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a < b", True),
        ("a > b", False),
        ("a >= 1 and b >= 2", True),
        ("a > 1 and b >= 2", False),
        ("a > 1 or b >= 2", True),
        ("not a > 1", True),
        ("a == 1 and (b != 2 or a * b == 2)", True),
        ("not (a < b and b < a) and max(a, b) == 2", True),
    ],
)
def test_conditions_say_what_they_read(text: str, told: bool) -> None:
    assert parse_condition(text).holds({"a": 1, "b": 2}) is told


@given(NUMBERS, NUMBERS, st.sampled_from([("<", operator.lt), (">", operator.gt), ("<=", operator.le), (">=", operator.ge)]))  # fmt: skip
def test_apart_from_rounding_a_comparison_is_that_of_the_numbers(
    left: float, right: float, sign: tuple[str, Callable[[float, float], bool]]
) -> None:
    text, compare = sign
    told = parse_condition(f"a {text} b").holds({"a": left, "b": right})
    near = math.isclose(left, right, rel_tol=1e-8, abs_tol=1e-17)
    assert near or told is compare(left, right)


def test_a_limit_met_exactly_is_met_whatever_the_rounding() -> None:
    assert not parse_condition("a > 0.3").holds({"a": 0.1 + 0.2})
    assert parse_condition("a <= 0.3").holds({"a": 0.1 + 0.2})


def test_the_names_are_those_of_all_sides() -> None:
    assert parse_condition("a < 2 * b or not c > d").names == {"a", "b", "c", "d"}


@pytest.mark.parametrize(
    ("text", "code", "position"),
    [
        ("", "expression.empty", 0),
        ("a", "condition.construct", 0),
        ("a + 1", "condition.construct", 0),
        ("a < b < c", "condition.construct", 0),
        ("a is b", "condition.construct", 0),
        ("a in b", "condition.construct", 0),
        ("a < 1 and b", "condition.construct", 10),
        ("a < open(1)", "expression.function", 4),
        ("a < b.c", "expression.construct", 4),
        ("a < [1]", "expression.character", 4),
        ("a <", "expression.syntax", 3),
        ("(a < b) + 1 > 2", "expression.character", 3),
    ],
)
def test_what_is_not_of_the_language_is_refused_with_its_place(
    text: str, code: str, position: int
) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_condition(text)
    assert caught.value.code == code
    if code != "expression.syntax":
        assert caught.value.position == position


def test_a_side_without_a_value_is_told() -> None:
    with pytest.raises(EvaluationError):
        parse_condition("a > 0 or 1 / b > 0").holds({"a": 1, "b": 0})


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(ExpressionError):
        assert parse_condition(text).comparisons
