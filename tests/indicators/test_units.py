"""Numbers as people type them, and the units of this field."""

from contextlib import suppress
from fractions import Fraction
from math import isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import units
from indicators.vocabulary import CHOICES

FINITE = st.floats(min_value=1e-9, max_value=1e15, allow_nan=False)
PAIRS = [(kept, other) for kept in CHOICES for other in units.choices(kept)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1024", 1024),
        ("1,024", 1024),
        ("1,234,567.5", 1234567.5),
        (" 3.5e12 ", 3.5e12),
        ("１２．５", 12.5),
        ("１，０２４", 1024),
        ("−5", -5),
        ("+.5", 0.5),
        ("5.", 5),
        ("1.2万", 12000),
        ("3.5 万亿", 3.5e12),
        ("1750亿", 1.75e11),
        ("1,024万", 10240000),
        ("3千", 3000),
        ("0", 0),
    ],
)
def test_numbers_are_read_as_people_type_them(text: str, number: float) -> None:
    assert units.parse_number(text) == number


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("1,5", "ambiguous"),
        ("1.234,5", "ambiguous"),
        ("12,34", "ambiguous"),
        ("0,512", "ambiguous"),
        ("nan", "not_a_number"),
        ("inf", "not_a_number"),
        ("1e400", "not_finite"),
        ("1e999999999", "not_a_number"),
        ("1兆", "not_a_number"),
        ("1万2千", "not_a_number"),
        ("万", "not_a_number"),
        ("1_000", "not_a_number"),
        ("0x10", "not_a_number"),
        ("½", "not_a_number"),
        ("1 024", "not_a_number"),
        ("5%", "not_a_number"),
        ("1" * 61, "too_long"),
    ],
)
def test_what_is_no_clear_number_is_refused(text: str, code: str) -> None:
    with pytest.raises(units.UnitError) as refusal:
        units.parse_number(text)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("text", "unit", "canonical", "value"),
    [
        ("54", "d", "h", 1296),
        ("0.1", "TB/s", "GB/s", 100),
        ("400", "Gb/s", "GB/s", 50),
        ("400", "Gbps", "GB/s", 50),
        ("1", "GiB/s", "GB/s", 1.073741824),
        ("1", "TiB", "GB", 1099.511627776),
        ("312", "TFLOPS", "PFLOPS", 0.312),
        ("5", "MIOPS", "IOPS", 5e6),
        ("6", "nines", "ratio", 0.999999),
        ("3", "nines", "ratio", 0.999),
        ("99.9", "%", "ratio", 0.999),
        ("0.93", "ratio", "%", 93),
        ("175", "Gparameter", "parameter", 175e9),
        ("13e9", "1", "parameter", 13e9),
        ("3.5", "Ttoken", "token", 3.5e12),
        ("90", "s", "min", 1.5),
        ("450", "ms", "s", 0.45),
        ("1.5", "GWh", "kWh", 1.5e6),
        ("60", "samples/min", "samples/s", 1),
        ("5", "cards", "card", 5),
    ],
)
def test_values_are_converted_exactly(text: str, unit: str, canonical: str, value: float) -> None:
    assert units.to_canonical(text, unit, canonical) == value


@pytest.mark.parametrize(
    ("unit", "canonical", "code"),
    [
        ("gb/s", "GB/s", "unknown_unit"),
        ("GB", "GB/s", "other_dimension"),
        ("TFLOPs", "TFLOPS", "other_dimension"),
        ("", "card", "other_dimension"),
        ("%", "parameter", "other_dimension"),
        ("nines", "%", "unknown_unit"),
        ("%", "count", "other_dimension"),
        ("GB**99999999", "GB", "unknown_unit"),
        ("__import__('os')", "GB", "unknown_unit"),
        ("(", "GB", "unknown_unit"),
        ("GB/" * 30 + "s", "GB", "unknown_unit"),
    ],
)
def test_other_units_are_refused_with_those_that_would_do(
    unit: str, canonical: str, code: str
) -> None:
    with pytest.raises(units.UnitError) as refusal:
        units.to_canonical("1", unit, canonical)
    assert (refusal.value.code, refusal.value.expected) == (code, units.choices(canonical))


def test_more_nines_than_a_float_can_hold_are_refused() -> None:
    with pytest.raises(units.UnitError):
        units.to_canonical("17", "nines", "ratio")


def test_what_is_larger_than_a_float_is_refused() -> None:
    with pytest.raises(units.UnitError) as refusal:
        units.to_canonical("1e308", "TB/s", "GB/s")
    assert refusal.value.code == "not_finite"


@given(FINITE, st.sampled_from(PAIRS))
def test_there_and_back_is_the_same_number(value: float, pair: tuple[str, str]) -> None:
    kept, other = pair
    if other == units.NINES:
        return
    back = units.convert(units.convert(value, kept, other), other, kept)
    assert abs(Fraction(back) - Fraction(value)) <= Fraction(value) * Fraction(1, 2**51)


@given(st.integers(min_value=1, max_value=10**6))
def test_days_are_whole_hours(days: int) -> None:
    assert units.convert(days, "d", "h") == 24 * days


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_reads_back_as_it_was_written(value: float) -> None:
    assert units.parse_number(repr(value)) == value


@given(st.text(max_size=80))
def test_any_text_is_a_finite_number_or_a_clear_refusal(text: str) -> None:
    with suppress(units.UnitError):
        assert isfinite(units.parse_number(text))


@given(st.text(max_size=20))
def test_any_text_is_a_unit_or_a_clear_refusal(text: str) -> None:
    with suppress(units.UnitError):
        assert units.convert(1, text, "GB/s") > 0


@pytest.mark.parametrize(("kept", "other"), PAIRS)
def test_every_unit_on_offer_converts(kept: str, other: str) -> None:
    assert units.convert(1, other, kept) > 0
    assert units.choices(kept)[0] == kept


def test_units_are_named_in_both_languages() -> None:
    assert units.label("card", "zh-hans") == "卡"
    assert units.label("card", "en") == "cards"
    assert units.label("GB/s", "zh-hans") == "GB/s"
