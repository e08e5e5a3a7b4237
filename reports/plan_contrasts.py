"""The pictures of plans side by side: days and cards of each, and the way from one plan to another."""

from collections.abc import Sequence
from dataclasses import dataclass

from indicators.records import Text
from indicators.units import label
from reports.charts.spec import Chart, Series
from reports.dashboard import say
from reports.numbers import quantity
from reports.plan_comparison import Pair, PlanComparison, Reason, Row

DRAWN = ("days", "cards", "compute", "bandwidth", "energy", "cost", "owned")
"""Results that are drawn, if every plan has them."""

EXPLAINED = ("days", "cards", "energy", "cost", "owned", "compute", "bandwidth", "storage")
UNNAMED = {"price": Text("给定的货币", "the currency given"), "count": Text("个", "pieces")}


@dataclass(frozen=True)
class Contrasts:
    """All pictures of a comparison: results side by side, and for each pair the ways that are longer than nothing."""

    results: tuple[Chart, ...]
    ways: tuple[tuple[Pair, tuple[Chart, ...]], ...]


def contrasts(told: PlanComparison, language: str) -> Contrasts:
    """Draw a comparison."""
    names = [column.name for column in told.columns]
    rows = [
        row for row in told.results if row.code in DRAWN and None not in row.values and row.differs
    ]
    ways = tuple(
        (pair, tuple(_way(pair, reason, language) for reason in pair.reasons if _moves(reason)))
        for pair in told.pairs
    )
    return Contrasts(tuple(_side_by_side(row, names, language) for row in rows), ways)


def unit_of(unit: str, language: str) -> str:
    """A unit as a picture names it."""
    return say(UNNAMED[unit], language) if unit in UNNAMED else label(unit, language)


def _moves(reason: Reason) -> bool:
    return reason.figure.code in EXPLAINED and any(part.adds for part in reason.parts)


def _side_by_side(row: Row, names: Sequence[str], language: str) -> Chart:
    name = say(row.name, language)
    told = "; ".join(
        f"{plan}: {quantity(value)}" for plan, value in zip(names, row.values, strict=True)
    )
    return Chart(
        kind="bars",
        title=name,
        categories=tuple(names),
        series=(Series(name, tuple(float(value) for value in row.values)),),
        unit=unit_of(row.unit, language),
        alt=f"{name}: {told}.",
    )


def _way(pair: Pair, reason: Reason, language: str) -> Chart:
    """From the first plan's figure, an input at a time, to the second's."""
    parts = sorted((part for part in reason.parts if part.adds), key=lambda part: -part.adds)
    count, name = len(parts), say(reason.figure.name, language)
    title = Text(
        f"{name}：从“{pair.first.name}”到“{pair.second.name}”",
        f"{name}: from “{pair.first.name}” to “{pair.second.name}”",
    )
    gap: tuple[None, ...] = (None,) * count
    told = "; ".join(f"{say(part.name, language)} {_signed(part.adds)}" for part in parts)
    ends = f"{quantity(reason.first)} → {quantity(reason.second)}"
    return Chart(
        kind="waterfall",
        title=say(title, language),
        categories=(pair.first.name, *(say(part.name, language) for part in parts), pair.second.name),
        series=(
            Series(say(Text("起点", "Start"), language), (reason.first, *gap, None)),
            Series(say(Text("输入的影响", "What an input adds"), language), (None, *(part.adds for part in parts), None)),
            Series(say(Text("终点", "End"), language), (None, *gap, reason.second)),
        ),
        unit=unit_of(reason.figure.unit, language),
        alt=f"{say(title, language)}, {ends}: {told}.",
    )  # fmt: skip


def _signed(value: float) -> str:
    return f"{'−' if value < 0 else '+'}{quantity(abs(value))}"
