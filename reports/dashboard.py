"""What is told of an assessment: frozen records, the same for page, PDF and JSON.

Nothing here is formatted and nothing is in one language only: texts are ``Text`` in Chinese and English,
numbers are numbers, missing is None. Pages and documents choose language and digits.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Literal
from uuid import UUID

from assess.scoring.results import State
from assess.tallies import Told
from indicators.definitions import (
    Anchor,
    Criterion,
    Indicator,
    Input,
    Level,
    Measure,
    Note,
    Variable,
)
from indicators.practices import Practice
from indicators.records import Text
from indicators.wording import Wording
from reports.advice import Advice, Goal
from reports.certainty import Certainty
from reports.changes import Changes
from reports.grounds import Basis
from reports.review import Review
from reports.sensitivity import Sensitivity

Origin = Literal["real", "published", "synthetic"]
Verdict = Literal["passed", "failed", "unknown", "not_applicable"]


def say(text: Text, language: str) -> str:
    """A text in the reader's language."""
    return text.en if language.startswith("en") else text.zh


@dataclass(frozen=True)
class Machine:
    """The cluster as it was described; what was not disclosed is None."""

    name: str
    nodes: int | None
    cards_per_node: int | None
    cards: int | None
    accelerator: str
    card_peak_tflops: float | None
    nominal_pflops: float | None
    location: str
    note: str


@dataclass(frozen=True)
class Method:
    """By which framework, profile and method version the figures were made."""

    framework: Text
    framework_version: str
    source: Text
    profile: Text
    profile_version: str
    version: str
    disclaimer: Text
    wording: Wording | None = None


@dataclass(frozen=True)
class Subject:
    """Who and what was assessed, for which period, in which state, from which kind of data."""

    submission: UUID
    title: str
    note: str
    organisation: str
    origin: Origin
    machine: Machine
    period_start: date
    period_end: date
    state: str


@dataclass(frozen=True)
class Edition:
    """Which computation is shown. ``number`` is None for a preview that was not kept."""

    final: bool
    computed_at: datetime
    number: str | None
    digest: str


@dataclass(frozen=True)
class CapReason:
    """Why the level is not higher: stable rule, what it concerns, the sentence."""

    rule: str
    subject: str
    text: Text


@dataclass(frozen=True)
class Overall:
    """The result. ``score`` is None where too little is known to show one; the bounds always hold.

    ``discounted`` is None unless the profile shows it; ``not_applicable`` is a share of the weight.
    """

    score: float | None
    low: float
    high: float
    coverage: float
    assurance: float
    geometric: float | None
    unbalanced: bool
    discounted: float | None
    not_applicable: float
    partial_scope: bool
    level: Level | None
    level_by_score: Level | None
    reasons: tuple[CapReason, ...]
    show_from_coverage: float


@dataclass(frozen=True)
class PillarFigures:
    """A pillar: 技术能力 or 性能; ``score`` is None where too little is known to show one."""

    code: str
    name: Text
    score: float | None
    coverage: float
    low: float
    high: float
    assurance: float
    weight: float


@dataclass(frozen=True)
class GroupFigures:
    """A domain of table 1 or a first-level indicator of table 2; ``weight`` in points of the overall."""

    code: str
    pillar: str
    name: Text
    score: float | None
    coverage: float
    weight: float
    contribution: float


@dataclass(frozen=True)
class Reading:
    """A raw input as it counted, and, where the row still says the same, what was typed, by whom and from where."""

    input: Input
    value: float | None
    typed: str
    source: str
    road: str
    given_by: str
    given_at: datetime | None
    from_cluster: bool
    basis: Basis | None = None


@dataclass(frozen=True)
class MeasureFigures:
    """A normalised measure with its anchor curve."""

    measure: Measure
    anchor: Anchor
    value: float | None
    formula: str
    substituted: str
    score: float | None


