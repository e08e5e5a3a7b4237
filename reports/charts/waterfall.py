"""A waterfall: rows that add up, each drawn from where the one before ended; totals stand on zero."""

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
    upright_grid,
)
from reports.charts.scale import bases, finite, number, text_width, value_axis, wrap
from reports.charts.spec import Chart

_THICK = 16.0
_ROOM_FOR_VALUE = 58


def draw_waterfall(chart: Chart) -> Canvas:
    """Horizontal bars, one row for each category, the value at the end of each."""
    label_width = min(max((text_width(name, LABEL) for name in chart.categories), default=0), 190.0)
    labels = [wrap(name, label_width + 1, LABEL) for name in chart.categories]
    rows = [max(_THICK + 8, LEADING * len(lines) + 6) for lines in labels]
    frame = Frame(label_width + 16, TOP, WIDTH - label_width - 16 - _ROOM_FOR_VALUE, sum(rows))
    canvas = Canvas(WIDTH, frame.bottom + 28 + legend_height(chart))
    upright_grid(canvas, frame, value_axis(chart))
    top = frame.top
    for row, (lines, height) in enumerate(zip(labels, rows, strict=True)):
        label_beside(canvas, frame.left - 8, top + height / 2, lines)
        _row(canvas, chart, frame, (row, top + (height - _THICK) / 2))
        top += height
    finish(canvas, chart, frame, axis_words="")
    return canvas


def _row(canvas: Canvas, chart: Chart, frame: Frame, place: tuple[int, float]) -> None:
    row, top = place
    axis, base = value_axis(chart), bases(chart)[row]
    for order, series in enumerate(chart.series):
        value = finite(series.values[row])
        if value is None:
            continue
        start, end = (frame.across(axis.share(at)) for at in (base, base + value))
        note = (f"{series.name}, {chart.categories[row]}", value)
        canvas.bar(order, (min(start, end), top + 1), (abs(end - start), _THICK - 2), note)
        foot = (max(start, end) + 6, top + _THICK / 2 + 4)
        canvas.text(foot, number(value, 3), anchor="start", size=SMALL)
