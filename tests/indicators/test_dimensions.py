"""Units through formulas: what fits, what does not, and what is said about it."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import parsing
from indicators.dimensions import mismatches, powers_of
from indicators.expressions import ExpressionError, parse
from indicators.faults import DefinitionError, Fault
from indicators.reading import read_toml
from tests.indicators.shipped import framework_tables

UNITS = {
    "hours": "h", "days": "d", "size": "GB", "big": "TB", "rate": "GB/s", "line": "Gb/s",
    "nodes": "node", "cards": "card", "tokens": "token", "failures": "count", "share": "%",
    "points": "percentage point", "peak": "TFLOPS", "per_token": "s", "one": "1",
}  # fmt: skip
FORMULAS = st.text("abchours dysize24.+-*/()[]%,eGBmin", max_size=60)


def found(formula: str, declared: str) -> list[tuple[str, str, tuple[str, ...]]]:
    return [
        (item.code, item.found, item.expected)
        for item in mismatches(parse(formula), UNITS, declared)
    ]


@pytest.mark.parametrize(
    ("formula", "declared"),
    [
        ("24000 [h/kd] / (hours * nodes)", "failures per 1000 node-days"),
        ("hours / failures", "h"),
        ("failures / days * 100 [%]", "%/day"),
        ("line / 8 [b/B]", "GB/s"),
        ("size / 1000 [GB/TB] + big", "TB"),
        ("share - points", "%"),
        ("per_token + (tokens - 1) * per_token", "s"),
        ("max(0, hours - 24 [h/d] * days)", "h"),
        ("sqrt(hours * hours) + abs(hours)", "h"),
        ("(rate / rate) ** 0.5 * size ** 2 / size", "GB"),
        ("ln(hours / (24 [h/d] * days)) + exp(one)", "ratio"),
        ("nodes * cards", "card"),
        ("0", "h"),
    ],
)
def test_units_that_fit_are_not_mentioned(formula: str, declared: str) -> None:
    assert found(formula, declared) == []


@pytest.mark.parametrize(
    ("formula", "declared", "fault"),
    [
        ("size + hours", "GB", ("units.sum", "GB + h", ())),
        ("nodes + cards", "card", ("units.sum", "node + card", ())),
        ("min(size, big)", "GB", ("units.scale", "GB + TB", ())),
        ("share + 1", "%", ("units.scale", "% + 1", ())),
        ("size * 1000", "TB", ("units.result", "GB", ("TB",))),
        ("size / hours", "GB/s", ("units.result", "GB/h", ("GB/s",))),
        ("line / 8", "GB/s", ("units.result", "Gb/s", ("GB/s",))),
        ("hours ** one", "h", ("units.exponent", "one", ())),
        ("2 ** hours", "1", ("units.exponent", "hours", ())),
        ("hours ** 13", "h", ("units.exponent", "13", ())),
        ("ln(hours)", "1", ("units.argument", "ln(h)", ("1",))),
        ("exp(share)", "1", ("units.argument", "exp(%)", ("1",))),
        ("hours * 2 [furlong]", "h", ("unknown_unit", "furlong", ())),
        ("hours * hours", "h", ("units.result", "h^2", ("h",))),
        ("1 / hours", "h", ("units.result", "1/h", ("h",))),
    ],
)
def test_units_that_do_not_fit_are_named(
    formula: str, declared: str, fault: tuple[str, str, tuple[str, ...]]
) -> None:
    assert found(formula, declared) == [fault]


def test_every_bad_sum_of_a_formula_is_found_with_its_place() -> None:
    places = [
        item.position for item in mismatches(parse("(size + hours) * (peak - days)"), UNITS, "1")
    ]
    assert places == [1, 18]


def test_a_unit_is_the_powers_of_its_names() -> None:
    assert {name: int(power) for name, power in powers_of("GB/s/U").items()} == {
        "GB": 1,
        "s": -1,
        "U": -1,
    }
    assert powers_of("ratio") == powers_of("count") == {}


def test_a_unit_of_a_number_changes_no_result() -> None:
    values = {"value": 3.0931, "nodes": 2048.0}
    bare, told = parse("24000 / (value * nodes)"), parse("24000 [h/kd] / (value * nodes)")
    assert told.evaluate(values) == bare.evaluate(values)
    assert told.substitute({"value": "3"}) == "24000 / (3 × nodes)"


@pytest.mark.parametrize("text", ["hours [h]", "1 [h", "2 [a] [b]", "1] + 2", "x1 [h]"])
def test_a_unit_stands_directly_behind_a_number(text: str) -> None:
    with pytest.raises(ExpressionError) as refusal:
        parse(text)
    assert refusal.value.code == "expression.bracket"


def spoilt(code: str, formulas: list[str]) -> set[tuple[str, str, str]]:
    tables = deepcopy(framework_tables())
    place, item = next(
        (n, one) for n, one in enumerate(tables["indicators"]) if one["code"] == code
    )
    assert place == 16
    item["formulas"] = formulas
    with pytest.raises(DefinitionError) as refusal:
        parsing.build_framework(tables)
    return {(fault.code, fault.path, fault.found) for fault in refusal.value.faults}


def test_a_checked_framework_names_the_formula_and_the_character() -> None:
    faults = spoilt("P03", ["operating_hours / failures * 24 [h/d]", "mtbf + storage_capacity"])
    assert faults >= {
        ("units.result", "indicators[16].formulas[0], character 1", "h^2/d"),
        ("units.sum", "indicators[16].formulas[1], character 1", "h + PB"),
    }


def evaluated(formula: str) -> float | None:
    try:
        return parse(formula).evaluate(dict.fromkeys(UNITS, 2.0))
    except ExpressionError:
        return None


def faults_of(tables: dict[str, Any]) -> tuple[Fault, ...]:
    """The faults of a framework; any other exception is a failure of the test."""
    try:
        parsing.build_framework(tables)
    except DefinitionError as refusal:
        return refusal.faults
    return ()


@given(FORMULAS | st.text(max_size=80))
def test_no_formula_raises_anything_but_a_refusal(text: str) -> None:
    evaluated(text)
    tables = deepcopy(framework_tables())
    tables["variables"][0]["formulas"] = [text]
    assert all(fault.code and fault.path for fault in faults_of(tables))


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
TABLES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=8
)  # fmt: skip


@given(st.sampled_from(sorted(framework_tables())), TABLES)
def test_no_table_raises_anything_but_a_refusal(key: str, value: Any) -> None:
    with pytest.raises(DefinitionError):
        parsing.build_framework({**framework_tables(), key: value, "colour": value})


@given(st.text(max_size=60))
def test_no_unit_raises_anything_but_a_refusal(text: str) -> None:
    tables = deepcopy(framework_tables())
    tables["inputs"][0]["unit"] = text
    assert all(fault.code and fault.path for fault in faults_of(tables))


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_file_raises_anything_but_a_refusal(content: bytes) -> None:
    try:
        tables = read_toml(content)
    except DefinitionError:
        return
    assert faults_of(tables)


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe", b"a = " + b"[" * 5000, b"a = " + b"9" * 5000, b"x" * (2 * 1024 * 1024 + 1)],
    ids=["not UTF-8", "deep", "long number", "large"],
)
def test_files_made_to_harm_are_refused(content: bytes) -> None:
    with pytest.raises(DefinitionError):
        read_toml(content, "harm.toml")


def test_the_line_of_a_mistake_in_toml_is_told() -> None:
    with pytest.raises(DefinitionError) as refusal:
        read_toml(b"a = 1\nb = \n", "mine.toml")
    assert "line 2" in refusal.value.faults[0].found
