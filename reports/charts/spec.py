"""One neutral description of a picture. Plotly (page) and SVG (paper, no JavaScript) are drawn from it."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["radar", "bars", "columns", "line", "curve", "waterfall", "scatter", "ranges"]


@dataclass(frozen=True)
class Series:
    """A named row of values, one per category; None is a gap. ``x`` replaces categories in a curve or scatter.

    ``names`` says what each point of a scatter is.
    """

    name: str
    values: tuple[float | None, ...]
    x: tuple[float, ...] = ()
    markers_only: bool = False
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chart:
    """A picture. ``alt`` says in a sentence what it shows; the data table beside it holds the same values.

    radar, bars (horizontal), columns (vertical), line (over categories), curve (x against y, ``log_x`` for a log axis; a None leaves the line open),
    waterfall (rows that add up, one value in each; the last series holds totals, drawn from zero),
    scatter (y against x, points with names; ``log_x`` and ``log_y``; series that are not ``markers_only`` are lines),
    ranges (a row for each category from the first series' value to the second's, the third marked on it).
    shaded_below: a curve's region up to this value, lightly filled: where what is shown is as wished.
    """

    kind: Kind
    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    alt: str
    maximum: float | None = None
    x_title: str = ""
    log_x: bool = False
    log_y: bool = False
    shaded_below: float | None = None
