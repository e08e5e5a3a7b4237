"""Scatters and ranges: what is drawn, told by Plotly and listed in the table."""

import re

import pytest

from reports.charts.plotly import figure
from reports.charts.scale import value_axis
from reports.charts.spec import Chart, Series
from reports.charts.svg import for_page
from reports.charts.table import table

SCATTER = Chart(
    kind="scatter",
    title="预测与所报",
    categories=(),
    series=(
        Series("相等", (1.0, 1000.0), x=(1.0, 1000.0)),
        Series("公式", (2.0, 500.0), x=(1.0, 1000.0), markers_only=True, names=("甲<", "乙")),
    ),
    unit="预测",
    alt="两点",
    x_title="所报",
    log_x=True,
    log_y=True,
)
RANGES = Chart(
    kind="ranges",
    title="区间",
    categories=("甲", "乙"),
    series=(Series("低", (20.0, 30.0)), Series("高", (50.0, None)), Series("实际", (35.0, 10.0))),
    unit="%",
    alt="两行",
    maximum=100.0,
)


def test_points_of_a_scatter_lie_by_their_logarithms() -> None:
    assert (value_axis(SCATTER).low, value_axis(SCATTER).high) == (1.0, 1000.0)
    assert value_axis(SCATTER).share(10.0) == pytest.approx(1 / 3)
    drawn = for_page(SCATTER)
    assert drawn.count("data-value") == 2
    assert "甲&lt;" in drawn


def test_plotly_gets_the_names_and_both_logarithmic_axes() -> None:
    told = figure(SCATTER)
    assert told["layout"]["yaxis"]["type"] == told["layout"]["xaxis"]["type"] == "log"
    assert told["layout"]["yaxis"]["range"] == [0.0, 3.0]
    assert [trace["mode"] for trace in told["data"]] == ["lines", "markers"]
    assert told["data"][1]["customdata"] == ["甲&lt;", "乙"]


def test_the_table_of_a_scatter_lists_its_points_by_name() -> None:
    assert table(SCATTER).columns == ("所报", "预测")
    assert table(SCATTER).rows == (("甲< · 公式", ("1", "2")), ("乙 · 公式", ("1,000", "500")))


def test_a_range_is_drawn_where_both_ends_are_known() -> None:
    lines = re.findall(r"<polyline [^>]*class=\"stroke s1\"", for_page(RANGES))
    assert len(lines) == 2  # one span, and the key of the legend
    assert for_page(RANGES).count("data-value") == 5
    assert figure(RANGES)["data"][0]["error_x"]["array"] == [30.0, None]


def test_an_empty_scatter_is_still_a_picture() -> None:
    empty = Chart("scatter", "无", (), (), "y", "无", log_x=True, log_y=True)
    assert for_page(empty).startswith("<svg")
    assert table(empty).rows == ()
