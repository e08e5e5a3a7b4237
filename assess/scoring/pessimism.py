"""The pessimistic bound: what a score would be if everything of weak evidence were as bad as it may be."""

from collections.abc import Iterable, Mapping

import numpy as np

from assess.scoring.mixing import UNRATED, levels, plain_mix, totals
from assess.scoring.points import Case
from assess.scoring.sampling import Subject, sample
from indicators.arrays import Array
from indicators.definitions import Indicator

WEAK = ("E1", "E2")
MIDDLE = 0.5


def pessimistic(subject: Subject, names: Iterable[str], *, final: bool) -> tuple[float, str | None]:
    """The score and the level with every figure of class E1 or E2 at the bad end of its interval.

    Plain weights, arithmetic means; what has better evidence stays as it was stated. Which end is bad is found by
    trying both ends of each figure by itself, which is enough because a score is monotone in each of them.
    ``names`` are those of everything that has an interval, as ``sample`` asks for them.

    Source: docs/method.md, section 8 (method-1.0).
    """
    framework, profile, stated = subject.framework, subject.case.profile, _stated(subject)
    weak = _weak(subject) & set(names)
    mix = plain_mix(profile)
    tried = {name: (2 * number, 2 * number + 1) for number, name in enumerate(sorted(weak))}

    def try_both(name: str) -> Array:
        places = np.full(max(1, 2 * len(tried)), stated.get(name, MIDDLE))
        if name in tried:
            places[list(tried[name])] = (0.0, 1.0)
        return places

    found = sample(subject, try_both, max(1, 2 * len(tried)))
    score = totals(framework, profile, found, mix, final=final).score
    bad = {name: float(score[high] < score[low]) for name, (low, high) in tried.items()}
    worst = sample(subject, lambda name: np.full(1, {**stated, **bad}.get(name, MIDDLE)), 1)
    drawn = totals(framework, profile, worst, mix, final=final)
    place = int(levels(profile, worst, drawn, final=final)[0])
    codes = [item.code for item in sorted(profile.levels, key=lambda level: level.score_from)]
    return float(drawn.score[0]), None if place == UNRATED else codes[place]


def _stated(subject: Subject) -> Mapping[str, float]:
    """Where in its own interval an input was stated, 0 to 1."""
    known = subject.case.scope.known
    return {
        code: np.clip((known[code] - item.low) / (item.high - item.low), 0.0, 1.0)
        if item.high > item.low
        else MIDDLE
        for code, item in subject.own.items()
    }


def _weak(subject: Subject) -> set[str]:
    """The names of indicators, measures, criteria and inputs that rest on weak evidence."""
    return {
        name
        for item, result in zip(subject.framework.indicators, subject.results, strict=True)
        if result.evidence in WEAK
        for name in (item.code, *_parts(item), *_inputs(subject.case, item))
    }


def _parts(item: Indicator) -> list[str]:
    return [*(part.code for part in item.measures), *(part.code for part in item.criteria)]


def _inputs(case: Case, item: Indicator) -> list[str]:
    formulas = [*item.formulas, *(text for part in item.measures for text in part.formulas)]
    behind = [name for text in formulas for name in case.scope.behind(text)]
    return [*behind, *(part.input for part in item.criteria if part.input)]
