"""In which interval a figure lies: by its class of evidence, by the number of events that were counted, or as given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from scipy.special import gammaincinv

from assess.scoring.results import Facts
from indicators.definitions import Profile

CONFIDENCE = 0.90
TAIL = (1.0 - CONFIDENCE) / 2.0
WEAKEST = "E1"
Basis = Literal["given", "count"]


@dataclass(frozen=True)
class Interval:
    """Ends of an interval in the figure's unit, and where it comes from. ``one_sided``: the far end is unknown."""

    low: float
    high: float
    basis: Basis
    one_sided: bool = False


@dataclass(frozen=True)
class Limits:
    """Physical limits of a figure; None is no limit on that side, and then nearness is to 0."""

    low: float | None = None
    high: float | None = None


def chi_square(share: float, degrees: int) -> float:
    """The quantile of the chi-square distribution.

    x with P(X <= x) = share, from the inverse of the regularised incomplete gamma function:
    x = 2 * P^-1(degrees / 2, share). share in (0, 1), degrees >= 1.

    Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.4.
    """
    return float(2.0 * gammaincinv(degrees / 2.0, share))


def events(count: float) -> Interval:
    """How many events a period like this one has in the long run, when ``count`` (>= 0) were seen in it.

    90 % interval [chi2(.05; 2r) / 2, chi2(.95; 2r + 2) / 2] with r = count rounded to a whole number. Of no
    event only the upper end is known, chi2(.95; 2) / 2 = 2.996 (the rule of three): both ends are set to it and
    the interval is ``one_sided``, so that a time between failures has a bound and never is infinite.

    Source: Garwood, Biometrika 28 (1936), the exact Poisson interval; docs/method.md, section 8.
    """
    seen = round(count)
    high = chi_square(1.0 - TAIL, 2 * seen + 2) / 2.0
    if seen == 0:
        return Interval(high, high, "count", one_sided=True)
    return Interval(chi_square(TAIL, 2 * seen) / 2.0, high, "count")


def time_between(hours: float, failures: int) -> tuple[float, float | None]:
    """The 90 % interval of a mean time between failures in h: [2T / chi2(.95; 2r + 2), 2T / chi2(.05; 2r)].

    Without a failure the upper end is None: the hours seen give a lower bound only.

    Source: docs/method.md, section 8; IEC 60605-4, time-terminated test.
    """
    found = events(failures)
    return hours / found.high, None if found.one_sided else hours / found.low


def half_width(value: float, share: float, limits: Limits) -> float:
    """Half the width of an interval of a figure known to ``share`` (0.05 = 5 %) of its distance to a limit.

    d = share * min(|x - low|, |high - x|): relative to the value itself where the next limit is 0, to
    100 - A for an availability, to PUE - 1 for a PUE. The interval therefore never leaves the limits.

    Source: docs/method.md, section 8 (method-1.0).
    """
    distance = abs(value - (limits.low or 0.0))
    if limits.high is not None:
        distance = min(distance, abs(limits.high - value))
    return share * distance


def relative_width(profile: Profile, evidence: str) -> float:
    """The relative half-width of a class of evidence; one that is not listed is taken as self-declared."""
    widths = profile.uncertainty.half_widths
    return widths.get(evidence, widths.get(WEAKEST, 0.0))


def own_intervals(profile: Profile, facts: Facts) -> dict[str, Interval]:
    """The raw inputs that have an interval of their own, by code: given with the input, or that of a count."""
    counted = {
        code: events(facts.inputs[code])
        for code in profile.uncertainty.counts
        if code in facts.inputs
    }
    given = {
        code: Interval(low, high, "given")
        for code, (low, high) in facts.intervals.items()
        if code in facts.inputs
    }
    return {**counted, **given}


def bounded(profile: Profile, inputs: Mapping[str, float]) -> dict[str, float]:
    """The inputs as they are scored: a count of no events stands for the most that it does not exclude.

    Zero failures in 480 h then score as an MTBF of 480 / 2.996 = 160 h, which is a lower bound.

    Source: docs/method.md, section 8 (method-1.0).
    """
    return {**inputs, **{code: events(0).high for code in uncounted(profile, inputs)}}


def uncounted(profile: Profile, inputs: Mapping[str, float]) -> tuple[str, ...]:
    """The counts of which no event was seen."""
    return tuple(code for code in profile.uncertainty.counts if inputs.get(code) == 0.0)


def any_of(names: Iterable[str], own: Mapping[str, Interval]) -> bool:
    """Whether one of these inputs has an interval of its own; the class of evidence then adds nothing."""
    return any(name in own for name in names)
