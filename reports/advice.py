"""What would improve a score, as it is told: goals of one indicator, and the moves to a level."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from assess.scoring import advice as scoring
from assess.scoring import credits
from assess.scoring.inverse import Need, needs_for
from assess.scoring.ladder import Rung
from assess.scoring.outlook import Outlook, outlooks
from assess.scoring.points import case_of
from assess.scoring.results import Assessment, Facts, IndicatorResult
from assess.scoring.values import VALUE
from indicators.definitions import Framework, Level, Profile
from indicators.practices import Practice, helping
from indicators.records import Text

Kind = Literal["value", "measure", "credit", "evidence"]


@dataclass(frozen=True)
class Scored:
    """A score with all that it was made of."""

    framework: Framework
    profile: Profile
    facts: Facts
    result: Assessment


@dataclass(frozen=True)
class Ask:
    """Something that has to go from one figure to another.

    kind: "value" in its unit; "measure", the normalised one, where the value cannot be solved for want of its
    context; "credit" 0 to 1; "evidence", whose classes are named instead of numbers. None: not known yet.
    """

    kind: Kind
    name: Text
    start: float | None
    end: float | None
    unit: str
    start_class: str = ""
    end_class: str = ""


@dataclass(frozen=True)
class Goal:
    """Ten more points, or the score of the next level, and what it asks of the indicator."""

    goal: str
    level: Level | None
    score: float
    points: float
    possible: bool
    asks: tuple[Ask, ...]


@dataclass(frozen=True)
class Move:
    """An improvement: of what, from where to where, what it costs and brings; ``overall`` is the score after it."""

    indicator: str
    name: Text
    item: str
    kind: str
    asks: tuple[Ask, ...]
    klass: str
    steps: float
    cost: float
    effort: float
    points: float
    overall: float
    practices: tuple[Practice, ...]


@dataclass(frozen=True)
class Condition:
    """A condition of the level, as it stands and as it could be at best."""

    rule: str
    subject: str
    name: Text
    found: float
    best: float
    needed: float
    met: bool
    possible: bool


@dataclass(frozen=True)
class Advice:
    """The way to a level with the least effort. ``reached``: it holds already. ``exact``: proven to be the least."""

    target: Level
    reached: bool
    possible: bool
    exact: bool
    effort: float
    before: float
    after: float
    level_after: Level | None
    moves: tuple[Move, ...]
    conditions: tuple[Condition, ...]

    @property
    def against(self) -> tuple[Condition, ...]:
        """What stands against the level."""
        return tuple(item for item in self.conditions if not item.possible)


def next_target(scored: Scored) -> str:
    """The level above the present one (in the final sense), or the highest."""
    levels = sorted(scored.profile.levels, key=lambda item: item.score_from)
    codes = [item.code for item in levels]
    present = scored.result.final_rating.level
    place = codes.index(present) + 1 if present in codes else 1
    return codes[min(place, len(codes) - 1)]


def goals(scored: Scored, code: str) -> tuple[Goal, ...]:
    """What one indicator needs."""
    result = _indicator(scored, code)
    found = outlooks(_case(scored), case_of(scored.framework, scored.profile, scored.facts), code)
    return tuple(_goal(scored, result, item) for item in found)


def advice(scored: Scored, target: str, costs: Mapping[str, float]) -> Advice:
    """The moves to a level, those that bring most for their effort first."""
    found = scoring.advise(_case(scored), target, costs)
    ordered = sorted(found.moves, key=lambda item: (-_worth(item), item.rung.item))
    return Advice(
        target=next(item for item in scored.profile.levels if item.code == target),
        reached=all(item.is_met for item in found.demands),
        possible=not found.against,
        exact=found.exact,
        effort=found.effort,
        before=scored.result.final,
        after=found.after.final,
        level_after=_level(scored, found.after.final_rating.level),
        moves=_moves(scored, ordered, costs),
        conditions=tuple(_condition(scored, item) for item in found.demands),
    )


def _case(scored: Scored) -> scoring.Case:
    return scoring.Case(scored.framework, scored.profile, scored.result)


def _indicator(scored: Scored, code: str) -> IndicatorResult:
    return next(item for item in scored.result.indicators if item.code == code)


def _level(scored: Scored, code: str | None) -> Level | None:
    return next((item for item in scored.profile.levels if item.code == code), None)


def _worth(move: scoring.Move) -> float:
    return move.points / move.effort if move.effort > 0.0 else move.points * 1e9


def _goal(scored: Scored, result: IndicatorResult, found: Outlook) -> Goal:
    asks = [_need(scored, result, item) for item in found.needs]
    asks += [_credit(scored, item) for item in found.rungs]
    level = _level(scored, found.level)
    return Goal(found.goal, level, found.score, found.points, found.is_possible, tuple(asks))


def _moves(
    scored: Scored, moves: Sequence[scoring.Move], costs: Mapping[str, float]
) -> tuple[Move, ...]:
    overall = accumulate((item.points for item in moves), initial=scored.result.final)
    next(overall)
    return tuple(
        _move(scored, item, (after, costs.get(item.rung.indicator, 1.0)))
        for item, after in zip(moves, overall, strict=True)
    )


def _move(scored: Scored, move: scoring.Move, figures: tuple[float, float]) -> Move:
    rung = move.rung
    definition = scored.framework.indicator_by_code[rung.indicator]
    missing = _indicator(scored, rung.indicator).state == "missing"
    return Move(
        indicator=rung.indicator,
        name=definition.name,
        item=rung.item,
        kind=rung.kind,
        asks=_asks(scored, rung),
        klass=rung.klass if missing else "",
        steps=rung.steps,
        cost=figures[1],
        effort=move.effort,
        points=move.points,
        overall=figures[0],
        practices=_practices(scored, rung),
    )


def _practices(scored: Scored, rung: Rung) -> tuple[Practice, ...]:
    """Those for the criterion itself, else for its indicator; none helps a class of evidence."""
    if rung.kind == "evidence":
        return ()
    own = helping(scored.framework.practices, [rung.item])
    return own or helping(scored.framework.practices, [rung.indicator])


def _asks(scored: Scored, rung: Rung) -> tuple[Ask, ...]:
    result = _indicator(scored, rung.indicator)
    match rung.kind:
        case "score":
            case = case_of(scored.framework, scored.profile, scored.facts)
            needs = needs_for(case, scored.framework, result, rung.end)
            return tuple(_need(scored, result, item) for item in needs)
        case "evidence":
            name = scored.framework.indicator_by_code[rung.indicator].name
            return (Ask("evidence", name, rung.start, rung.end, "", result.evidence, rung.klass),)
        case _:
            return (_credit(scored, rung),)


def _need(scored: Scored, result: IndicatorResult, need: Need) -> Ask:
    """A measure's need: of the indicator's value, of a raw input, or of the measure where none can be solved."""
    definition = scored.framework.indicator_by_code[result.code]
    measure = next(item for item in definition.measures if item.code == need.measure)
    if need.value is None:
        present = next(item.value for item in result.measures if item.code == need.measure)
        return Ask("measure", measure.name, present, need.x, measure.unit)
    if need.name == VALUE:
        return Ask("value", definition.name, result.value, need.value, definition.unit)
    item = scored.framework.input_by_code[need.name]
    return Ask("value", item.name, scored.facts.inputs.get(need.name), need.value, item.unit)


def _credit(scored: Scored, rung: Rung) -> Ask:
    """A criterion's credit; of a numeric one the figure that earns it; of all criteria together the credit."""
    criterion = scored.framework.criterion_by_code.get(rung.item)
    if criterion is None:
        name = scored.framework.indicator_by_code[rung.indicator].name
        return Ask("credit", name, rung.start, rung.end, "")
    if criterion.threshold is None:
        return Ask("credit", criterion.text, rung.start, rung.end, "")
    present = scored.facts.inputs.get(criterion.input)
    return Ask(
        "value", criterion.text, present, credits.value_at(criterion, rung.end), criterion.unit
    )


def _condition(scored: Scored, demand: scoring.Demand) -> Condition:
    return Condition(
        demand.rule, demand.subject, _named(scored, demand), demand.found, demand.best, demand.needed,
        demand.is_met, demand.is_possible,
    )  # fmt: skip


def _named(scored: Scored, demand: scoring.Demand) -> Text:
    """What a condition is about."""
    framework = scored.framework
    if demand.rule == "group":
        group = next(item for item in framework.groups if item.code == demand.subject)
        pillar = next(item.name for item in framework.pillars if item.code == group.pillar)
        return Text(f"“{pillar.zh}·{group.name.zh}”得分", f"Score of {group.name.en} ({pillar.en})")
    if demand.rule == "coverage":
        pillar = next(item.name for item in framework.pillars if item.code == demand.subject)
        return Text(f"“{pillar.zh}”覆盖率", f"Coverage of {pillar.en}")
    if demand.rule == "gate":
        text = framework.criterion_by_code[demand.subject].text
        return Text(f"一票否决项 {demand.subject}“{text.zh}”", f"Gate {demand.subject} “{text.en}”")
    return {
        "score": Text("综合得分", "Overall score"),
        "assurance": Text("证据可信度", "Assurance index"),
    }[demand.rule]
