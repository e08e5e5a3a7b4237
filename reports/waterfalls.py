"""Waterfalls of a dashboard: from 0 through what each part brings to the score, and through what is lost to the most."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

from indicators.records import Text
from reports.charts.spec import Chart, Series
from reports.dashboard import Dashboard, PillarFigures, say
from reports.numbers import share

_SMALLEST = 0.005
"""Points below which a loss is not drawn."""


@dataclass(frozen=True)
class Part:
    """A group or an indicator: what it brings, of at most how much."""

    name: Text
    brought: float
    most: float


def by_group(told: Dashboard, language: str) -> Chart:
    """The whole score by groups, up to 100."""
    pillars = {item.code: item.name for item in told.pillars}
    parts = [
        Part(_within(pillars[item.pillar], item.name), item.contribution, item.weight)
        for item in told.groups
        if item.weight > 0.0
    ]
    return _waterfall(Text("综合得分的构成", "What the score is made of"), parts, language)


def by_indicator(told: Dashboard, pillar: PillarFigures, language: str) -> Chart:
    """A pillar by its indicators, up to its weight."""
    parts = [
        Part(_coded(item.code, item.definition.name), item.contribution, item.weight)
        for item in told.indicators
        if item.definition.pillar == pillar.code and item.weight > 0.0
    ]
    title = Text(
        f"“{pillar.name.zh}”各指标的得分构成", f"{pillar.name.en}: what its indicators bring"
    )
    return _waterfall(title, parts, language)


def _within(pillar: Text, group: Text) -> Text:
    return Text(f"{pillar.zh}·{group.zh}", f"{group.en} ({pillar.en})")


def _coded(code: str, name: Text) -> Text:
    return Text(f"{code} {name.zh}", f"{code} {name.en}")


def _waterfall(title: Text, parts: Sequence[Part], language: str) -> Chart:
    """Rows: what each part brings, their sum, what each part lacks, the most."""
    lacking = [(item, item.most - item.brought) for item in parts]
    lost = [(item, loss) for item, loss in lacking if loss > _SMALLEST]
    reached, most = fsum(item.brought for item in parts), fsum(item.most for item in parts)
    names = [
        *(say(item.name, language) for item in parts),
        say(Text("得分（缺项计 0 分）", "Score (missing counts 0)"), language),
        *(say(item.name, language) for item, _ in lost),
        say(Text("满分", "The most"), language),
    ]
    count = len(parts)
    return Chart(
        kind="waterfall",
        title=say(title, language),
        categories=tuple(names),
        series=(
            _series(Text("贡献", "Contribution"), dict(enumerate(item.brought for item in parts)), len(names), language),
            _series(Text("失分", "Lost"), {count + 1 + row: loss for row, (_, loss) in enumerate(lost)}, len(names), language),
            _series(Text("合计", "Total"), {count: reached, len(names) - 1: most}, len(names), language),
        ),
        unit=say(Text("分", "points"), language),
        alt=_alt(title, parts, (reached, most), language),
        maximum=most,
    )  # fmt: skip


def _series(name: Text, values: dict[int, float], length: int, language: str) -> Series:
    rounded = (None if row not in values else round(values[row], 2) for row in range(length))
    return Series(say(name, language), tuple(rounded))


def _alt(title: Text, parts: Sequence[Part], ends: tuple[float, float], language: str) -> str:
    told = Text(
        "；".join(f"{item.name.zh} {share(item.brought)}/{share(item.most)}" for item in parts),
        "; ".join(f"{item.name.en} {share(item.brought)} of {share(item.most)}" for item in parts),
    )
    reached, most = share(ends[0]), share(ends[1])
    return say(
        Text(
            f"瀑布图：{title.zh}，从 0 到 {reached}，满分 {most}：{told.zh}。",
            f"Waterfall: {title.en}, from 0 to {reached} of {most}: {told.en}.",
        ),
        language,
    )
