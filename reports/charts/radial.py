"""A radar on a canvas."""

import math
from dataclasses import dataclass

from reports.charts.canvas import SMALL, Anchor, Canvas, Point
from reports.charts.cartesian import WIDTH, legend_height, series_names
from reports.charts.scale import Axis, finite, known_values, number, runs, value_axis, wrap
from reports.charts.spec import Chart, Series

_HEIGHT = 400.0
_RADIUS = 140.0
_LABEL_WIDTH = 124.0
_LEADING = 15.0
_UPRIGHT = 8.0  # a label this near to the middle is centred


@dataclass(frozen=True)
class Web:
    """Spokes from a centre, clockwise from the top, with a common axis."""

    spokes: int
    axis: Axis
    centre: Point = (WIDTH / 2, _HEIGHT / 2)

    def at(self, spoke: int, share: float) -> Point:
        """The point on a spoke at a share of its length."""
        angle = 2 * math.pi * spoke / self.spokes
        x, y = self.centre
        return x + _RADIUS * share * math.sin(angle), y - _RADIUS * share * math.cos(angle)

    def value(self, spoke: int, value: float) -> Point:
        """The point of a value on a spoke."""
        return self.at(spoke, self.axis.share(value))


def draw_radar(chart: Chart) -> Canvas:
    """One spoke for each category; an unknown value leaves its spoke open."""
    canvas = Canvas(WIDTH, _HEIGHT + legend_height(chart))
    web = Web(len(chart.categories), value_axis(chart))
    _grid(canvas, web)
    for spoke, name in enumerate(chart.categories):
        _label(canvas, web, spoke, name)
    for order, series in enumerate(chart.series):
        _outline(canvas, web, order, series)
        _markers(canvas, chart, web, order)
    if chart.unit:
        canvas.text((4, 15), chart.unit, anchor="start", size=SMALL, faint=True)
    if not known_values(chart):
        canvas.text((web.centre[0], web.centre[1] - 8), "—", size=24, faint=True)
    if series_names(chart):
        canvas.legend(series_names(chart), _HEIGHT + 14, lines=True)
    return canvas


def _grid(canvas: Canvas, web: Web) -> None:
    for spoke in range(web.spokes):
        canvas.line(web.centre, web.at(spoke, 1))
    for tick in web.axis.ticks[1:]:
        canvas.ring([web.value(spoke, tick) for spoke in range(web.spokes)])
        x, y = web.value(0, tick)
        canvas.text((x - 5, y + 13), number(tick), anchor="end", size=10, faint=True)


def _label(canvas: Canvas, web: Web, spoke: int, name: str) -> None:
    x, y = web.at(spoke, 1.09)
    side = x - web.centre[0]
    anchor: Anchor = "middle" if abs(side) < _UPRIGHT else "start" if side > 0 else "end"
    lines = wrap(name, _LABEL_WIDTH, 12.5)
    rise = (y - web.centre[1] + _RADIUS * 1.09) / (2.18 * _RADIUS)
    first = y + 4.5 - _LEADING * (len(lines) - 1) * (1 - rise)
    for row, words in enumerate(lines):
        canvas.text((x, first + _LEADING * row), words, anchor=anchor)


def _outline(canvas: Canvas, web: Web, order: int, series: Series) -> None:
    """A closed area when all is known, else the stretches between known neighbours."""
    known = [finite(value) for value in series.values]
    spots = [web.value(spoke, value or 0.0) for spoke, value in enumerate(known)]
    stretches = runs(series.values)
    if stretches and len(stretches[0]) == len(known):
        canvas.area(order, spots)
        return
    if len(stretches) > 1 and stretches[0][0] == 0 and stretches[-1][-1] == len(known) - 1:
        stretches = [*stretches[1:-1], [*stretches[-1], *stretches[0]]]
    for stretch in stretches:
        canvas.path(order, [spots[spoke] for spoke in stretch])


def _markers(canvas: Canvas, chart: Chart, web: Web, order: int) -> None:
    series = chart.series[order]
    for spoke, value in enumerate(series.values):
        known = finite(value)
        if known is not None:
            name = f"{series.name}, {chart.categories[spoke]}"
            canvas.marker(order, web.value(spoke, known), (name, known))
