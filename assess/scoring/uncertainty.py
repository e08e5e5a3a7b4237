"""How far a score could be off: seeded Monte Carlo over inputs, weights and ways of averaging, and the pessimistic bound.

Independent errors average out, so the band covers what is random. It does not cover a bias that all figures share
(everything self-declared too well); that is what the pessimistic bound is for.
"""

from dataclasses import dataclass

import numpy as np

from assess.scoring.intervals import Basis
from assess.scoring.mixing import UNRATED, Places, Totals, levels, random_mix, totals
from assess.scoring.pessimism import pessimistic
from assess.scoring.results import Facts
from assess.scoring.sampling import Subject, sample, subject_of
from indicators.arrays import Array
from indicators.definitions import Framework, Profile

SHARES = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Band:
    """Where a figure lies in 90 of 100 draws, and its median."""

    low: float
    median: float
    high: float


@dataclass(frozen=True)
class LevelShare:
    """A level (None: not rated) and the share of draws that reach it, in (0, 1]."""

    level: str | None
    share: float


@dataclass(frozen=True)
class GroupBand:
    """The band of a group's score."""

    code: str
    band: Band


@dataclass(frozen=True)
class InputInterval:
    """A raw input with an interval of its own: given, or that of a count."""

    input: str
    value: float
    low: float
    high: float
    basis: Basis
    one_sided: bool


@dataclass(frozen=True)
class Uncertain:
    """How far a score could be off. ``pessimistic`` has every E1 and E2 figure at its bad end, plain weights."""

    seed: int
    draws: int
    band: Band
    levels: tuple[LevelShare, ...]
    groups: tuple[GroupBand, ...]
    pessimistic: float
    pessimistic_level: str | None
    inputs: tuple[InputInterval, ...]


def uncertainty(framework: Framework, profile: Profile, facts: Facts, *, final: bool, seed: int) -> Uncertain | None:  # fmt: skip
    """Draw a score many times; the same seed and facts give the same figures.

    Args:
        framework, profile, facts: as for ``assess``; how much is drawn is the profile's ``uncertainty``.
        final: whether missing counts 0 or is left out. What is missing is not drawn here: the bounds tell of it.
        seed: kept with the result, so that anybody can draw the same again.

    Returns None where nothing is known, so that there is no figure to be unsure of.

    Source: docs/method.md, section 8 (method-1.0); OECD/JRC, Handbook on Constructing Composite Indicators
    (2008), step 7.
    """
    draws = profile.uncertainty.draws
    random = np.random.default_rng(seed)
    subject = subject_of(framework, profile, facts)
    names: list[str] = []

    def place(name: str) -> Array:
        names.append(name)
        return random.random(draws)

    found = sample(subject, place, draws)
    drawn = totals(framework, profile, found, random_mix(profile, random, draws), final=final)
    if np.isnan(drawn.overall.known).all():
        return None
    worst, level = pessimistic(subject, names, final=final)
    return Uncertain(
        seed=seed,
        draws=draws,
        band=band(drawn.score),
        levels=_level_shares(profile, levels(profile, found, drawn, final=final)),
        groups=_groups(drawn, final=final),
        pessimistic=worst,
        pessimistic_level=level,
        inputs=_inputs(subject),
    )


def band(drawn: Array) -> Band:
    """5 %, 50 % and 95 % of the draws that have a figure."""
    low, median, high = np.nanquantile(drawn, SHARES)
    return Band(float(low), float(median), float(high))


def _level_shares(profile: Profile, place: Places) -> tuple[LevelShare, ...]:
    """The share of draws of each level that some draw reaches, from low to high; not rated comes first."""
    codes = [item.code for item in sorted(profile.levels, key=lambda level: level.score_from)]
    numbers, counts = np.unique(place, return_counts=True)
    return tuple(
        LevelShare(None if number == UNRATED else codes[number], count / place.size)
        for number, count in zip(numbers.tolist(), counts.tolist(), strict=True)
    )


def _groups(drawn: Totals, *, final: bool) -> tuple[GroupBand, ...]:
    scores = {code: item.final if final else item.known for code, item in drawn.groups.items()}
    return tuple(
        GroupBand(code, band(score)) for code, score in scores.items() if not np.isnan(score).all()
    )


def _inputs(subject: Subject) -> tuple[InputInterval, ...]:
    known = subject.case.facts.inputs
    return tuple(
        InputInterval(code, known[code], item.low, item.high, item.basis, item.one_sided)
        for code, item in sorted(subject.own.items())
    )
