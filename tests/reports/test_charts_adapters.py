"""SVG, Plotly and table tell the same values."""

import math
from xml.etree import ElementTree

import pytest
from hypothesis import given

from reports.charts import plotly, svg
from reports.charts.spec import Chart, Series
from reports.charts.table import table
from tests.reports.pictures import chart, charts, curve

SVG = "{http://www.w3.org/2000/svg}"


def shown(picture: str) -> list[float]:
    """The values in an SVG, in rising order."""
    root = ElementTree.fromstring(picture)  # noqa: S314 - our own output
    return sorted(
        float(node.attrib["data-value"]) for node in root.iter() if "data-value" in node.attrib
    )


def known(series: Series) -> list[float]:
    return [value for value in series.values if value is not None]


def of_plotly(described: Chart) -> list[list[float | None]]:
    """The rows of values that Plotly gets; a radar comes back to its start, which is left out."""
    figure = plotly.figure(described)
    key = {"radar": "r", "bars": "x"}.get(figure["kind"], "y")
    rows = [trace[key] for trace in figure["data"]]
    return [row[:-1] for row in rows] if figure["kind"] == "radar" else rows


@given(charts())
def test_plotly_holds_the_values_of_the_chart(described: Chart) -> None:
    assert of_plotly(described) == [list(series.values) for series in described.series]


@given(charts())
def test_svg_holds_the_same_values_and_is_well_formed(described: Chart) -> None:
    expected = sorted(value for series in described.series for value in known(series))
    assert shown(svg.for_page(described)) == expected


@given(charts())
def test_no_coordinate_is_ever_not_a_number(described: Chart) -> None:
    drawn = ElementTree.fromstring(svg.for_paper(described, "Noto Sans CJK SC"))  # noqa: S314
    places = [
        node.attrib.get(key, "0")
        for node in drawn.iter()
        for key in ("x", "y", "x1", "y2", "width", "height")
    ]
    assert all(math.isfinite(float(place)) for place in places)


@given(charts())
def test_everything_drawn_lies_on_the_sheet(described: Chart) -> None:
    drawn = ElementTree.fromstring(svg.for_paper(described, "Noto Sans CJK SC"))  # noqa: S314
    width, height = float(drawn.attrib["width"]), float(drawn.attrib["height"])
    for node in drawn.iter(f"{SVG}rect"):
        assert -0.1 <= float(node.attrib["x"]) <= width
        assert -0.1 <= float(node.attrib["y"]) <= height + 0.1


@pytest.mark.parametrize("log", [True, False])
def test_curve_gives_the_same_points_everywhere(log: bool) -> None:
    described = curve(log)
    assert shown(svg.for_page(described)) == [0, 60, 70, 80, 100]
    assert [trace["x"] for trace in plotly.figure(described)["data"]] == [[1, 10, 100, 1000], [30]]
    assert [row[0] for row in table(described).rows] == ["1", "10", "30", "100", "1,000"]


def test_table_holds_one_row_for_each_category() -> None:
    told = table(chart("bars", (1.25, None), (3, 4)))
    assert told.columns == ("系列0", "系列1")
    assert told.rows == (("类别0", ("1.25", "3")), ("类别1", ("—", "4")))


def test_gap_in_a_line_stays_open() -> None:
    drawn = ElementTree.fromstring(svg.for_page(chart("line", (1, 2, None, 4, 5))))  # noqa: S314
    assert len(list(drawn.iter(f"{SVG}polyline"))) == 2


def test_radar_of_two_spokes_is_drawn_as_bars() -> None:
    assert plotly.figure(chart("radar", (1, 2)))["kind"] == "bars"


def test_value_that_is_no_number_is_a_gap() -> None:
    described = chart("columns", (math.nan, math.inf, 3))
    assert shown(svg.for_page(described)) == [3]
    assert of_plotly(described) == [[None, None, 3]]


def test_equal_category_names_stay_two_places() -> None:
    figure = plotly.figure(chart("columns", (1, 2), categories=("甲", "甲")))
    assert figure["data"][0]["x"] == [0, 1]


def test_markup_in_a_name_stays_text() -> None:
    described = chart("bars", (1,), categories=("<b onclick=x>&\x00\ud800",))
    root = ElementTree.fromstring(svg.for_page(described))  # noqa: S314
    assert "<b onclick=x>&" in "".join(root.itertext())
    assert "<b onclick" not in str(plotly.figure(described))


def test_series_differ_without_colour() -> None:
    picture = svg.for_paper(chart("line", (1, 2), (2, 3), (3, 4)), "Serif")
    assert 'stroke-dasharray="7 3"' in picture
    assert 'stroke-dasharray="2 3"' in picture


def test_page_reads_out_the_alternative_text() -> None:
    assert 'role="img" aria-label="替代文字"' in svg.for_page(chart("radar", (1, 2, 3)))


def test_forty_categories_and_no_value_still_make_a_picture() -> None:
    assert shown(svg.for_page(chart("columns", tuple([None] * 40)))) == []
