"""Times and durations as logs print them."""

import pytest

from assess.evidence.registry import inspect
from assess.evidence.source import Source
from assess.evidence.stamps import american, seconds, stamp, worded


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1970-01-02T00:00:00Z", 86400),
        ("1970-01-01T08:00:00+08:00", 0),
        ("1970-01-01 00:01", 60),
    ],
)
def test_a_time_with_a_day_is_read(text: str, expected: float) -> None:
    found = stamp(text)
    assert found is not None
    assert found.seconds == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "08:00",
        "2026-02-30T00:00:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
    ],
)
def test_what_is_no_time_or_cannot_be_told_in_any_zone_is_none(text: str) -> None:
    assert stamp(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("720 hours", 2_592_000),
        ("63h00m", 226_800),
        ("331h300m", 1_209_600),  # 336 h
        ("1.2 hours", 4320),
        ("11.71 days = 281.0 hours", 1_011_600),
        ("90 min", 5400),
        ("2小时30分", 9000),
    ],
)
def test_a_duration_in_words_is_read(text: str, expected: float) -> None:
    assert worded(text) == pytest.approx(expected)


@pytest.mark.parametrize("text", ["", "about 3 hours", "3", "h", "3 parsecs"])
def test_other_words_are_no_duration(text: str) -> None:
    assert worded(text) is None


def test_slurms_durations_and_american_dates() -> None:
    assert (seconds("1-02:03:04"), seconds("02:03"), seconds("25:99:00")) == (93_784, 123, None)
    found = american("1/2/1970 0:01")
    assert found is not None
    assert (found.seconds, found.zoned) == (86_460, False)
    assert american("31/1/2001 0:00") is None


def test_a_heading_cut_by_a_carriage_return_is_told() -> None:
    (found,) = inspect(Source.of("a.csv", b"quantity,value,\runit\nqps,1,1/s\n"))
    assert [item.rule for item in found.findings] == ["no_rows"]
