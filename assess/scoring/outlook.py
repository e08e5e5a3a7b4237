"""What an indicator needs for ten more points of its own, and for the overall score of the next level."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assess.scoring.advice import Case
from assess.scoring.inverse import Need, needs_for
from assess.scoring.ladder import Rung, ladders
from assess.scoring.least_effort import SLACK, Option, least_effort
from assess.scoring.points import Case as Scored
from assess.scoring.results import IndicatorResult
from indicators.definitions import Level

TEN, FULL = 10.0, 100.0

Goal = Literal["points", "level"]


@dataclass(frozen=True)
class Outlook:
    """A goal and what it asks of the indicator.

    score: the indicator's score that is wanted, or above 100 where it cannot reach the goal by itself.
    points: what that adds to the overall. level: code of the level ("level" only). needs: of its measures.
    rungs: of its criteria, by the fewest steps. Both are empty where it cannot be reached.
    """

    goal: Goal
    level: str
    score: float
    points: float
    needs: tuple[Need, ...]
    rungs: tuple[Rung, ...]

    @property
    def is_possible(self) -> bool:
        return self.score <= FULL + SLACK


def outlooks(case: Case, scored: Scored, code: str) -> tuple[Outlook, ...]:
    """Ten more points of the indicator, and the score of the next level; fewer where it is full or does not apply.

    The next level is the lowest that asks for more than the final score; only its score is looked at here,
    its other conditions are those of ``advice``. The wanted score is s + 100 (S_level - S) / w, with s and w
    the indicator's score and weight in points and S the final overall score.

    Source: docs/method.md, section 12 (method-1.0).
    """
    result = case.indicator(code)
    start = result.score or 0.0
    if result.weight <= 0.0 or start >= FULL:
        return ()
    found = [_outlook(case, scored, result, ("points", "", min(start + TEN, FULL)))]
    level = next_level(case)
    if level is not None:
        wanted = start + 100.0 * (level.score_from - case.result.final) / result.weight
        found.append(_outlook(case, scored, result, ("level", level.code, wanted)))
    return tuple(found)


def next_level(case: Case) -> Level | None:
    """The lowest level that asks for more than the final score."""
    levels = sorted(case.profile.levels, key=lambda item: item.score_from)
    return next((item for item in levels if item.score_from > case.result.final + SLACK), None)


def _outlook(
    case: Case, scored: Scored, result: IndicatorResult, goal: tuple[Goal, str, float]
) -> Outlook:
    kind, level, score = goal
    points = result.weight * (score - (result.score or 0.0)) / 100.0
    if score > FULL + SLACK:
        return Outlook(kind, level, score, points, (), ())
    needs = needs_for(scored, case.framework, result, min(score, FULL))
    return Outlook(kind, level, score, points, needs, _rungs(case, result, score))


def _rungs(case: Case, result: IndicatorResult, score: float) -> tuple[Rung, ...]:
    """The steps of criteria that reach the score with the least effort."""
    rows = [
        row for row in ladders(case.profile, result) if row.rungs[-1].kind in {"credit", "credits"}
    ]
    components = [[Option(rung.steps, (rung.gain,)) for rung in row.rungs] for row in rows]
    found = least_effort(components, (score - (result.score or 0.0),)) if rows else None
    if found is None:
        return ()
    pairs: Sequence[tuple[tuple[Rung, ...], int | None]] = [
        (row.rungs, number) for row, number in zip(rows, found.chosen, strict=True)
    ]
    return tuple(rungs[number] for rungs, number in pairs if number is not None)
