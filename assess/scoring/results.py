"""What goes into an assessment and what comes out: frozen records, no behaviour."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

State = Literal["scored", "missing", "not_applicable"]


@dataclass(frozen=True)
class Facts:
    """All that is known of a cluster in a period, in canonical units.

    inputs: raw inputs by code. credits: credit in [0, 1] by ordinal criterion code.
    not_applicable: reason by indicator or criterion code.
    evidence: class E0-E4 by indicator code, or by criterion code where it differs.
    intervals: lowest and highest by input code, where somebody gave a range with an input.
    """

    inputs: Mapping[str, float] = field(default_factory=dict)
    credits: Mapping[str, float] = field(default_factory=dict)
    not_applicable: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[str, str] = field(default_factory=dict)
    intervals: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class MeasureResult:
    """A normalised measure: what it is, from which formula with which numbers, and its score 0-100."""

    code: str
    anchor: str
    value: float | None
    unit: str
    formula: str
    substituted: str
    score: float | None


@dataclass(frozen=True)
class CriterionResult:
    """A criterion's credit; ``met`` is the verdict against the report's own threshold, where it has one."""

    code: str
    state: State
    credit: float | None
    value: float | None
    met: bool | None
    gate: bool
    evidence: str = ""


@dataclass(frozen=True)
class IndicatorResult:
    """An indicator's way from inputs to points.

    evidence, kappa: class and assurance in [0, 1]; of criteria the mean kappa, and the class it reaches.

    weight: share of the overall in points of 100 among applicable indicators.
    contribution: weight * score / 100, in points of the final overall (0 when missing).
    missing: inputs or criteria that would make it known.
    bounds: inputs that counted no event, so that the value is a one-sided bound.
    """

    code: str
    pillar: str
    group: str
    state: State
    value: float | None
    unit: str
    formula: str
    substituted: str
    measures: tuple[MeasureResult, ...]
    criteria: tuple[CriterionResult, ...]
    score: float | None
    weight: float
    contribution: float
    evidence: str
    missing: tuple[str, ...]
    reason: str = ""
    bounds: tuple[str, ...] = ()
    kappa: float = 0.0


@dataclass(frozen=True)
class GroupResult:
    """A group: score over what is known, final score with missing = 0, coverage of its weight.

    ``score``/``final`` are None where nothing is known / nothing applies.
    """

    code: str
    pillar: str
    score: float | None
    final: float | None
    coverage: float
    weight: float


@dataclass(frozen=True)
class PillarResult:
    """A pillar: known score, final score, coverage, bounds, assurance, geometric figure."""

    code: str
    score: float | None
    final: float | None
    coverage: float
    low: float
    high: float
    assurance: float
    geometric: float | None
    weight: float


@dataclass(frozen=True)
class Cap:
    """A reason that holds the level down: ``rule`` is a stable code, ``subject`` what it concerns.

    rules: "score", "assurance", "group", "gate", "coverage". ``limit`` is the highest level left (None: not rated).
    """

    rule: str
    subject: str
    found: float
    needed: float
    limit: str | None


@dataclass(frozen=True)
class Rating:
    """A level (None: not rated) and every reason that holds it down."""

    level: str | None
    by_score: str
    caps: tuple[Cap, ...]


@dataclass(frozen=True)
class Assessment:
    """The whole result. ``known`` is the draft figure (over what is known, None below the coverage at which it
    may be shown), ``final`` counts missing as 0. Bounds: missing as 0 and as 100. ``not_applicable`` is the
    share of the profile's weight that does not apply, ``discounted`` the score discounted by the evidence."""

    method: str
    profile: str
    known: float | None
    known_raw: float | None
    final: float
    coverage: float
    low: float
    high: float
    assurance: float
    geometric: float | None
    draft_rating: Rating
    final_rating: Rating
    pillars: tuple[PillarResult, ...]
    groups: tuple[GroupResult, ...]
    indicators: tuple[IndicatorResult, ...]
    not_applicable: float = 0.0
    discounted: float | None = None
