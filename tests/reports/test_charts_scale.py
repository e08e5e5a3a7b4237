"""Ticks are round, numbers readable, labels fit."""

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indicators.definitions import Anchor
from indicators.records import Text
from reports.charts.anchors import Words, anchor_chart
from reports.charts.scale import linear_axis, log_axis, number, runs, text_width, wrap

WORDS = Words("标题", "替代", "恢复时间 (min)", "分", "曲线", "本集群")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (72.44, "72.44"),
        (2835.648, "2,836"),
        (9453, "9,453"),
        (0.05, "0.05"),
        (3.5e12, "3.5×10¹²"),
        (1e-6, "10⁻⁶"),
    ],
)
def test_numbers_read_well(value: float, text: str) -> None:
    assert number(value) == text


def test_ticks_are_round_and_cover_the_values() -> None:
    assert linear_axis(0, 73).ticks == (0, 20, 40, 60, 80)
    assert linear_axis(0, 100).ticks == (0, 20, 40, 60, 80, 100)


@given(st.floats(-1e12, 1e12, allow_subnormal=False), st.floats(1e-6, 1e12))
@example(7205759404.5625, 1e-6)
@example(-7205759404.5625, 1e-6)
def test_linear_axis_covers_any_span(low: float, span: float) -> None:
    axis = linear_axis(low, low + span)
    assert axis.low < axis.high
    assert axis.low <= low + span * 1e-6 + abs(low) * 1e-6
    assert axis.high >= (low + span) - span * 1e-6 - abs(low) * 1e-6


@given(st.floats(1e-12, 1e12), st.floats(1, 1e12))
def test_log_axis_covers_any_span(low: float, ratio: float) -> None:
    axis = log_axis(low, low * ratio)
    assert axis.low <= low * (1 + 1e-6)
    assert axis.high >= low * ratio * (1 - 1e-6)
    assert 0 <= axis.share(low) <= 1


def test_log_axis_puts_decades_at_equal_steps() -> None:
    axis = log_axis(1, 1000)
    assert axis.ticks == (1, 10, 100, 1000)
    assert math.isclose(axis.share(10), 1 / 3)


@given(st.text(max_size=80), st.floats(30, 300))
def test_wrapped_lines_fit(text: str, width: float) -> None:
    lines = wrap(text, width, 12)
    assert len(lines) <= 3
    assert all(text_width(line, 12) <= width + 1e-9 for line in lines)


def test_latin_words_stay_whole_where_they_fit() -> None:
    assert wrap("checkpoint 读写带宽", 70, 12) == ["checkpoint", "读写带宽"]


def test_no_line_begins_with_a_comma() -> None:
    assert wrap("支持数据并行、模型并行", 85, 12) == ["支持数据并", "行、模型并行"]


def test_shortened_line_keeps_its_spaces() -> None:
    assert wrap("linear scaling of storage and density", 90, 12, lines=2)[1] == "scaling of s…"


def test_runs_break_at_gaps() -> None:
    assert runs((1, None, 2, 3, math.nan)) == [[0], [2, 3]]


def test_anchor_curve_of_a_lower_is_better_measure_falls() -> None:
    anchor = Anchor("mttr", "log", (1440, 120, 30, 5), "weak", Text("", ""))
    curve = anchor_chart(anchor, WORDS, (60, 70)).series
    assert curve[0].x == (5, 30, 120, 1440)
    assert curve[0].values == (100, 80, 60, 0)
    assert (curve[1].x, curve[1].values, curve[1].markers_only) == ((60,), (70,), True)


def test_anchor_curve_runs_level_to_a_value_beyond_it() -> None:
    anchor = Anchor("mfu", "lin", (0.1, 0.3, 0.45, 0.6), "strong", Text("", ""))
    line = anchor_chart(anchor, WORDS, (0.7, 100)).series[0]
    assert (line.x[-1], line.values[-1]) == (0.7, 100)
