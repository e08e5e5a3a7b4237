"""The steps by which an indicator can rise: from anchor to anchor, from credit to credit, from class to class."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from assess.scoring.normalise import SCORES
from assess.scoring.points import NO_EVIDENCE, SELF_DECLARED
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
    kappa: what the indicator's assurance gains; a criterion that is answered for the first time is self-declared.
    """

    indicator: str
    item: str
    kind: Kind
    start: float | None
    end: float
    steps: float
    gain: float
    klass: str
    kappa: float = 0.0


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
    rising = [_scores(result)] if result.measures else _criteria(profile, result)
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


def _criteria(profile: Profile, result: IndicatorResult) -> list[Ladder]:
    applicable = [item for item in result.criteria if item.state != "not_applicable"]
    if result.state == "missing":
        return [_together(result)]
    declared = _kappa(profile, SELF_DECLARED) - _kappa(profile, NO_EVIDENCE)
    return [_credit(result, item, len(applicable), declared) for item in applicable]


def _credit(result: IndicatorResult, item: CriterionResult, count: int, declared: float) -> Ladder:
    start = item.credit or 0.0
    kappa = declared / count if item.state == "missing" else 0.0
    return Ladder(
        tuple(
            Rung(
                result.code, item.code, "credit", item.credit, end,
                steps_between(CREDITS, start, end) / count, 100.0 * (end - start) / count, result.evidence, kappa,
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
    declared, none = _kappa(profile, SELF_DECLARED), _kappa(profile, NO_EVIDENCE)
    classes = [(SELF_DECLARED, declared, 0), *_above(profile, declared)]
    return Ladder(
        tuple(
            replace(rung, klass=klass, steps=rung.steps + steps, kappa=kappa - none)
            for rung in ladder.rungs
            for klass, kappa, steps in classes
        )
    )


def _evidence(profile: Profile, result: IndicatorResult) -> Ladder:
    """The classes above the present one; without a figure there is nothing to vouch for."""
    if result.state != "scored":
        return Ladder(())
    start = min(_vouched_for(profile, result))
    return Ladder(
        tuple(
            Rung(
                result.code, result.code, "evidence", start, kappa, float(steps), 0.0, klass,
                _better(profile, result, kappa),
            )
            for klass, kappa, steps in _above(profile, start)
        )
    )  # fmt: skip


def _vouched_for(profile: Profile, result: IndicatorResult) -> list[float]:
    """The kappa of what is stated: of the indicator, or of each criterion that is answered."""
    stated = [item.evidence for item in result.criteria if item.state == "scored"]
    return [_kappa(profile, code) for code in stated or [result.evidence]]


def _better(profile: Profile, result: IndicatorResult, kappa: float) -> float:
    """What the indicator's kappa gains when all that is stated has at least this one."""
    gained = sum(max(kappa - own, 0.0) for own in _vouched_for(profile, result))
    applicable = [item for item in result.criteria if item.state != "not_applicable"]
    return gained / max(len(applicable), 1)


def _kappa(profile: Profile, klass: str) -> float:
    return profile.assurance.get(klass, 0.0)


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
