"""What a framework, a scoring profile and an accelerator are: frozen records, and how a file becomes one.

A framework says what is measured (indicators, criteria, inputs, formulas); a profile says how it is
scored (weights, anchors, gates, levels). Files are TOML; these records mirror them one to one.
Checks that cross records (an unknown input in a formula, an anchor nobody uses) are in
``indicators.checks``; types, missing and unknown keys are found here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from indicators.mappings import Clause
from indicators.practices import Practice
from indicators.records import Record, Text
from indicators.rules import Rule
from indicators.uncertainty import Uncertainty
from indicators.wording import Wording

Direction = Literal["higher", "lower"]
Kind = Literal["capability", "quantitative"]
CreditRule = Literal["ordinal", "half", "decade", "nines"]
Scale = Literal["lin", "log"]


@dataclass(frozen=True)
class Pillar(Record):
    """技术能力 or 性能: the report's two tables."""

    code: str
    name: Text
    source: str = ""


@dataclass(frozen=True)
class Group(Record):
    """A domain of table 1 or a first-level indicator of table 2."""

    code: str
    pillar: str
    name: Text
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Input(Record):
    """A raw input: a number somebody measures or declares, in a canonical unit.

    ``minimum``/``maximum`` are physical limits in that unit. ``origin`` = "cluster" marks a fact that
    the cluster's description gives (``field`` names which); ``prefill`` offers such a fact as a suggestion.
    ``presets`` are suggestions with a label, as "2" -> "conversational".
    """

    code: str
    name: Text
    unit: str
    minimum: float | None = None
    maximum: float | None = None
    integer: bool = False
    origin: Literal["form", "cluster"] = "form"
    field: str = ""
    prefill: str = ""
    help: Text | None = None
    presets: tuple["Preset", ...] = ()


@dataclass(frozen=True)
class Preset(Record):
    """A usual value of an input, with what it stands for."""

    value: float
    label: Text


@dataclass(frozen=True)
class Note(Record):
    """An oddity of the source (O01...), and what the product does about it."""

    code: str
    text: Text
    action: Text


@dataclass(frozen=True)
class Measure(Record):
    """A normalised measure: a formula over inputs and ``value``, scored on an anchor curve of the profile.

    ``formulas`` are tried in order; the first whose names are all known counts. ``value`` stands for the
    indicator's own value. ``requires`` are inputs that must be known although the formula does not use them.
    """

    code: str
    anchor: str
    formulas: tuple[str, ...]
    unit: str
    name: Text
    requires: tuple[str, ...] = ()


@dataclass(frozen=True)
class Criterion(Record):
    """A checkable part of a capability indicator. Numeric ones name an input and a threshold."""

    code: str
    text: Text
    type: Literal["ordinal", "numeric"]
    rule: CreditRule
    evidence: Text
    input: str = ""
    threshold: float | None = None
    unit: str = ""
    note: Text | None = None
    na_when: Text | None = None


@dataclass(frozen=True)
class Indicator(Record):
    """One of the report's 14 + 20 indicators.

    Quantitative: ``formulas`` give the value in ``unit`` from inputs (first computable one counts; the
    last usually is the value itself, declared), ``measures`` make it comparable.
    Capability: 100 times the mean credit of the applicable ``criteria``.
    ``minimum``/``maximum`` are limits of the value itself: one outside them (more service hours than
    hours) contradicts its inputs and is no value. ``aliases`` are other names, for the search.
    ``cross_checks`` are inputs asked here for consistency rules only.
    """

    code: str
    pillar: str
    group: str
    sequence: int
    source_table: str
    name: Text
    name_printed: str
    kind: Kind
    direction: Direction
    definition: Text
    formula: str
    evidence: Text
    abbreviation: str = ""
    unit: str = ""
    unit_in_source: str = ""
    formulas: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    context: Text | None = None
    na_when: Text | None = None
    notes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    cross_checks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Variable(Record):
    """A named intermediate formula shared by several indicators, as the nominal compute of the cluster."""

    code: str
    name: Text
    unit: str
    formulas: tuple[str, ...]


