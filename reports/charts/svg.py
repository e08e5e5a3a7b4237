"""Chart -> SVG: for the page without JavaScript, for print, for the PDF. Text stays text."""

from collections.abc import Callable, Mapping

from reports.charts.canvas import Canvas, clean
from reports.charts.cartesian import draw_bars, draw_columns, draw_curve, draw_line
from reports.charts.points import draw_ranges, draw_scatter
from reports.charts.radial import draw_radar
from reports.charts.scale import kind_drawn
from reports.charts.spec import Chart, Kind
from reports.charts.waterfall import draw_waterfall

_DRAW: Mapping[Kind, Callable[[Chart], Canvas]] = {
    "radar": draw_radar,
    "bars": draw_bars,
    "columns": draw_columns,
    "line": draw_line,
    "curve": draw_curve,
    "waterfall": draw_waterfall,
    "scatter": draw_scatter,
    "ranges": draw_ranges,
}


def for_page(chart: Chart) -> str:
    """The picture inline in a page: as wide as its place, in the page's font and colours, read out as ``alt``."""
    canvas = _DRAW[kind_drawn(chart)](chart)
    head = f'viewBox="0 0 {canvas.width:g} {canvas.height:g}" role="img" aria-label="{clean(chart.alt)}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {head}>\n{canvas.body()}\n</svg>'


def for_paper(chart: Chart, font: str) -> str:
    """The picture as a file of its own, in solid colours and the named font."""
    canvas = _DRAW[kind_drawn(chart)](chart)
    size = f'width="{canvas.width:g}" height="{canvas.height:g}" viewBox="0 0 {canvas.width:g} {canvas.height:g}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{clean(font)}">\n{canvas.body()}\n</svg>'
