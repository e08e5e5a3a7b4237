"""The steps by which an indicator can rise: from anchor to anchor, from credit to credit, from class to class."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from assess.scoring.normalise import SCORES
from assess.scoring.points import SELF_DECLARED
from assess.scoring.results import CriterionResult, IndicatorResult
from indicators.definitions import Profile

CREDITS = (0.0, 0.25, 0.5, 1.0)
"""The answers that a criterion knows; a numeric criterion rises by the same steps."""

Kind = Literal["score", "credit", "credits", "evidence"]


@dataclass(frozen=True)
class Rung:
    """A place to which something can rise.

    item: the indicator or, for one credit, the criterion. kind: "score" (a quantitative indicator's score),
    "credit" (of a criterion), "credits" (of all criteria of an indicator of which nothing is known) or
    "evidence" (class, as its kappa). start: where it stands, None if unknown. end: where it goes.
    steps: how many steps that is. gain: points of the indicator's score. klass: the class of evidence then.
    """

    indicator: str
    item: str
    kind: Kind
    start: float | None
    end: float
    steps: float
    gain: float
    klass: str


@dataclass(frozen=True)
class Ladder:
    """What can be chosen for one thing, from near to far: the last gains most of everything."""

    rungs: tuple[Rung, ...]


def steps_between(scale: Sequence[float], start: float, end: float) -> float:
    """How many steps of a scale lie between two places, parts of a step counting as parts.

    With the scale v_0 < v_1 < ...: the position of x is k + (x - v_k) / (v_(k+1) - v_k) in its segment.

    Source: docs/method.md, section 12 (method-1.0). A step is SuanHeng's measure of effort.
    """
    return _position(scale, end) - _position(scale, start)


def ladders(profile: Profile, result: IndicatorResult) -> tuple[Ladder, ...]:
    """All that can rise in an indicator; nothing where it does not apply or is at its best.

    A quantitative indicator rises to the next anchors (60, 80, 100). Each applicable criterion of a capability
    indicator rises to the next credits (0.25, 0.5, 1); a step of one of m criteria is 1/m of a step of the
    indicator. If no criterion is answered, they rise together. Evidence rises by classes, a step each; what is
    missing rises in score and evidence at once, from E1.

    Source: docs/method.md, section 12 (method-1.0).
    """
    if result.weight <= 0.0 or result.state == "not_applicable":
        return ()
    rising = [_scores(result)] if result.measures else _criteria(result)
    if result.state == "missing":
        return tuple(_vouched(profile, item) for item in rising)
    return tuple(item for item in (*rising, _evidence(profile, result)) if item.rungs)


def _scores(result: IndicatorResult) -> Ladder:
    start = result.score or 0.0
    ends = [end for end in SCORES[1:] if end > start]
    return Ladder(
        tuple(
            Rung(
                result.code, result.code, "score", result.score, end,
                steps_between(SCORES, start, end), end - start, result.evidence,
            )
            for end in ends
        )
    )  # fmt: skip


def _criteria(result: IndicatorResult) -> list[Ladder]:
    applicable = [item for item in result.criteria if item.state != "not_applicable"]
    if result.state == "missing":
        return [_together(result)]
    return [_credit(result, item, len(applicable)) for item in applicable]


def _credit(result: IndicatorResult, item: CriterionResult, count: int) -> Ladder:
    start = item.credit or 0.0
    return Ladder(
        tuple(
            Rung(
                result.code, item.code, "credit", item.credit, end,
                steps_between(CREDITS, start, end) / count, 100.0 * (end - start) / count, result.evidence,
            )
            for end in CREDITS[1:]
            if end > start
        )
    )  # fmt: skip


def _together(result: IndicatorResult) -> Ladder:
    return Ladder(
        tuple(
            Rung(
                result.code, result.code, "credits", None, end,
                steps_between(CREDITS, 0.0, end), 100.0 * end, result.evidence,
            )
            for end in CREDITS[1:]
        )
    )  # fmt: skip


def _vouched(profile: Profile, ladder: Ladder) -> Ladder:
    """What is stated for the first time is self-declared, or, by more steps, of a better class."""
    kappa = profile.assurance.get(SELF_DECLARED, 0.0)
    classes = [(SELF_DECLARED, 0), *((klass, steps) for klass, _, steps in _above(profile, kappa))]
    return Ladder(
        tuple(
            replace(rung, klass=klass, steps=rung.steps + steps)
            for rung in ladder.rungs
            for klass, steps in classes
        )
    )


def _evidence(profile: Profile, result: IndicatorResult) -> Ladder:
    """The classes above the present one; without a figure there is nothing to vouch for."""
    if result.state != "scored":
        return Ladder(())
    start = profile.assurance.get(result.evidence, 0.0)
    return Ladder(
        tuple(
            Rung(result.code, result.code, "evidence", start, kappa, float(steps), 0.0, klass)
            for klass, kappa, steps in _above(profile, start)
        )
    )


def _above(profile: Profile, start: float) -> list[tuple[str, float, int]]:
    """The classes with a higher kappa: class, kappa, how many steps up."""
    classes = sorted(profile.assurance.items(), key=lambda item: item[1])
    higher = [(klass, kappa) for klass, kappa in classes if kappa > start]
    return [(klass, kappa, steps) for steps, (klass, kappa) in enumerate(higher, start=1)]


def _position(scale: Sequence[float], place: float) -> float:
    for number, (low, high) in enumerate(pairwise(scale)):
        if place <= high:
            return number + (place - low) / (high - low)
    return float(len(scale) - 1)
