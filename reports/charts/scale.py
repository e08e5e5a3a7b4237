"""Axes and words of a picture: round tick values, readable numbers, text that fits. Pure arithmetic."""

import math
import re
from dataclasses import dataclass
from itertools import pairwise

from reports.charts.spec import Chart, Kind

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_WIDE_FROM = 0x2E7F  # from here on characters are about as wide as high
_NARROW = 0.56  # mean width of a Latin letter, in ems
_RADAR_NEEDS = 3
# Latin words with the space after them; wide characters with the punctuation that may not leave them
_WORD = re.compile(r"[!-~]+ ?|[（《「“]*.[，。、；：！？）》」”]*", re.DOTALL)


def finite(value: float | None) -> float | None:
    """The value, or None where it cannot be drawn (missing, not a number, infinite)."""
    return value if value is not None and math.isfinite(value) else None


def kind_drawn(chart: Chart) -> Kind:
    """A radar of one or two spokes is no picture; bars show the same."""
    if chart.kind == "radar" and len(chart.categories) < _RADAR_NEEDS:
        return "bars"
    return chart.kind


def known_values(chart: Chart) -> list[float]:
    """All values that can be drawn."""
    values = (finite(value) for series in chart.series for value in series.values)
    return [value for value in values if value is not None]


def bases(chart: Chart) -> tuple[float, ...]:
    """Where each row of a waterfall begins: what the rows before add up to; 0 for a total (the last series)."""
    *steps, totals = chart.series
    found, level = [], 0.0
    for row in range(len(chart.categories)):
        found.append(0.0 if finite(totals.values[row]) is not None else level)
        level += sum(finite(series.values[row]) or 0.0 for series in steps)
    return tuple(found)


def levels(chart: Chart) -> list[float]:
    """Where the rows of a waterfall begin and end."""
    starts = bases(chart)
    ends = [
        starts[row] + value
        for series in chart.series
        for row, value in enumerate(series.values)
        if value is not None and finite(value) is not None
    ]
    return [*starts, *ends]


def number(value: float, digits: int = 4) -> str:
    """The value for readers: ``digits`` significant digits, thousands grouped, powers of ten when far from 1."""
    if value == 0:
        return "0"
    exponent = math.floor(math.log10(abs(value)))
    if -4 <= exponent < 6:  # noqa: PLR2004 - from 0.0001 to 999,999 plain digits read best
        text = f"{value:,.{max(digits - 1 - exponent, 0)}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    mantissa, power = f"{value:.{digits - 1}e}".split("e")
    mantissa = mantissa.rstrip("0").rstrip(".")
    times = "" if mantissa == "1" else f"{mantissa}×"
    return f"{times}10{str(int(power)).translate(_SUPERSCRIPT)}"


NARROWEST = 1e-9  # of the values: below it, ticks would fall together in double precision


@dataclass(frozen=True)
class Axis:
    """Maps values from ``ticks[0]`` to ``ticks[-1]`` onto 0 to 1."""

    ticks: tuple[float, ...]
    low: float
    high: float
    log: bool = False

    def share(self, value: float) -> float:
        """Where the value lies on the axis, 0 to 1; values outside stay at the end."""
        if self.log:
            span = math.log(self.high / self.low)
            where = math.log(value / self.low) / span
        else:
            where = (value - self.low) / (self.high - self.low)
        return min(max(where, 0.0), 1.0)


def linear_axis(low: float, high: float, steps: int = 5) -> Axis:
    """An axis with round ticks (1, 2, 2.5 or 5 times a power of ten) that covers low to high.

    Values nearer to each other than floats can divide into steps are drawn as one.
    """
    if high - low <= NARROWEST * max(abs(low), abs(high)):
        high = low + (abs(low) or 1.0)
    step = _round_step((high - low) / steps)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    places = 2 - math.floor(math.log10(step))  # a step has two digits at most
    ticks = tuple(round(index * step, places) or 0.0 for index in range(first, last + 1))
    return Axis(ticks, ticks[0], ticks[-1])


