"""What utilisation real trainings reached end to end, downtime included, and how sure one may be of the next one."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import fmean

from scipy.special import stdtrit

from assess.capacity.published import EXCLUDED, Run

CLASSES = (("hopper", r"H100|H200|H800|GH200|H20"), ("ampere", r"A100|A800"))
"""Card classes with runs enough of their own; others are judged by all of them together."""

EXPERT_CLASS, OTHER_CLASS = "experts", "other"
FEWEST_TO_SCATTER = 2
FEWEST_FAMILIES = 4
"""From so many model families on, a class is judged by its own runs."""

NOMINAL = 0.90


@dataclass(frozen=True)
class Observed:
    """One finished training: its family (models of one team and generation), card class and effective MFU in (0, 1]."""

    run: str
    family: str
    card_class: str
    mfu: float


@dataclass(frozen=True)
class Prior:
    """Effective MFU of a training not seen yet: ln MFU is Student-t around ``centre`` with ``scale`` and ``freedom``.

    families: how many families it rests on.
    """

    centre: float
    scale: float
    freedom: int
    families: int

    def quantile(self, share: float) -> float:
        """MFU that a share in (0, 1) of trainings stays below; never above 1."""
        return min(exp(self.centre + self.scale * float(stdtrit(self.freedom, share))), 1.0)

    def interval(self, nominal: float = NOMINAL) -> tuple[float, float]:
        """The central interval that should hold a share ``nominal`` of trainings."""
        tail = (1.0 - nominal) / 2.0
        return self.quantile(tail), self.quantile(1.0 - tail)


def observed(runs: Iterable[Run]) -> tuple[Observed, ...]:
    """The finished trainings among published rows, with the MFU that their card-hours amount to.

    MFU = (6 N_active + 6 L h s) D / (card-seconds * peak): causal attention, all downtime inside. Projections,
    estimates and excluded rows say nothing of reality and are left out.

    Source: docs/planner.md, section 2.1.
    """
    found = (_observed(run) for run in runs if run.kind == "run" and run.tier != EXCLUDED)
    return tuple(item for item in found if item is not None)


def prior(rows: Sequence[Observed], card_class: str) -> Prior:
    """The prior of a card class from its own runs, or from all where it has fewer than four families.

    A new training is a new family: ln MFU of families scatters with the variance of family means plus the scatter
    within families; the mean of k families is itself uncertain. The predictive distribution is Student-t with k - 1
    degrees of freedom and scale sqrt(s^2 (1 + 1/k)). So seven sizes of one family do not count as seven runs.

    Raises ValueError for fewer than two families.

    Source: prediction interval of a normal sample (Student's t) on family means; docs/planner.md.
    """
    own = [item for item in rows if item.card_class == card_class]
    chosen = own if len({item.family for item in own}) >= FEWEST_FAMILIES else list(rows)
    by_family = _by_family(chosen)
    count = len(by_family)
    if count < FEWEST_TO_SCATTER:
        raise ValueError(f"{count} families of runs; at least {FEWEST_TO_SCATTER} are needed")
    means = [fmean(values) for values in by_family]
    centre = fmean(means)
    between = sum((mean - centre) ** 2 for mean in means) / (count - 1)
    variance = between + _within(by_family)
    return Prior(centre, sqrt(variance * (1.0 + 1.0 / count)), count - 1, count)


@dataclass(frozen=True)
class Coverage:
    """Of trainings whose family was left out of the prior: how many fell into its nominal interval."""

    inside: int
    runs: int
    missed: tuple[str, ...]

    @property
    def share(self) -> float:
        """Share that fell inside, in [0, 1]."""
        return self.inside / self.runs if self.runs else 0.0


@dataclass(frozen=True)
class HeldOut:
    """A training with the interval of MFU that the runs of other families give it."""

    seen: Observed
    low: float
    high: float

    @property
    def inside(self) -> bool:
        """Whether the interval holds it."""
        return self.low <= self.seen.mfu <= self.high


def held_out(rows: Sequence[Observed], nominal: float = NOMINAL) -> tuple[HeldOut, ...]:
    """Each training with the nominal interval of a prior that never saw its family."""
    found = []
    for item in rows:
        others = [other for other in rows if other.family != item.family]
        low, high = prior(others, item.card_class).interval(nominal)
        found.append(HeldOut(item, low, high))
    return tuple(found)


def coverage(rows: Sequence[Observed], nominal: float = NOMINAL) -> Coverage:
    """Leave each family out, predict its runs by the prior of the others, count how many the interval holds."""
    missed = tuple(item.seen.run for item in held_out(rows, nominal) if not item.inside)
    return Coverage(len(rows) - len(missed), len(rows), missed)


def class_of(card: str, *, experts: bool = False) -> str:
    """The class by which a training is judged: mixtures of experts by themselves, else by the card."""
    if experts:
        return EXPERT_CLASS
    return next((name for name, pattern in CLASSES if re.search(pattern, card, re.I)), OTHER_CLASS)


def _observed(run: Run) -> Observed | None:
    seconds = run.card_seconds()
    if not (seconds and run.tokens and run.peak_tflops and run.params_active):
        return None
    per_token = 6.0 * run.params_active + 6.0 * run.layers * run.hidden * run.sequence
    mfu = per_token * run.tokens / (seconds * run.peak_tflops * 1e12)
    return Observed(run.id, family_of(run.id), class_of_run(run), mfu)


def class_of_run(run: Run) -> str:
    """The class by which a run is judged."""
    return class_of(run.gpu, experts=run.params_total > 1.01 * run.params_active)


def family_of(identifier: str) -> str:
    """The family in a row's id: the name and generation before the size, as ``llama31`` of ``llama31-405b``.

    Llama 3 and 3.1 are one family: the first digit tells the generation.
    """
    found = re.match(r"[a-z]+\d?", identifier)
    return found[0] if found else identifier


def _by_family(rows: Iterable[Observed]) -> list[list[float]]:
    families: dict[str, list[float]] = {}
    for item in rows:
        families.setdefault(item.family, []).append(log(item.mfu))
    return list(families.values())


def _within(families: list[list[float]]) -> float:
    """Variance within families, the part of it that their means do not already show."""
    squares = sum((value - fmean(values)) ** 2 for values in families for value in values)
    freedom = sum(len(values) - 1 for values in families)
    shown = fmean(1.0 / len(values) for values in families)
    return squares / freedom * (1.0 - shown) if freedom else 0.0
