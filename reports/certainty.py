"""How far a score could be off, as it is told: frozen records, and what the band covers in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from assess.scoring.intervals import Basis
from assess.scoring.uncertainty import Band, Uncertain
from indicators.definitions import Framework, Input, Level, Profile
from indicators.records import Text

COVERS = Text(
    "区间包含随机误差（按证据等级或填报的范围）以及权重和平均方式的选择：权重上下浮动四分之一，半数抽样改用各领域的几何平均，因此中位数可略低于得分。",
    "The band covers random error, by class of evidence or by the range given, and the choice of weights and of the mean: weights move by a quarter, and half of the draws take the geometric mean over groups, so that the median may lie a little below the score.",
)
LEAVES_OUT = Text(
    "独立的误差会相互抵消，所以区间不宽；它不包含所有数据一齐偏高的系统偏差，也不包含缺失的数据。为此另给悲观下限：所有 E1、E2 级数据都取较差的一端。",
    "Independent errors average out, so the band is narrow. It leaves out a bias that all figures share, and what is missing. Beside it therefore stands the pessimistic bound: everything of class E1 or E2 at its bad end.",
)
BOUNDED = Text(
    "观测期内一次也没有发生，只能得出单侧界，按界计分",
    "not one was seen, which gives a bound on one side only; it is scored at the bound",
)
BASES: Mapping[Basis, Text] = {
    "given": Text("填报的范围", "range as given"),
    "count": Text("次数的 90% 区间", "90 % interval of a count"),
}


@dataclass(frozen=True)
class LevelShare:
    """A level (None: not rated) and the share of draws that reach it."""

    level: Level | None
    share: float


@dataclass(frozen=True)
class GroupBand:
    """The band of a group's score."""

    code: str
    name: Text
    pillar: Text
    band: Band


@dataclass(frozen=True)
class InputInterval:
    """A raw input with an interval of its own, and why."""

    input: Input
    value: float
    low: float
    high: float
    why: Text
    one_sided: bool


@dataclass(frozen=True)
class Certainty:
    """How far a score could be off."""

    seed: int
    draws: int
    band: Band
    levels: tuple[LevelShare, ...]
    groups: tuple[GroupBand, ...]
    pessimistic: float
    pessimistic_level: Level | None
    inputs: tuple[InputInterval, ...]
    half_widths: Mapping[str, float]
    covers: Text = COVERS
    leaves_out: Text = LEAVES_OUT

    @property
    def bounds(self) -> tuple[InputInterval, ...]:
        """The counts of nothing, which are scored at their bound."""
        return tuple(item for item in self.inputs if item.one_sided)


def certainty(drawn: Uncertain | None, framework: Framework, profile: Profile) -> Certainty | None:
    """What was drawn, with names in place of codes."""
    if drawn is None:
        return None
    return Certainty(
        seed=drawn.seed,
        draws=drawn.draws,
        band=drawn.band,
        levels=tuple(LevelShare(_level(profile, item.level), item.share) for item in drawn.levels),
        groups=_groups(drawn, framework),
        pessimistic=drawn.pessimistic,
        pessimistic_level=_level(profile, drawn.pessimistic_level),
        inputs=_inputs(drawn, framework),
        half_widths=dict(sorted(profile.uncertainty.half_widths.items(), reverse=True)),
    )


def _groups(drawn: Uncertain, framework: Framework) -> tuple[GroupBand, ...]:
    pillars = {item.code: item.name for item in framework.pillars}
    groups = {item.code: item for item in framework.groups}
    return tuple(
        GroupBand(item.code, groups[item.code].name, pillars[groups[item.code].pillar], item.band)
        for item in drawn.groups
    )


def _inputs(drawn: Uncertain, framework: Framework) -> tuple[InputInterval, ...]:
    return tuple(
        InputInterval(
            input=framework.input_by_code[item.input],
            value=item.value,
            low=item.low,
            high=item.high,
            why=BOUNDED if item.one_sided else BASES[item.basis],
            one_sided=item.one_sided,
        )
        for item in drawn.inputs
    )


def _level(profile: Profile, code: str | None) -> Level | None:
    return next((level for level in profile.levels if level.code == code), None)
