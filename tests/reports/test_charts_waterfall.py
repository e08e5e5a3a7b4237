"""A waterfall: rows begin where the one before ended, totals stand on zero."""

import re

from reports.charts.plotly import figure
from reports.charts.scale import bases
from reports.charts.spec import Chart, Series
from reports.charts.svg import for_page, for_paper
from reports.charts.table import table

CHART = Chart(
    kind="waterfall",
    title="由来",
    categories=("甲", "乙", "得分", "甲", "满分"),
    series=(
        Series("贡献", (30.0, 20.0, None, None, None)),
        Series("失分", (None, None, None, 50.0, None)),
        Series("合计", (None, None, 50.0, None, 100.0)),
    ),
    unit="分",
    alt="从 0 到 50",
    maximum=100.0,
)


def test_rows_begin_where_the_one_before_ended_and_totals_on_zero() -> None:
    assert bases(CHART) == (0.0, 30.0, 0.0, 50.0, 0.0)
    assert figure(CHART)["data"][1]["base"] == [0.0, 30.0, 0.0, 50.0, 0.0]


def test_the_drawn_bars_lie_end_to_end() -> None:
    bars = re.findall(
        r'<rect [^>]*x="([\d.]+)"[^>]*width="([\d.]+)"[^>]*data-value', for_page(CHART)
    )
    (first, width), (second, more), (total, whole), (lost, rest), (_zero, most) = (
        (float(x), float(long)) for x, long in bars
    )
    assert abs(first + width - second) < 0.2
    assert abs(total + whole - lost) < 0.2
    assert total == first
    assert abs(whole - (width + more)) < 0.2
    assert abs(whole + rest - most) < 0.2


def test_paper_and_table_tell_the_same_values() -> None:
    assert for_paper(CHART, "Sans").count("data-value") == 5
    assert table(CHART).rows[3] == ("甲", ("—", "50", "—"))
