"""What to improve to reach a level with the least effort, and what stands against it where it cannot be reached."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum
from typing import Literal

from assess.scoring.ladder import Ladder, Rung, ladders
from assess.scoring.least_effort import Option, least_effort
from assess.scoring.levels import gate_credits, reaches
from assess.scoring.method import assessment_of, combine
from assess.scoring.results import Assessment, CriterionResult, IndicatorResult
from indicators.definitions import Framework, Level, Profile

Condition = Literal["score", "assurance", "group", "coverage", "gate"]


@dataclass(frozen=True)
class Demand:
    """A condition of a level: ``subject`` what it concerns, ``found`` as it stands, ``best`` after every
    improvement there is, ``needed`` for the level. In points, or as a share for assurance, coverage and gates."""

    rule: Condition
    subject: str
    found: float
    best: float
    needed: float

    @property
    def is_met(self) -> bool:
        return reaches(self.found, self.needed)

    @property
    def is_possible(self) -> bool:
        return reaches(self.best, self.needed)


@dataclass(frozen=True)
class Move:
    """One improvement: where to, its effort (steps times cost) and its points of the overall score."""

    rung: Rung
    effort: float
    points: float


@dataclass(frozen=True)
class Advice:
    """The way to a level. ``moves`` is empty where the level is reached already or cannot be reached.

    demands: all conditions of the level. after: the assessment with all moves made. exact: whether the
    effort is proven to be the least.
    """

    target: str
    demands: tuple[Demand, ...]
    moves: tuple[Move, ...]
    effort: float
    after: Assessment
    exact: bool

    @property
    def against(self) -> tuple[Demand, ...]:
        """The conditions that no improvement fills."""
        return tuple(item for item in self.demands if not item.is_possible)


@dataclass(frozen=True)
class Case:
    """What is advised on: framework, profile, the assessment as it stands."""

    framework: Framework
    profile: Profile
    result: Assessment

    def indicator(self, code: str) -> IndicatorResult:
        """An indicator as it stands."""
        return next(item for item in self.result.indicators if item.code == code)


def advise(case: Case, target: str, costs: Mapping[str, float]) -> Advice:
    """The improvements that reach a level with the least effort, all its conditions honoured.

    The score is the final one, in which a missing indicator counts 0, so that stating one is an improvement
    like any other. The effort of a move is its steps (``ladder``) times the indicator's cost (1 unless given).
    An improved indicator keeps its class of evidence; one that was missing is self-declared (E1).

    Args:
        case: framework, profile and assessment. target: code of a level. costs: >= 0, by indicator code.

    Raises:
        KeyError: the profile has no such level.

    Source: docs/method.md, section 12 (method-1.0). Levels and steps are SuanHeng's, not CAICT's.
    """
    rows = [row for item in case.result.indicators for row in ladders(case.profile, item)]
    demands = _demands(case, {item.code: item for item in case.profile.levels}[target], rows)
    wanted = [item for item in demands if not item.is_met]
    if any(not item.is_possible for item in demands):
        return Advice(target, demands, (), 0.0, case.result, exact=True)
    chosen, exact = _chosen(case, rows, wanted, costs)
    moves = tuple(_move(case, rung, costs) for rung in chosen)
    after = applied(case, chosen)
    return Advice(target, demands, moves, fsum(item.effort for item in moves), after, exact)


def applied(case: Case, rungs: Sequence[Rung]) -> Assessment:
    """The assessment with improvements made: scores, credits and classes of evidence changed, the rest as it was."""
    results = [
        _raised(item, [rung for rung in rungs if rung.indicator == item.code])
        for item in case.result.indicators
    ]
    return assessment_of(combine(case.framework, case.profile, results))


def _demands(case: Case, level: Level, rows: Sequence[Ladder]) -> tuple[Demand, ...]:
    """All that a level asks (``levels.rate``), with the best that could be reached."""
    found = [*_of_the_whole(case, level), *_of_groups(case, level), *_of_pillars(case)]
    found += _of_gates(case, level)
    last = [row.rungs[-1] for row in rows]
    return tuple(
        replace(item, best=item.found + fsum(_gain(case, rung, item) for rung in last))
        for item in found
    )


def _of_the_whole(case: Case, level: Level) -> list[Demand]:
    score, assurance = case.result.final, case.result.assurance
    return [
        Demand("score", level.code, score, score, level.score_from),
        Demand("assurance", level.code, assurance, assurance, level.assurance_from),
    ]


def _of_groups(case: Case, level: Level) -> list[Demand]:
    """The floor of the level itself, and the floors that cap at a lower level; the highest counts."""
    place = {item.code: item.score_from for item in case.profile.levels}
    lower = [
        item for item in case.profile.caps.group_floors if place[item.level] < place[level.code]
    ]
    needed = max([level.group_from, *(item.below for item in lower)])
    scores = [(item.code, item.final) for item in case.result.groups]
    return [
        Demand("group", code, score, score, needed) for code, score in scores if score is not None
    ]


def _of_pillars(case: Case) -> list[Demand]:
    needed, pillars = case.profile.caps.coverage_from, case.result.pillars
    counted = [item for item in pillars if item.final is not None] or list(pillars)
    return [Demand("coverage", row.code, row.coverage, row.coverage, needed) for row in counted]


def _of_gates(case: Case, level: Level) -> list[Demand]:
    place = {item.code: item.score_from for item in case.profile.levels}
    if place[case.profile.caps.gate_level] >= place[level.code]:
        return []
    criteria = [item for row in case.result.indicators for item in row.criteria]
    credits, needed = gate_credits(criteria, final=True), case.profile.caps.gate_credit
    return [Demand("gate", code, credit, credit, needed) for code, credit in credits.items()]


def _gain(case: Case, rung: Rung, demand: Demand) -> float:
    """What a rung adds to what a demand counts."""
    item = case.indicator(rung.indicator)
    match demand.rule:
        case "score":
            return item.weight * rung.gain / 100.0
        case "assurance":
            return item.weight / 100.0 * rung.kappa
        case "group":
            own = item.group == demand.subject
            return rung.gain * item.weight / _weight(case, "group", item.group) if own else 0.0
        case "coverage":
            own = item.pillar == demand.subject and item.state == "missing"
            return item.weight / _weight(case, "pillar", item.pillar) if own else 0.0
        case "gate":
            return _credit_gained(item, rung, demand.subject)


def _credit_gained(item: IndicatorResult, rung: Rung, criterion: str) -> float:
    if rung.kind == "credit":
        return rung.end - (rung.start or 0.0) if rung.item == criterion else 0.0
    own = rung.kind == "credits" and any(row.code == criterion for row in item.criteria)
    return rung.end if own else 0.0


def _weight(case: Case, kind: Literal["group", "pillar"], code: str) -> float:
    return fsum(item.weight for item in case.result.indicators if getattr(item, kind) == code)


def _chosen(
    case: Case, rows: Sequence[Ladder], wanted: Sequence[Demand], costs: Mapping[str, float]
) -> tuple[list[Rung], bool]:
    """The rungs of least effort that meet what is wanted, and whether they are proven to be."""
    useful = [row for row in rows if any(_gain(case, row.rungs[-1], item) > 0.0 for item in wanted)]
    components = [
        [
            Option(_effort(rung, costs), tuple(_gain(case, rung, item) for item in wanted))
            for rung in row.rungs
        ]
        for row in useful
    ]
    found = least_effort(components, [item.needed - item.found for item in wanted])
    if found is None:
        return [], False
    pairs = zip(useful, found.chosen, strict=True)
    return [row.rungs[number] for row, number in pairs if number is not None], found.exact


def _effort(rung: Rung, costs: Mapping[str, float]) -> float:
    return rung.steps * costs.get(rung.indicator, 1.0)


def _move(case: Case, rung: Rung, costs: Mapping[str, float]) -> Move:
    points = case.indicator(rung.indicator).weight * rung.gain / 100.0
    return Move(rung, _effort(rung, costs), points)


def _raised(item: IndicatorResult, rungs: Sequence[Rung]) -> IndicatorResult:
    if not rungs:
        return item
    return replace(
        item,
        state="scored",
        score=min((item.score or 0.0) + fsum(rung.gain for rung in rungs), 100.0),
        criteria=tuple(_answered(row, rungs) for row in item.criteria),
        evidence=_best_class(item, rungs),
        kappa=item.kappa + fsum(rung.kappa for rung in rungs),
    )


def _answered(row: CriterionResult, rungs: Iterable[Rung]) -> CriterionResult:
    for rung in rungs:
        together = rung.kind == "credits" and row.state != "not_applicable"
        if together or (rung.kind == "credit" and rung.item == row.code):
            return replace(row, state="scored", credit=rung.end)
    return row


def _best_class(item: IndicatorResult, rungs: Sequence[Rung]) -> str:
    """The class after all moves: only a rung of evidence, or stating what was missing, changes it."""
    evidence = [rung.klass for rung in rungs if rung.kind == "evidence"]
    return evidence[0] if evidence else rungs[0].klass
