"""Bars, columns, lines and curves on a canvas."""

from dataclasses import dataclass

from reports.charts.canvas import SMALL, Canvas, Note, Point, legend_rows
from reports.charts.scale import (
    Axis,
    finite,
    kind_drawn,
    known_values,
    linear_axis,
    log_axis,
    number,
    runs,
    text_width,
    value_axis,
    wrap,
)
from reports.charts.spec import Chart, Series

WIDTH = 560.0
TOP, _RIGHT = 30.0, 24.0
LABEL = 12.5
LEADING = 15.0
_LINES = 3
_NARROWEST = 34.0  # below this a level name is a column of single characters
_LONGEST = 110.0  # of a slanted name


@dataclass(frozen=True)
class Frame:
    """The rectangle inside the axes."""

    left: float
    top: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def across(self, share: float) -> float:
        """x of a share of the width."""
        return self.left + self.width * share

    def up(self, share: float) -> float:
        """y of a share of the height, from the foot."""
        return self.bottom - self.height * share


def series_names(chart: Chart) -> list[str]:
    """Names for a legend; none where there is nothing to tell apart."""
    return [series.name for series in chart.series] if len(chart.series) > 1 else []


def legend_height(chart: Chart) -> float:
    """Room for the legend under the picture."""
    names = series_names(chart)
    return 20.0 * len(legend_rows(names, WIDTH)) + 8 if names else 0.0


def draw_bars(chart: Chart) -> Canvas:
    """Horizontal bars, one row for each category, the value at the end of each bar."""
    label_width = min(max((text_width(name, LABEL) for name in chart.categories), default=0), 190.0)
    labels = [wrap(name, label_width + 1, LABEL) for name in chart.categories]
    thick = 13.0 if len(chart.series) > 1 else 16.0
    rows = [max(thick * len(chart.series) + 10, LEADING * len(lines) + 6) for lines in labels]
    frame = Frame(label_width + 16, TOP, WIDTH - label_width - 16 - 58, sum(rows))
    canvas = Canvas(WIDTH, frame.bottom + 28 + legend_height(chart))
    axis = value_axis(chart)
    upright_grid(canvas, frame, axis)
    top = frame.top
    for index, (lines, height) in enumerate(zip(labels, rows, strict=True)):
        label_beside(canvas, frame.left - 8, top + height / 2, lines)
        _bar_row(
            canvas,
            chart,
            index,
            (frame, axis),
            (top + (height - thick * len(chart.series)) / 2, thick),
        )
        top += height
    finish(canvas, chart, frame, axis_words="")
    return canvas


def upright_grid(canvas: Canvas, frame: Frame, axis: Axis) -> None:
    """Upright grid lines with the axis' numbers at their feet."""
    for tick in axis.ticks:
        x = frame.across(axis.share(tick))
        canvas.line((x, frame.top), (x, frame.bottom), axis=tick == 0)
        canvas.text((x, frame.bottom + 17), number(tick), size=SMALL, faint=True)


def label_beside(canvas: Canvas, x: float, middle: float, lines: list[str]) -> None:
    """The name of a row, in lines that end at x."""
    first = middle - LEADING * (len(lines) - 1) / 2 + 4.5
    for row, words in enumerate(lines):
        canvas.text((x, first + LEADING * row), words, anchor="end", size=LABEL)


def _bar_row(
    canvas: Canvas, chart: Chart, index: int, grid: tuple[Frame, Axis], band: tuple[float, float]
) -> None:
    (frame, axis), (top, thick) = grid, band
    zero = frame.across(axis.share(0.0))
    for order, series in enumerate(chart.series):
        value = finite(series.values[index])
        y = top + thick * order
        if value is None:
            canvas.text((zero + 6, y + thick / 2 + 4), "—", anchor="start", size=SMALL, faint=True)
            continue
        end = frame.across(axis.share(value))
        note = (_name(chart, series, index), value)
        canvas.bar(order, (min(zero, end), y + 1), (abs(end - zero), thick - 2), note)
        canvas.text(
            (max(zero, end) + 6, y + thick / 2 + 4), number(value, 3), anchor="start", size=SMALL
        )


def _name(chart: Chart, series: Series, index: int) -> str:
    category = chart.categories[index]
    return f"{series.name}, {category}" if len(chart.series) > 1 else category


