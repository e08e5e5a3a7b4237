"""The pessimistic bound: what a score would be if everything of weak evidence were as bad as it may be."""

from collections.abc import Mapping

import numpy as np

from assess.scoring.intervals import own_intervals
from assess.scoring.mixing import UNRATED, levels, plain_mix, totals
from assess.scoring.points import Case, indicator_result
from assess.scoring.sampling import sample
from indicators.arrays import Array
from indicators.definitions import Framework, Indicator

WEAK = ("E1", "E2")
MIDDLE = 0.5


def pessimistic(framework: Framework, case: Case, *, final: bool) -> tuple[float, str | None]:
    """The score and the level with every figure of class E1 or E2 at the bad end of its interval.

    Plain weights, arithmetic means; what has better evidence stays as it was stated. Which end is bad is found by
    trying both ends of each figure by itself, which is enough because a score is monotone in each of them.

    Source: docs/method.md, section 8 (method-1.0).
    """
    profile, stated = case.profile, _stated(case)
    weak = _weak(framework, case) & set(_asked(framework, case))
    mix = plain_mix(profile)
    tried = {name: (2 * number, 2 * number + 1) for number, name in enumerate(sorted(weak))}

    def try_both(name: str) -> Array:
        places = np.full(max(1, 2 * len(tried)), stated.get(name, MIDDLE))
        if name in tried:
            places[list(tried[name])] = (0.0, 1.0)
        return places

    found = sample(framework, case, try_both, max(1, 2 * len(tried)))
    score = totals(framework, profile, found, mix, final=final).score
    bad = {name: float(score[high] < score[low]) for name, (low, high) in tried.items()}
    worst = sample(framework, case, lambda name: np.full(1, {**stated, **bad}.get(name, MIDDLE)), 1)
    drawn = totals(framework, profile, worst, mix, final=final)
    place = int(levels(profile, worst, drawn, final=final)[0])
    codes = [item.code for item in sorted(profile.levels, key=lambda level: level.score_from)]
    return float(drawn.score[0]), None if place == UNRATED else codes[place]


def _asked(framework: Framework, case: Case) -> tuple[str, ...]:
    """The names of everything that has an interval."""
    names: list[str] = []

    def note(name: str) -> Array:
        names.append(name)
        return np.full(1, MIDDLE)

    sample(framework, case, note, 1)
    return tuple(names)


def _stated(case: Case) -> Mapping[str, float]:
    """Where in its own interval an input was stated, 0 to 1."""
    return {
        code: np.clip((case.scope.known[code] - item.low) / (item.high - item.low), 0.0, 1.0)
        if item.high > item.low
        else MIDDLE
        for code, item in own_intervals(case.profile, case.facts).items()
    }


def _weak(framework: Framework, case: Case) -> set[str]:
    """The names of indicators, measures, criteria and inputs that rest on weak evidence."""
    return {
        name
        for item in framework.indicators
        if indicator_result(case, item).evidence in WEAK
        for name in (item.code, *_parts(item), *_inputs(case, item))
    }


def _parts(item: Indicator) -> list[str]:
    return [*(part.code for part in item.measures), *(part.code for part in item.criteria)]


def _inputs(case: Case, item: Indicator) -> list[str]:
    formulas = [*item.formulas, *(text for part in item.measures for text in part.formulas)]
    behind = [name for text in formulas for name in case.scope.behind(text)]
    return [*behind, *(part.input for part in item.criteria if part.input)]
