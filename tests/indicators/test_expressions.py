"""Formulas of framework files: what they compute, how they print, what they refuse."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.expressions import EvaluationError, ExpressionError, parse

NUMBERS = st.floats(min_value=0.001, max_value=1e6, allow_nan=False)


def test_llama_3_failures_per_thousand_node_days() -> None:
    formula = parse("24000 / (mtbf * nodes)")
    assert formula.names == {"mtbf", "nodes"}
    assert formula.evaluate({"mtbf": 3.0931, "nodes": 2048}) == pytest.approx(3.7887, abs=1e-4)


def test_a_printed_formula_shows_the_numbers_put_in() -> None:
    formula = parse("24000 / (MTBF * nodes)")
    assert formula.substitute({"MTBF": "3.0931", "nodes": "2048"}) == "24000 / (3.0931 × 2048)"


def test_printing_keeps_numbers_as_written_and_names_without_a_number() -> None:
    assert parse("8*plan_params / 1e15 ** 2").substitute({}) == "8 × plan_params / 1e15 ^ 2"


def test_a_negative_number_is_printed_in_parentheses() -> None:
    assert parse("a - b").substitute({"a": "1", "b": "-2"}) == "1 - (-2)"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-2 ** 2", -4),
        ("2 ** 3 ** 2", 512),
        ("min(3, 2, 5) + max(1, 4)", 6),
        ("sqrt(16) + ln(exp(2)) + log10(1000) + abs(-1)", 10),
        ("7 / 2", 3.5),
        ("  (1 + 2) * 3 ", 9),
    ],
)
def test_arithmetic_follows_the_usual_rules(text: str, value: float) -> None:
    assert parse(text).evaluate({}) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "code", "position"),
    [
        ("", "expression.empty", 0),
        ("a × b", "expression.character", 2),
        ("a # b", "expression.character", 2),
        ("a + )", "expression.syntax", 4),
        ("a b", "expression.syntax", 2),
        ("__import__('os')", "expression.character", 11),
        ("a.b", "expression.construct", 0),
        ("a // b", "expression.construct", 0),
        ("+a", "expression.construct", 0),
        ("1j", "expression.syntax", 0),
        ("True", "expression.construct", 0),
        ("(a, b)", "expression.construct", 0),
        ("a if b else c", "expression.construct", 0),
        ("open(1)", "expression.function", 0),
        ("1 + sqrt(1, 2)", "expression.arguments", 4),
        ("min(1)", "expression.arguments", 0),
        ("sqrt + 1", "expression.function_without_arguments", 0),
        ("min(*a)", "expression.arguments", 0),
        ("1" * 399, "expression.construct", 0),
        ("1" * 401, "expression.too_long", 400),
        ("-" * 60 + "1", "expression.too_deep", 41),
    ],
)
def test_whatever_is_not_arithmetic_is_refused_with_its_place(
    text: str, code: str, position: int
) -> None:
    with pytest.raises(ExpressionError) as refusal:
        parse(text)
    assert (refusal.value.code, refusal.value.position) == (code, position)


def test_hundreds_of_parentheses_are_refused_and_not_a_crash() -> None:
    with pytest.raises(ExpressionError):
        parse("(" * 199 + "1" + ")" * 199 + "+")


@pytest.mark.parametrize(
    "text",
    ["1 / zero", "sqrt(-1)", "ln(zero)", "10 ** 400", "exp(1e5)", "1e308 * 10", "(-8) ** 0.5"],
)
def test_arithmetic_without_a_result_is_an_evaluation_error(text: str) -> None:
    with pytest.raises(EvaluationError) as failure:
        parse(text).evaluate({"zero": 0.0})
    assert failure.value.code == "expression.no_value"


def test_a_name_without_a_number_is_named() -> None:
    with pytest.raises(EvaluationError) as failure:
        parse("a + b").evaluate({"a": 1})
    assert (failure.value.code, failure.value.found) == ("expression.unknown", "b")


@given(NUMBERS, NUMBERS, NUMBERS)
def test_a_formula_computes_what_python_computes(a: float, b: float, c: float) -> None:
    value = parse("a * b / (c + 1) - a ** 0.5").evaluate({"a": a, "b": b, "c": c})
    assert value == a * b / (c + 1) - math.sqrt(a) or math.isclose(value, a * b / (c + 1) - a**0.5)


@given(NUMBERS, NUMBERS)
def test_the_printed_formula_computes_the_same(a: float, b: float) -> None:
    formula = parse("a / (b * 3) + min(a, b)")
    printed = formula.substitute({"a": repr(a), "b": repr(b)}).replace("×", "*")
    assert parse(printed).evaluate({}) == formula.evaluate({"a": a, "b": b})