def draw_columns(chart: Chart) -> Canvas:
    """Upright bars, grouped by category."""
    canvas, frame, axis = _upright(chart)
    slot = frame.width / max(len(chart.categories), 1)
    thick = min(slot * 0.72 / max(len(chart.series), 1), 46.0)
    told = all(thick > text_width(number(value, 3), 10.5) - 4 for value in known_values(chart))
    for index in range(len(chart.categories)):
        left = frame.left + slot * (index + 0.5) - thick * len(chart.series) / 2
        for order, series in enumerate(chart.series):
            value = finite(series.values[index])
            if value is not None:
                note = (_name(chart, series, index), value)
                _column(canvas, order, (frame, axis), (left + thick * order, thick), note)
                if told:
                    foot = (left + thick * (order + 0.5), frame.up(axis.share(max(value, 0.0))) - 5)
                    canvas.text(foot, number(value, 3), size=10.5)
    return canvas


def _column(
    canvas: Canvas, order: int, grid: tuple[Frame, Axis], band: tuple[float, float], note: Note
) -> None:
    (frame, axis), (left, thick) = grid, band
    zero, end = frame.up(axis.share(0.0)), frame.up(axis.share(note[1]))
    canvas.bar(order, (left + 0.5, min(zero, end)), (thick - 1, abs(zero - end)), note)


def draw_line(chart: Chart) -> Canvas:
    """Values over categories in their order; a gap stays open."""
    canvas, frame, axis = _upright(chart)
    slot = frame.width / max(len(chart.categories), 1)
    for order, series in enumerate(chart.series):
        spots = [
            (frame.left + slot * (index + 0.5), frame.up(axis.share(finite(value) or 0.0)))
            for index, value in enumerate(series.values)
        ]
        for run in runs(series.values):
            canvas.path(order, [spots[index] for index in run])
        for index, value in enumerate(series.values):
            known = finite(value)
            if known is not None:
                canvas.marker(order, spots[index], (_name(chart, series, index), known))
    return canvas


def _upright(chart: Chart) -> tuple[Canvas, Frame, Axis]:
    """A canvas with a value axis at the left and the categories below."""
    axis = value_axis(chart)
    left = max(text_width(number(tick), SMALL) for tick in axis.ticks) + 18
    frame = Frame(left, TOP, WIDTH - left - _RIGHT, 230.0)
    slot = frame.width / max(len(chart.categories), 1)
    level = _fits(chart, slot)
    below = _level_height(chart, slot) if level else _slant_height(chart)
    canvas = Canvas(WIDTH, frame.bottom + 14 + below + legend_height(chart))
    _level_grid(canvas, frame, axis)
    for index, name in enumerate(chart.categories):
        foot = (frame.left + slot * (index + 0.5), frame.bottom)
        (_level_label if level else _slant_label)(canvas, foot, name, slot)
    finish(canvas, chart, frame, axis_words="")
    return canvas, frame, axis


def _fits(chart: Chart, slot: float) -> bool:
    """Whether every name stands level below its slot in three lines, no Latin word broken."""
    words = [word for name in chart.categories for word in name.split() if word.isascii()]
    whole = all(text_width(word, SMALL) <= slot - 6 for word in words)
    lines = [wrap(name, slot - 6, SMALL, lines=_LINES + 1) for name in chart.categories]
    return slot >= _NARROWEST and whole and all(len(rows) <= _LINES for rows in lines)


def _level_height(chart: Chart, slot: float) -> float:
    return LEADING * max((len(wrap(name, slot - 6, SMALL)) for name in chart.categories), default=1)


def _level_label(canvas: Canvas, foot: Point, name: str, slot: float) -> None:
    for row, words in enumerate(wrap(name, slot - 6, SMALL)):
        canvas.text((foot[0], foot[1] + 18 + LEADING * row), words, size=SMALL)


def _slant_label(canvas: Canvas, foot: Point, name: str, slot: float) -> None:
    canvas.slanted((foot[0] + 4, foot[1] + 15), wrap(name, _LONGEST, SMALL, lines=1)[0])


def _slant_height(chart: Chart) -> float:
    widest = max((min(text_width(name, SMALL), _LONGEST) for name in chart.categories), default=0.0)
    return widest * 0.65 + 14


def _level_grid(canvas: Canvas, frame: Frame, axis: Axis) -> None:
    for tick in axis.ticks:
        y = frame.up(axis.share(tick))
        canvas.line((frame.left, y), (frame.left + frame.width, y), axis=tick == axis.ticks[0])
        canvas.text((frame.left - 8, y + 4), number(tick), anchor="end", size=SMALL, faint=True)