@dataclass(frozen=True)
class Framework(Record):
    """A whole framework version. Published ones never change."""

    code: str
    version: str
    title: Text
    source: Text
    pillars: tuple[Pillar, ...]
    groups: tuple[Group, ...]
    inputs: tuple[Input, ...]
    indicators: tuple[Indicator, ...]
    variables: tuple[Variable, ...] = ()
    notes: tuple[Note, ...] = ()
    rules: tuple[Rule, ...] = ()
    disclaimer: Text | None = None
    wording: Wording | None = None
    mappings: tuple[Clause, ...] = ()
    practices: tuple[Practice, ...] = ()

    @cached_property
    def input_by_code(self) -> Mapping[str, Input]:
        return {item.code: item for item in self.inputs}

    @cached_property
    def indicator_by_code(self) -> Mapping[str, Indicator]:
        return {item.code: item for item in self.indicators}

    @cached_property
    def criterion_by_code(self) -> Mapping[str, Criterion]:
        return {item.code: item for indicator in self.indicators for item in indicator.criteria}

    @cached_property
    def note_by_code(self) -> Mapping[str, Note]:
        return {item.code: item for item in self.notes}


@dataclass(frozen=True)
class Anchor(Record):
    """Where a measure scores 0, 60, 80 and 100, piecewise linear in x ("lin") or ln x ("log"), clamped."""

    code: str
    scale: Scale
    points: tuple[float, float, float, float]
    quality: Literal["strong", "medium", "weak"]
    basis: Text


@dataclass(frozen=True)
class Level(Record):
    """A level and what it asks: score from, assurance from, every group from."""

    code: str
    name: Text
    score_from: float
    assurance_from: float = 0.0
    group_from: float = 0.0


@dataclass(frozen=True)
class Caps(Record):
    """Limits on the level: coverage needed to be rated, and group floors that cap at a level."""

    coverage_from: float
    group_floors: tuple["Floor", ...] = ()
    gate_credit: float = 0.5
    gate_level: str = "L2"


@dataclass(frozen=True)
class Floor(Record):
    """A group below ``below`` caps the level at ``level``."""

    below: float
    level: str


@dataclass(frozen=True)
class Profile(Record):
    """How a framework is scored: SuanHeng's method, not CAICT's. Finished submissions keep theirs.

    ``pillars``: share by pillar code; ``groups``: share in its pillar by group code; ``indicators``: share in
    its group by indicator code. Shares need not add up to one; they are normalised among what applies.
    ``gates`` are criterion codes (一票否决). ``assurance`` is kappa by evidence class E0-E4.
    ``not_applicable`` are indicators the profile leaves out. ``show_discounted`` also shows the score
    discounted by the evidence; it is off unless a profile turns it on.
    ``uncertainty`` says what is drawn how widely.
    """

    code: str
    version: str
    method: str
    framework: str
    title: Text
    description: Text
    pillars: Mapping[str, float]
    groups: Mapping[str, float]
    indicators: Mapping[str, float]
    anchors: tuple[Anchor, ...]
    levels: tuple[Level, ...]
    caps: Caps
    gates: tuple[str, ...]
    assurance: Mapping[str, float]
    show_from_coverage: float = 0.5
    not_applicable: tuple[str, ...] = ()
    show_discounted: bool = False
    disclaimer: Text | None = None
    uncertainty: Uncertainty = field(default_factory=Uncertainty)

    @cached_property
    def anchor_by_code(self) -> Mapping[str, Anchor]:
        return {item.code: item for item in self.anchors}


@dataclass(frozen=True)
class Accelerator(Record):
    """An accelerator card of the catalogue. Peak is dense 16-bit; link bandwidth bidirectional per card.

    ``verified`` is false where no data sheet was seen; ``note`` then says what is unsure.
    """

    code: str
    name: str
    vendor: str
    source: str
    verified: bool
    peak_tflops: float | None = None
    memory_gb: float | None = None
    memory_bandwidth_gb_s: float | None = None
    link_gb_s: float | None = None
    link_name: str = ""
    power_w: float | None = None
    note: Text | None = None
