"""Bars and sums of a plan's figures, as charts with their words."""

from collections.abc import Sequence

from indicators.records import Text
from reports.charts.scale import number
from reports.charts.spec import Chart, Series
from reports.dashboard import say


def plain_bars(title: Text, rows: Sequence[tuple[Text, float]], unit: Text, language: str) -> Chart:
    """A bar for each row."""
    names = tuple(say(name, language) for name, _ in rows)
    told = "; ".join(
        f"{name} {number(value, 4)}" for name, (_, value) in zip(names, rows, strict=True)
    )
    alt = Text(f"{title.zh}（{unit.zh}）：{told}。", f"{title.en} ({unit.en}): {told}.")
    return _bars(
        title, names, [(Text("", ""), [value for _, value in rows])], (unit, alt), language
    )


def _bars(
    title: Text,
    names: tuple[str, ...],
    series: Sequence[tuple[Text, Sequence[float | None]]],
    words: tuple[Text, Text],
    language: str,
) -> Chart:
    unit, alt = words
    rows = tuple(Series(say(name, language), tuple(values)) for name, values in series)
    return Chart("bars", say(title, language), names, rows, say(unit, language), say(alt, language))


def sum_of_parts(
    title: Text, parts: Sequence[tuple[Text, float]], whole: Text, unit: Text, language: str
) -> Chart:
    """Parts that add up to a whole."""
    names = [*(say(name, language) for name, _ in parts), say(whole, language)]
    values: list[float | None] = [*(value for _, value in parts), None]
    total: list[float | None] = [None] * len(parts) + [sum(value for _, value in parts)]
    rows = zip(names, [*(value for _, value in parts), total[-1] or 0.0], strict=True)
    told = "; ".join(f"{name} {number(value, 4)}" for name, value in rows)
    alt = Text(f"{title.zh}（{unit.zh}）：{told}。", f"{title.en} ({unit.en}): {told}.")
    series = (
        Series(say(Text("各项", "Parts"), language), tuple(values)),
        Series(say(Text("合计", "Total"), language), tuple(total)),
    )
    return Chart("waterfall", say(title, language), tuple(names), series, say(unit, language), say(alt, language))  # fmt: skip