def finish(canvas: Canvas, chart: Chart, frame: Frame, *, axis_words: str) -> None:
    """The unit, the axis title, the legend; a dash where there is nothing to draw."""
    if chart.unit:
        canvas.text(
            (max(frame.left - 8, 4), 15), chart.unit, anchor="start", size=SMALL, faint=True
        )
    if axis_words:
        canvas.text(
            (frame.left + frame.width / 2, frame.bottom + 38), axis_words, size=SMALL, faint=True
        )
    if not known_values(chart) and kind_drawn(chart) != "bars":
        canvas.text(
            (frame.left + frame.width / 2, frame.top + frame.height / 2 + 8),
            "—",
            size=24,
            faint=True,
        )
    names = series_names(chart)
    if names:
        top = canvas.height - legend_height(chart) + 18
        canvas.legend(names, top, lines=chart.kind not in ("bars", "columns", "waterfall"))


def draw_curve(chart: Chart) -> Canvas:
    """y over x, x on a logarithmic axis if the chart says so; series of markers stand out."""
    canvas, frame, across, axis = plane(chart, 230.0)
    for order, series in enumerate(chart.series):
        _curve(canvas, order, series, (frame, across, axis))
    finish(canvas, chart, frame, axis_words=chart.x_title)
    return canvas


def plane(chart: Chart, height: float) -> tuple[Canvas, Frame, Axis, Axis]:
    """A canvas with the axes of x and y."""
    across, axis = curve_axis(chart), value_axis(chart)
    left = max(text_width(number(tick), SMALL) for tick in axis.ticks) + 18
    frame = Frame(left, TOP, WIDTH - left - _RIGHT, height)
    canvas = Canvas(WIDTH, frame.bottom + (46 if chart.x_title else 26) + legend_height(chart))
    if chart.shaded_below is not None:
        top = frame.up(axis.share(chart.shaded_below))
        canvas.shade((frame.left, top), (frame.width, frame.bottom - top))
    _level_grid(canvas, frame, axis)
    for tick in across.ticks:
        x = frame.across(across.share(tick))
        canvas.line((x, frame.bottom), (x, frame.bottom + 5), axis=True)
        canvas.text((x, frame.bottom + 19), number(tick), size=SMALL, faint=True)
    return canvas, frame, across, axis


def curve_axis(chart: Chart) -> Axis:
    """The x axis of a curve, over all points that can be drawn."""
    values = [x for series in chart.series for x, _ in _pairs(series) if x > 0 or not chart.log_x]
    if chart.log_x:
        return log_axis(min(values, default=1.0), max(values, default=10.0))
    return linear_axis(min(values, default=0.0), max(values, default=1.0))


def _pairs(series: Series) -> list[tuple[float, float]]:
    both = ((finite(x), finite(y)) for x, y in zip(series.x, series.values, strict=True))
    return [(x, y) for x, y in both if x is not None and y is not None]


def _curve(canvas: Canvas, order: int, series: Series, grid: tuple[Frame, Axis, Axis]) -> None:
    for stretch in _stretches(series):
        _stretch(canvas, order, series, stretch, grid)


def _stretches(series: Series) -> list[list[tuple[float, float]]]:
    """The points between two gaps; a gap stays open."""
    found: list[list[tuple[float, float]]] = [[]]
    for x, y in zip(series.x, series.values, strict=True):
        place, value = finite(x), finite(y)
        if place is None or value is None:
            found.append([])
        else:
            found[-1].append((place, value))
    return found


def _stretch(
    canvas: Canvas,
    order: int,
    series: Series,
    points: list[tuple[float, float]],
    grid: tuple[Frame, Axis, Axis],
) -> None:
    frame, across, axis = grid
    pairs = [(x, y) for x, y in points if x > 0 or not across.log]
    spots = [(frame.across(across.share(x)), frame.up(axis.share(y))) for x, y in pairs]
    if not series.markers_only and spots:
        canvas.path(order, spots)
    for (x, y), spot in zip(pairs, spots, strict=True):
        if series.markers_only:
            canvas.line((spot[0], spot[1]), (spot[0], frame.bottom), axis=True)
        canvas.marker(
            order, spot, (f"{number(x)} → {series.name}", y), 6.0 if series.markers_only else 3.6
        )
