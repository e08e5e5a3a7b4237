"""Points on a canvas: a scatter of y against x, and rows of ranges with a mark in each."""

from reports.charts.canvas import SMALL, Canvas
from reports.charts.cartesian import (
    LABEL,
    LEADING,
    TOP,
    WIDTH,
    Frame,
    finish,
    label_beside,
    legend_height,
    plane,
    upright_grid,
)
from reports.charts.scale import Axis, finite, number, text_width, value_axis, wrap
from reports.charts.spec import Chart, Series

_HIGH = 340.0
_ROW = 20.0
_ROOM_FOR_VALUE = 58.0


def draw_scatter(chart: Chart) -> Canvas:
    """Named points of each series; a series that is not of markers only is a line."""
    canvas, frame, across, axis = plane(chart, _HIGH)
    for order, series in enumerate(chart.series):
        _points(canvas, order, series, (frame, across, axis))
    finish(canvas, chart, frame, axis_words=chart.x_title)
    return canvas


def _points(canvas: Canvas, order: int, series: Series, grid: tuple[Frame, Axis, Axis]) -> None:
    frame, across, axis = grid
    spots = [
        (frame.across(across.share(x)), frame.up(axis.share(y)), place)
        for place, (x, y) in enumerate(zip(series.x, series.values, strict=True))
        if y is not None and _drawn(x, across) and _drawn(y, axis)
    ]
    if not series.markers_only:
        canvas.path(order, [(x, y) for x, y, _ in spots])
        return
    for x, y, place in spots:
        note = (f"{series.names[place]}, {series.name}", series.values[place] or 0.0)
        canvas.marker(order, (x, y), note)


def _drawn(value: float, axis: Axis) -> bool:
    known = finite(value)
    return known is not None and (known > 0 or not axis.log)


def draw_ranges(chart: Chart) -> Canvas:
    """A row for each category: a line from the first series' value to the second's, marks of all, the third's value."""
    label_width = min(max((text_width(name, LABEL) for name in chart.categories), default=0), 210.0)
    labels = [wrap(name, label_width + 1, LABEL) for name in chart.categories]
    rows = [max(_ROW, LEADING * len(lines) + 5) for lines in labels]
    frame = Frame(label_width + 16, TOP, WIDTH - label_width - 16 - _ROOM_FOR_VALUE, sum(rows))
    canvas = Canvas(WIDTH, frame.bottom + 28 + legend_height(chart))
    axis = value_axis(chart)
    upright_grid(canvas, frame, axis)
    top = frame.top
    for row, (lines, height) in enumerate(zip(labels, rows, strict=True)):
        label_beside(canvas, frame.left - 8, top + height / 2, lines)
        _range(canvas, chart, (frame, axis), (row, top + height / 2))
        top += height
    finish(canvas, chart, frame, axis_words="")
    return canvas


def _range(
    canvas: Canvas, chart: Chart, grid: tuple[Frame, Axis], place: tuple[int, float]
) -> None:
    (frame, axis), (row, middle) = grid, place
    known = [(order, finite(item.values[row])) for order, item in enumerate(chart.series)]
    spots = {order: (frame.across(axis.share(at)), at) for order, at in known if at is not None}
    if 0 in spots and 1 in spots:
        canvas.path(0, [(spots[0][0], middle), (spots[1][0], middle)])
    for order, (x, value) in spots.items():
        name = f"{chart.series[order].name}, {chart.categories[row]}"
        canvas.marker(order, (x, middle), (name, value))
    last = max(spots, default=None)
    if last is not None:
        foot = (frame.left + frame.width + 6, middle + 4)
        canvas.text(foot, number(spots[last][1], 3), anchor="start", size=SMALL)
