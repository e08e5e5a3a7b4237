"""Which of several clusters is better, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assess.scoring.mixing import random_mix, totals
from assess.scoring.results import Facts
from assess.scoring.sampling import Sample, sample, subject_of
from assess.scoring.uncertainty import Band, band
from indicators.arrays import Array
from indicators.definitions import Framework, Profile


@dataclass(frozen=True)
class Comparison:
    """Clusters compared, in the order in which they were given.

    above: P(S_row > S_column); equal scores count half, so that both directions add up to 1. first: the
    probability of being the best of all. bands: 5, 50 and 95 % of each, missing indicators drawn too.
    """

    seed: int
    draws: int
    order_from: float
    bands: tuple[Band, ...]
    above: tuple[tuple[float, ...], ...]
    first: tuple[float, ...]

    def is_ordered(self, better: int, worse: int) -> bool:
        """Whether one may be called better than the other."""
        return better != worse and self.above[better][worse] >= self.order_from


def compare(framework: Framework, profile: Profile, several: Sequence[Facts], seed: int) -> Comparison:  # fmt: skip
    """Draw several clusters together: the weights and the way of averaging are the same for all in each draw.

    What is missing of a cluster is drawn from U(0, 100) for itself, since nobody knows it; inputs are drawn from
    their intervals. One cluster is called better only where P >= ``order_from`` (0.90).

    Source: docs/method.md, section 8 (method-1.0).
    """
    table = profile.uncertainty
    random = np.random.default_rng(seed)
    mix = random_mix(profile, random, table.draws)
    scores = []
    for facts in several:
        subject = subject_of(framework, profile, facts)
        found = sample(subject, lambda _name: random.random(table.draws), table.draws)
        scores.append(totals(framework, profile, _filled(found, random), mix, final=True).score)
    drawn = np.stack(scores)
    return Comparison(
        seed=seed,
        draws=table.draws,
        order_from=table.order_from,
        bands=tuple(band(row) for row in drawn),
        above=tuple(tuple(_above(one, other) for other in drawn) for one in drawn),
        first=_first(drawn),
    )


def _filled(found: Sample, random: np.random.Generator) -> Sample:
    """Missing indicators from U(0, 100)."""
    missing = np.isnan(found.scores)
    guessed = 100.0 * random.random(found.scores.shape)
    return Sample(found.results, np.where(missing, guessed, found.scores), found.gates)


def _above(one: Array, other: Array) -> float:
    return float(np.mean(one > other) + 0.5 * np.mean(one == other))


def _first(drawn: Array) -> tuple[float, ...]:
    """The share of draws that each is best in; those that share the first place share the draw."""
    best = drawn == drawn.max(axis=0)
    return tuple(float(part) for part in (best / best.sum(axis=0)).mean(axis=1))
