"""Chart -> plotly's JSON for the page. Colours come from the page's theme; dashes and markers stand here."""

import math
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from reports.charts.cartesian import curve_axis
from reports.charts.scale import bases, finite, kind_drawn, number, value_axis, wrap
from reports.charts.spec import Chart, Kind, Series

_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
_SYMBOLS = ("circle", "square", "triangle-up", "diamond", "cross", "circle-open")
_PATTERNS = ("", "/", ".", "x", "-", "+")  # bars of different series differ without colour too
_LABEL_WIDTH, _SPOKE_WIDTH, _LABEL_SIZE = 170.0, 84.0, 12.5
_SHADE = "rgba(80,130,200,0.14)"  # seen on light and on dark
_MANY = 16  # beside each other, from here on names stand upright

Part = dict[str, Any]  # JSON as plotly.js documents it


def figure(chart: Chart) -> Part:
    """The picture as plotly.js takes it: {"kind", "data", "layout"}."""
    kind = kind_drawn(chart)
    draw, axes = _DRAWN[kind]
    data = [draw(chart, order, series) for order, series in enumerate(chart.series)]
    layout = {"showlegend": len(chart.series) > 1, "hovermode": "closest", **axes(chart)}
    return {"kind": kind, "data": data, "layout": layout}


def _words(text: str) -> str:
    """Plotly reads tags in texts; ours have none."""
    return escape(text, quote=False)


def _spokes(chart: Chart) -> list[str]:
    """A name for each spoke that no other has: only on named spokes plotly draws a straight grid."""
    return [str(index) for index in range(len(chart.categories))]


def _label(text: str, width: float = _LABEL_WIDTH) -> str:
    return "<br>".join(_words(line) for line in wrap(text, width, _LABEL_SIZE, lines=2))


def _values(series: Series) -> list[float | None]:
    return [finite(value) for value in series.values]


def _common(chart: Chart, series: Series, value: str) -> Part:
    """Name and tooltip; the place of a category is a number, so that equal names stay two."""
    unit = _words(f" {chart.unit}") if chart.unit else ""
    template = f"%{{customdata}}<br>%{{{value}:.4~g}}{unit}<extra>{_words(series.name)}</extra>"
    categories = [_words(name) for name in chart.categories]
    return {"name": _words(series.name), "customdata": categories, "hovertemplate": template}


def _strokes(order: int) -> Part:
    return {
        "mode": "lines+markers",
        "cliponaxis": False,
        "line": {"dash": _DASHES[order % 6], "width": 2},
        "marker": {"symbol": _SYMBOLS[order % 6], "size": 8},
    }


def _radar(chart: Chart, order: int, series: Series) -> Part:
    values = _values(series)
    theta = _spokes(chart)
    names = [_words(name) for name in chart.categories]
    return {
        **_common(chart, series, "r"),
        **_strokes(order),
        "type": "scatterpolar",
        "r": values + values[:1],
        "theta": theta + theta[:1],
        "customdata": names + names[:1],
        "fill": "none" if None in values else "toself",
    }


def _bars(chart: Chart, order: int, series: Series) -> Part:
    values = _values(series)
    return {
        **_common(chart, series, "x"),
        "type": "bar",
        "orientation": "h",
        "x": values,
        "y": list(range(len(values))),
        "text": ["—" if value is None else number(value, 3) for value in values],
        "textposition": "outside",
        "textangle": 0,
        "cliponaxis": False,
        "marker": {"pattern": {"shape": _PATTERNS[order % 6]}},
    }


def _waterfall(chart: Chart, order: int, series: Series) -> Part:
    values = _values(series)
    written = ["" if value is None else number(value, 3) for value in values]
    return {**_bars(chart, order, series), "base": list(bases(chart)), "text": written}


def _columns(chart: Chart, order: int, series: Series) -> Part:
    values = _values(series)
    return {
        **_common(chart, series, "y"),
        "type": "bar",
        "x": list(range(len(values))),
        "y": values,
        "marker": {"pattern": {"shape": _PATTERNS[order % 6]}},
    }


def _line(chart: Chart, order: int, series: Series) -> Part:
    values = _values(series)
    places = list(range(len(values)))
    return {
        **_common(chart, series, "y"),
        **_strokes(order),
        "type": "scatter",
        "x": places,
        "y": values,
    }


def _curve(chart: Chart, order: int, series: Series) -> Part:
    strokes = _strokes(order)
    if series.markers_only:
        strokes |= {"mode": "markers", "marker": {"symbol": _SYMBOLS[order % 6], "size": 14}}
    common = _common(chart, series, "y")
    common["customdata"] = [number(x) for x in series.x]
    return {
        **common,
        **strokes,
        "type": "scatter",
        "x": [finite(x) for x in series.x],
        "y": _values(series),
    }


def _scatter(chart: Chart, order: int, series: Series) -> Part:
    """Named points, or a line without any."""
    common = _common(chart, series, "y")
    common["customdata"] = [_words(name) for name in series.names]
    common["hovertemplate"] = (
        f"%{{customdata}}<br>%{{x:.4~g}} → %{{y:.4~g}}<extra>{common['name']}</extra>"
    )
    strokes = {**_strokes(order), "mode": "markers" if series.markers_only else "lines"}
    skip: Part = {} if series.markers_only else {"hoverinfo": "skip", "hovertemplate": None}
    x, y = [finite(x) for x in series.x], _values(series)
    return {**common, **strokes, **skip, "type": "scatter", "x": x, "y": y}


