"""The pictures of a dashboard, as neutral charts in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from indicators.records import Text
from reports.charts.spec import Chart, Series
from reports.dashboard import Dashboard, GroupFigures, IndicatorFigures, PillarFigures, say
from reports.numbers import points, share, signed
from reports.sensitivity import Sensitivity

_DECIMALS = 2
_RADAR_FROM = 3
"""Fewer axes make no area: then the same scores stand as bars."""


@dataclass(frozen=True)
class Past:
    """A score of an earlier or this period, for the history, with 5 and 95 % of its draws."""

    period_end: date
    score: float | None
    low: float | None = None
    high: float | None = None


def profile_radar(told: Dashboard, pillar: PillarFigures, language: str) -> Chart:
    """The scores of a pillar's groups: a radar, or bars where there are too few for one."""
    groups = told.of_pillar(pillar.code)
    name = say(pillar.name, language)
    title = Text(f"{name}各领域得分", f"{name}: score by domain")
    return Chart(
        kind="radar" if len(groups) >= _RADAR_FROM else "bars",
        title=say(title, language),
        categories=tuple(say(item.name, language) for item in groups),
        series=(_series(Text("得分", "Score"), [item.score for item in groups], language),),
        unit=say(Text("分", "points"), language),
        alt=_radar_alt(name, groups, language),
        maximum=100.0,
    )


def contributions(told: Dashboard, pillar: PillarFigures, language: str) -> Chart:
    """What each indicator of a pillar brings to the overall, beside what it could bring."""
    rows = [
        item
        for item in told.indicators
        if item.definition.pillar == pillar.code and item.state != "not_applicable"
    ]
    name = say(pillar.name, language)
    title = Text(
        f"{name}各指标对综合得分的贡献",
        f"{name}: contribution of each indicator to the overall score",
    )
    return Chart(
        kind="bars",
        title=say(title, language),
        categories=tuple(f"{item.code} {say(item.definition.name, language)}" for item in rows),
        series=(
            _series(Text("贡献", "Contribution"), [_brought(item) for item in rows], language),
            _series(Text("满分", "At most"), [item.weight for item in rows], language),
        ),
        unit=say(Text("分", "points"), language),
        alt=_contribution_alt(name, rows, language),
    )


def past_scores(rows: Sequence[Past], language: str) -> Chart:
    """The cluster's scores over its periods."""
    told = "; ".join(f"{row.period_end:%Y-%m}: {_past(row)}" for row in rows)
    alt = Text(
        f"历次评估的综合得分：{told}。", f"Overall scores of the assessments so far: {told}."
    )
    return Chart(
        kind="line",
        title=say(Text("历次评估得分", "Scores over time"), language),
        categories=tuple(f"{row.period_end:%Y-%m}" for row in rows),
        series=(
            _series(Text("综合得分", "Overall score"), [row.score for row in rows], language),
            *_bands(rows, language),
        ),
        unit=say(Text("分", "points"), language),
        alt=say(alt, language),
        maximum=100.0,
    )


def _bands(rows: Sequence[Past], language: str) -> list[Series]:
    """The ends of the draws, where any were kept."""
    if all(row.low is None for row in rows):
        return []
    high, low = (
        Text("95% 的抽样低于", "95 % of draws below"),
        Text("5% 的抽样低于", "5 % of draws below"),
    )
    return [
        _series(high, [row.high for row in rows], language),
        _series(low, [row.low for row in rows], language),
    ]


def _past(row: Past) -> str:
    if row.low is None:
        return points(row.score)
    return f"{points(row.score)} ({points(row.low)} ~ {points(row.high)})"


def _series(name: Text, values: Sequence[float | None], language: str) -> Series:
    rounded = (None if value is None else round(value, _DECIMALS) for value in values)
    return Series(say(name, language), tuple(rounded))


def _brought(item: IndicatorFigures) -> float | None:
    return None if item.score is None else item.contribution


def _radar_alt(pillar: str, groups: Sequence[GroupFigures], language: str) -> str:
    zh = "，".join(f"{item.name.zh} {points(item.score)}" for item in groups)
    en = ", ".join(f"{item.name.en} {points(item.score)}" for item in groups)
    return say(
        Text(
            f"{pillar}各领域得分（满分 100）：{zh}。",
            f"{pillar}, scores out of 100: {en}.",
        ),
        language,
    )


def _contribution_alt(pillar: str, rows: Sequence[IndicatorFigures], language: str) -> str:
    told = "; ".join(f"{item.code} {share(_brought(item))} / {share(item.weight)}" for item in rows)
    return say(
        Text(
            f"条形图：{pillar}各指标的贡献与满分：{told}。",
            f"Bars of {pillar}, contribution and maximum of each indicator: {told}.",
        ),
        language,
    )


def slopes(told: Sensitivity, language: str) -> Chart:
    """How many points the overall gains or loses where a pillar or group weighs a tenth more."""
    rows = told.branches
    title = Text(
        "权重增加 10% 时综合得分的变化", "Change of the overall score where a weight grows by 10 %"
    )
    parts = "; ".join(f"{say(row.name, language)} {signed(row.slope)}" for row in rows)
    return Chart(
        kind="bars",
        title=say(title, language),
        categories=tuple(say(row.name, language) for row in rows),
        series=(Series(say(title, language), tuple(round(row.slope, 3) for row in rows)),),
        unit=say(Text("分", "points"), language),
        alt=say(Text(f"条形图：{title.zh}：{parts}。", f"Bars: {title.en}: {parts}."), language),
    )
