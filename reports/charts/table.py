"""Chart -> the table beside it: the same values, as words."""

from dataclasses import dataclass

from reports.charts.scale import finite, number
from reports.charts.spec import Chart

_DIGITS = 6
NONE = "—"


@dataclass(frozen=True)
class Table:
    """``corner`` heads the first column (may be empty); each row is its name and one cell for each series."""

    corner: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def table(chart: Chart) -> Table:
    """One row for each category, for each x of a curve in rising order, or for each named point of a scatter."""
    if chart.kind == "scatter":
        return Table("", (chart.x_title, chart.unit), _point_rows(chart))
    columns = tuple(series.name or chart.unit or chart.title for series in chart.series)
    rows = _curve_rows(chart) if chart.kind == "curve" else _category_rows(chart)
    return Table(chart.x_title, columns, rows)


def _cell(value: float | None) -> str:
    known = finite(value)
    return NONE if known is None else number(known, _DIGITS)


def _category_rows(chart: Chart) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (name, tuple(_cell(series.values[index]) for series in chart.series))
        for index, name in enumerate(chart.categories)
    )


def _curve_rows(chart: Chart) -> tuple[tuple[str, tuple[str, ...]], ...]:
    points = [dict(zip(series.x, series.values, strict=True)) for series in chart.series]
    every = sorted({x for row in points for x in row if finite(x) is not None})
    return tuple((number(x, _DIGITS), tuple(_cell(row.get(x)) for row in points)) for x in every)


def _point_rows(chart: Chart) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (f"{name} · {series.name}", (_cell(x), _cell(y)))
        for series in chart.series
        for name, x, y in zip(series.names, series.x, series.values, strict=False)
    )