@dataclass(frozen=True)
class CriterionFigures:
    """A criterion: credit, verdict against the report's threshold, reason where it does not apply."""

    criterion: Criterion
    state: State
    credit: float | None
    value: float | None
    met: bool | None
    gate: bool
    reason: str


@dataclass(frozen=True)
class Missing:
    """What would have to be given, or counted nothing: an input or a criterion."""

    code: str
    name: Text


@dataclass(frozen=True)
class IndicatorFigures:
    """One indicator, from raw input to its share of the overall.

    weight and contribution in points of 100. ``reason`` is the stated reason, or a ready sentence, why it
    does not apply or has no value. ``bounds`` are the counts of nothing that make its value a one-sided bound.
    """

    definition: Indicator
    state: State
    value: float | None
    formula: str
    substituted: str
    measures: tuple[MeasureFigures, ...]
    criteria: tuple[CriterionFigures, ...]
    readings: tuple[Reading, ...]
    score: float | None
    weight: float
    contribution: float
    evidence: str
    missing: tuple[Missing, ...]
    reason: Text | None
    bounds: tuple[Missing, ...]
    note: str
    notes: tuple[Note, ...]
    variables: tuple[Variable, ...]
    practices: tuple[Practice, ...]
    goals: tuple[Goal, ...] = ()

    @property
    def code(self) -> str:
        return self.definition.code

    def names(self, language: str) -> dict[str, str]:
        """How the names in its formulas are called."""
        names = {row.input.code: say(row.input.name, language) for row in self.readings}
        names |= {row.code: say(row.name, language) for row in self.variables}
        return names | {"value": say(self.definition.name, language)}


@dataclass(frozen=True)
class Gate:
    """A gate criterion (一票否决) and how it stands: passed, failed, unknown (draft) or not applicable."""

    criterion: Criterion
    indicator: str
    credit: float | None
    verdict: Verdict


@dataclass(frozen=True)
class Dashboard:
    """Everything that is told of one score of one submission."""

    subject: Subject
    method: Method
    edition: Edition
    overall: Overall
    levels: tuple[Level, ...]
    pillars: tuple[PillarFigures, ...]
    groups: tuple[GroupFigures, ...]
    indicators: tuple[IndicatorFigures, ...]
    gates: tuple[Gate, ...]
    notes: tuple[Note, ...]
    certainty: Certainty | None
    review: Review
    advice: Advice | None = None
    changes: Changes | None = None
    sensitivity: Sensitivity | None = None
    checklists: tuple[Told, ...] = ()

    @cached_property
    def indicator_by_code(self) -> Mapping[str, IndicatorFigures]:
        return {item.code: item for item in self.indicators}

    @cached_property
    def group_by_code(self) -> Mapping[str, GroupFigures]:
        return {item.code: item for item in self.groups}

    @property
    def known_pillars(self) -> tuple[PillarFigures, ...]:
        """Pillars of which something is known, though perhaps too little to show their score."""
        known = {item.definition.pillar for item in self.scored}
        return tuple(item for item in self.pillars if item.code in known)

    @property
    def missing(self) -> tuple[IndicatorFigures, ...]:
        return tuple(item for item in self.indicators if item.state == "missing")

    @property
    def partial(self) -> tuple[IndicatorFigures, ...]:
        """Scored ones of which a part is still missing."""
        return tuple(item for item in self.indicators if item.state == "scored" and item.missing)

    @property
    def not_applicable(self) -> tuple[IndicatorFigures, ...]:
        return tuple(item for item in self.indicators if item.state == "not_applicable")

    @property
    def scored(self) -> tuple[IndicatorFigures, ...]:
        return tuple(item for item in self.indicators if item.state == "scored")

    def of_group(self, code: str) -> tuple[IndicatorFigures, ...]:
        return tuple(item for item in self.indicators if item.definition.group == code)

    def of_pillar(self, code: str) -> tuple[GroupFigures, ...]:
        return tuple(item for item in self.groups if item.pillar == code)
