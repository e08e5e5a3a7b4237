"""What each weight does to a score, as it is told: page, PDF, JSON and REST show the same records."""

from dataclasses import dataclass

from assess.scoring import sensitivity as method
from assess.scoring.sensitivity import Effect, Kind
from indicators.definitions import Framework
from indicators.records import Text
from reports.advice import Scored
from reports.levels import level_text


@dataclass(frozen=True)
class OtherLevel:
    """At which multiple of a weight, and at how many points of the overall, which level begins."""

    factor: float
    weight: float
    level: Text


@dataclass(frozen=True)
class WeightFigures:
    """A weight and what it does; see ``assess.scoring.sensitivity.Effect``."""

    kind: Kind
    code: str
    name: Text
    weight: float
    slope: float
    narrow: tuple[float, float]
    wide: tuple[float, float]
    others: tuple[OtherLevel, ...]


@dataclass(frozen=True)
class Sensitivity:
    """The effects of all weights on the score that is shown, and the level that it has."""

    level: Text
    rows: tuple[WeightFigures, ...]

    @property
    def branches(self) -> tuple[WeightFigures, ...]:
        """Pillars and groups."""
        return tuple(row for row in self.rows if row.kind != "indicator")

    @property
    def leaves(self) -> tuple[WeightFigures, ...]:
        """Indicators."""
        return tuple(row for row in self.rows if row.kind == "indicator")

    @property
    def deciding(self) -> tuple[WeightFigures, ...]:
        """Weights at which the level would change, from nothing to twice themselves."""
        return tuple(row for row in self.rows if row.others)


def sensitivity(found: Scored, *, final: bool) -> Sensitivity | None:
    """The effects; None where no score is shown (a range around it would give it away)."""
    result = found.result
    if not final and result.known is None:
        return None
    effects = method.effects(found.framework, found.profile, result.indicators, final=final)
    rating = result.final_rating if final else result.draft_rating
    return Sensitivity(
        level=level_text(found.profile, rating.level),
        rows=tuple(_row(found, effect) for effect in effects),
    )


def _row(found: Scored, effect: Effect) -> WeightFigures:
    return WeightFigures(
        kind=effect.kind,
        code=effect.code,
        name=_name(found.framework, effect),
        weight=effect.weight,
        slope=effect.slope,
        narrow=effect.narrow,
        wide=effect.wide,
        others=tuple(
            OtherLevel(item.factor, item.weight, level_text(found.profile, item.level))
            for item in effect.changes
        ),
    )


def _name(framework: Framework, effect: Effect) -> Text:
    if effect.kind == "indicator":
        return framework.indicator_by_code[effect.code].name
    pillars = {item.code: item.name for item in framework.pillars}
    if effect.kind == "pillar":
        return pillars[effect.code]
    group = next(item for item in framework.groups if item.code == effect.code)
    pillar = pillars[group.pillar]
    return Text(f"{pillar.zh} · {group.name.zh}", f"{pillar.en} · {group.name.en}")