def _ranges(chart: Chart, order: int, series: Series) -> Part:
    """Marks in rows; the first series draws the span to the second."""
    values = _values(series)
    part = {
        **_common(chart, series, "x"),
        **_strokes(order),
        "mode": "markers",
        "type": "scatter",
        "x": values,
        "y": list(range(len(values))),
    }
    if order > 1:
        part["marker"] = {**part["marker"], "size": 11}
    if order == 0:
        ends = [finite(value) for value in chart.series[1].values]
        spans = [
            None if low is None or high is None else high - low
            for low, high in zip(values, ends, strict=True)
        ]
        part["error_x"] = {
            "type": "data",
            "symmetric": False,
            "array": spans,
            "arrayminus": [0.0] * len(spans),
            "width": 0,
        }
    return part


def _value_range(chart: Chart) -> list[float]:
    axis = value_axis(chart)
    return [axis.low, axis.high]


def _places(chart: Chart) -> Part:
    labels = [_label(name) for name in chart.categories]
    upright: Part = {"tickangle": -90, "tickfont": {"size": 10}} if len(labels) > _MANY else {}
    places = {"tickvals": list(range(len(labels))), "ticktext": labels}
    return {**places, **upright, "automargin": True, "showgrid": False}


def _bar_axes(chart: Chart) -> Part:
    height = 90 + max(38, 14 * len(chart.series) + 16) * len(chart.categories)
    xaxis = {
        "title": {"text": _words(chart.unit)},
        "range": _value_range(chart),
        "automargin": True,
    }
    return {
        "xaxis": xaxis,
        "yaxis": {**_places(chart), "tickangle": 0, "autorange": "reversed"},
        "height": height,
        "bargap": 0.35,
    }


def _waterfall_axes(chart: Chart) -> Part:
    """One bar in each row, whatever its series."""
    axes = _bar_axes(chart)
    axes["yaxis"]["tickfont"] = {"size": _LABEL_SIZE}
    return {**axes, "height": 110 + 27 * len(chart.categories), "barmode": "overlay"}


def _column_axes(chart: Chart) -> Part:
    yaxis = {
        "title": {"text": _words(chart.unit)},
        "range": _value_range(chart),
        "automargin": True,
    }
    return {"xaxis": _places(chart), "yaxis": yaxis, "bargap": 0.35}


def _curve_axes(chart: Chart) -> Part:
    across = curve_axis(chart)
    ends = [across.low, across.high]
    xaxis = {
        "title": {"text": _words(chart.x_title)},
        "type": "log" if chart.log_x else "linear",
        "range": [math.log10(end) for end in ends] if chart.log_x else ends,
        "tickvals": list(across.ticks),
        "ticktext": [number(tick) for tick in across.ticks],
    }
    yaxis = {"title": {"text": _words(chart.unit)}, "range": _value_range(chart)}
    axes = {"xaxis": {**xaxis, "automargin": True}, "yaxis": {**yaxis, "automargin": True}}
    if chart.shaded_below is None:
        return axes
    region = {
        "type": "rect",
        "layer": "below",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y1": chart.shaded_below,
    }
    look = {"y0": value_axis(chart).low, "line": {"width": 0}, "fillcolor": _SHADE}
    return {**axes, "shapes": [{**region, **look}]}


def _scatter_axes(chart: Chart) -> Part:
    """Both axes with their titles, either of them logarithmic."""
    axes = _curve_axes(chart)
    axis = value_axis(chart)
    if chart.log_y:
        axes["yaxis"] |= {
            "type": "log",
            "range": [math.log10(axis.low), math.log10(axis.high)],
            "tickvals": list(axis.ticks),
            "ticktext": [number(tick) for tick in axis.ticks],
        }
    return {**axes, "height": 480}


def _range_axes(chart: Chart) -> Part:
    axes = _bar_axes(chart)
    axes["yaxis"]["tickfont"] = {"size": _LABEL_SIZE}
    return {**axes, "height": 110 + 24 * len(chart.categories)}


def _polar_axes(chart: Chart) -> Part:
    turn: Part = {
        "direction": "clockwise",
        "rotation": 90,
        "type": "category",
        "categoryarray": _spokes(chart),
        "tickvals": _spokes(chart),
        "ticktext": [_label(name, _SPOKE_WIDTH) for name in chart.categories],
    }
    radial = {"range": _value_range(chart), "angle": 90, "tickangle": 90}
    return {
        "polar": {"gridshape": "linear", "angularaxis": turn, "radialaxis": radial},
        "height": 460,
    }


_DRAWN: Mapping[Kind, tuple[Callable[[Chart, int, Series], Part], Callable[[Chart], Part]]] = {
    "radar": (_radar, _polar_axes),
    "bars": (_bars, _bar_axes),
    "columns": (_columns, _column_axes),
    "line": (_line, _column_axes),
    "curve": (_curve, _curve_axes),
    "waterfall": (_waterfall, _waterfall_axes),
    "scatter": (_scatter, _scatter_axes),
    "ranges": (_ranges, _range_axes),
}