def _round_step(raw: float) -> float:
    power: float = 10.0 ** math.floor(math.log10(raw))
    return next(factor for factor in (1, 2, 2.5, 5, 10) if raw / power <= factor + 1e-9) * power


def log_axis(low: float, high: float) -> Axis:
    """A logarithmic axis over the (positive) values: decades, finer (1, 2, 5) where there are few."""
    first, last = math.floor(math.log10(low) + 1e-9), math.ceil(math.log10(high) - 1e-9)
    every = max(1, math.ceil((last - first) / 7))
    factors = (1, 2, 5) if last - first <= 2 else (1,)  # noqa: PLR2004 - up to two decades
    grid = [factor * 10.0**power for power in range(first, last + 1, every) for factor in factors]
    below = max((tick for tick in grid if tick <= low * (1 + 1e-9)), default=low)
    above = min((tick for tick in grid if tick >= high * (1 - 1e-9)), default=high)
    above = above if above > below else below * 10
    ticks = tuple(tick for tick in grid if below <= tick <= above)
    return Axis(ticks, below, above, log=True)


def value_axis(chart: Chart) -> Axis:
    """The axis of the values: from 0 (or below) to the chart's maximum, else to a round value above all.

    Logarithmic where the chart says so, over what is above 0.
    """
    values = levels(chart) if chart.kind == "waterfall" else known_values(chart)
    if chart.log_y:
        above = [value for value in values if value > 0]
        return log_axis(min(above, default=1.0), max(above, default=10.0))
    low, high = min(values, default=0.0), max(values, default=1.0)
    if chart.maximum is not None:
        return linear_axis(min(low, 0.0), max(chart.maximum, high))
    if chart.kind == "line" and low > high / 2 > 0:
        return linear_axis(low, high)
    return linear_axis(min(low, 0.0), max(high, 0.0))


def text_width(text: str, size: float) -> float:
    """About how wide the text is set, in the unit of ``size``."""
    return sum(size if ord(char) > _WIDE_FROM else size * _NARROW for char in text)


def wrap(text: str, width: float, size: float, lines: int = 3) -> list[str]:
    """The text in at most ``lines`` lines no wider than ``width``; what is too long ends in an ellipsis.

    Lines are about equally long, so that no single character stands alone in the last one.
    """
    rows = _fill(text, width, size)
    if len(rows) > lines:
        last = _shorten(rows[lines - 1] + rows[lines], width, size)
        return [*(row.strip() for row in rows[: lines - 1]), last]
    longest = max(text_width(piece.rstrip(), size) for piece in _pieces(text, width, size) or [""])
    even = max(text_width(text, size) / len(rows) + size, longest)
    evenly = min((_fill(text, min(even, width), size), rows), key=len)
    return [row.strip() for row in evenly]


def _fill(text: str, width: float, size: float) -> list[str]:
    rows = [""]
    for piece in _pieces(text.strip(), width, size):
        if rows[-1] and text_width((rows[-1] + piece).rstrip(), size) > width:
            rows.append("")
        rows[-1] += piece
    return rows


def _pieces(text: str, width: float, size: float) -> list[str]:
    """Words of Latin text and single wide characters; a word wider than a line falls into characters."""
    words: list[str] = _WORD.findall(text)
    return [
        piece
        for word in words
        for piece in ([word] if text_width(word.rstrip(), size) <= width else list(word))
    ]


def _shorten(text: str, width: float, size: float) -> str:
    while text and text_width(text + "…", size) > width:
        text = text[:-1]
    return text + "…"


def runs(values: tuple[float | None, ...]) -> list[list[int]]:
    """Indexes of neighbours that are known, so that a gap stays a gap: (1, None, 2, 3) -> [[0], [2, 3]]."""
    known = [index for index, value in enumerate(values) if finite(value) is not None]
    cuts = [0, *(i + 1 for i, (a, b) in enumerate(pairwise(known)) if b > a + 1), len(known)]
    return [known[a:b] for a, b in pairwise(cuts) if b > a]
