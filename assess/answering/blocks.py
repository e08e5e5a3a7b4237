"""The form with its answers: frozen records that the templates show without asking anything more."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from assess.answering.fields import CriterionField, Given, InputField
from assess.answering.frames import (
    CriterionFrame,
    FormFrame,
    GroupFrame,
    IndicatorFrame,
    InputFrame,
)
from assess.answering.measured import Measured
from assess.answering.numbers import number, plain
from assess.models import Answer, Cluster, Measurement
from assess.scoring.consistency import Finding
from assess.scoring.results import Assessment, CriterionResult, IndicatorResult


@dataclass(frozen=True)
class Stored:
    """What is kept of a submission: measurements by input, answers by item."""

    measurements: Mapping[str, Measurement]
    answers: Mapping[str, Answer]


@dataclass(frozen=True)
class Known:
    """All that a form shows: what was given and what came of it, what was typed just now and is wrong with it.

    ``opened`` is the indicator whose evidence, note and source are shown from the start.
    """

    frame: FormFrame
    cluster: Cluster
    stored: Stored
    result: Assessment
    findings: tuple[Finding, ...] = ()
    measured: Mapping[str, tuple[Measured, ...]] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    opened: str = ""

    @cached_property
    def results(self) -> Mapping[str, IndicatorResult]:
        return {item.code: item for item in self.result.indicators}

    def findings_at(self, code: str) -> tuple[Finding, ...]:
        """The rules that fire on an indicator, or on a number that is asked there."""
        asked = {item.code for item in self.frame.indicators[code].inputs}
        return tuple(
            item
            for item in self.findings
            if code in item.rule.indicators or asked & set(item.rule.inputs)
        )


@dataclass(frozen=True)
class MeasureShown:
    """A normalised measure with its score."""

    name: str
    value: float | None
    unit: str
    substituted: str
    score: float | None


@dataclass(frozen=True)
class IndicatorBlock:
    """One indicator of the form."""

    frame: IndicatorFrame
    result: IndicatorResult
    fields: tuple[InputField, ...]
    given: tuple[Given, ...]
    criteria: tuple[CriterionField, ...]
    measures: tuple[MeasureShown, ...]
    missing: tuple[str, ...]
    not_applicable: bool
    reason: str
    evidence: str
    note: str
    reason_error: str
    evidence_error: str
    opened: bool
    findings: tuple[Finding, ...]
    decision: str
    decision_note: str
    measured: tuple[Measured, ...]

    @property
    def code(self) -> str:
        return self.frame.code

    @cached_property
    def typed(self) -> list[InputField]:
        """Every number that is typed here, those of criteria too."""
        return [*self.fields, *(item.input for item in self.criteria if item.input)]

    @property
    def ranged(self) -> bool:
        return any(item.low or item.high for item in self.typed)

    @cached_property
    def raw(self) -> list[InputField]:
        return [item for item in self.fields if item.frame.role == "raw"]

    @cached_property
    def direct(self) -> list[InputField]:
        return [item for item in self.fields if item.frame.role == "direct"]

    @cached_property
    def context(self) -> list[InputField]:
        return [item for item in self.fields if item.frame.role == "context"]

    @cached_property
    def checking(self) -> list[InputField]:
        return [item for item in self.fields if item.frame.role == "check"]


@dataclass(frozen=True)
class GroupBlock:
    """A group with how much of it is answered."""

    frame: GroupFrame
    indicators: tuple[IndicatorBlock, ...]
    answered: int
    total: int
    dot: str


@dataclass(frozen=True)
class PillarBlock:
    """A pillar with its groups."""

    code: str
    name: str
    groups: tuple[GroupBlock, ...]


@dataclass(frozen=True)
class Summary:
    """How far the form is: answered indicators, the draft figure, and the next one to answer."""

    answered: int
    total: int
    result: Assessment
    missing: tuple[str, ...]
    following: str


@dataclass(frozen=True)
class FormPage:
    """The whole form."""

    pillars: tuple[PillarBlock, ...]
    summary: Summary


def form_page(known: Known) -> FormPage:
    """Put a whole form together."""
    pillars = tuple(
        PillarBlock(item.code, item.name, tuple(group_block(known, group) for group in item.groups))
        for item in known.frame.pillars
    )
    return FormPage(pillars, summary(known))


def group_block(known: Known, frame: GroupFrame) -> GroupBlock:
    """Put one group together."""
    return _group(known, frame, tuple(indicator_block(known, code) for code in frame.indicators))


def group_count(known: Known, code: str) -> GroupBlock:
    """A group's count alone, for an answer that changed it."""
    groups = (group for pillar in known.frame.pillars for group in pillar.groups)
    return _group(known, next(group for group in groups if group.code == code), ())


def summary(known: Known, after: str = "") -> Summary:
    """Count what is answered; the next missing indicator follows ``after``, round the end."""
    results = known.result.indicators
    missing = [item.code for item in results if item.state == "missing"]
    order = [item.code for item in results]
    start = order.index(after) + 1 if after else 0
    later = [code for code in order[start:] + order[:start] if code in missing]
    return Summary(
        answered=len(results) - len(missing),
        total=len(results),
        result=known.result,
        missing=tuple(missing),
        following=later[0] if later else "",
    )


def indicator_block(known: Known, code: str) -> IndicatorBlock:
    """Put one indicator together."""
    frame, result = known.frame.indicators[code], known.results[code]
    answer = known.stored.answers.get(code)
    outcomes = {item.code: item for item in result.criteria}
    return IndicatorBlock(
        frame=frame,
        result=result,
        fields=tuple(_field(known, item) for item in frame.asked),
        given=_given(known, frame),
        criteria=tuple(_criterion(known, item, outcomes.get(item.code)) for item in frame.criteria),
        measures=_measures(frame, result),
        missing=tuple(known.frame.names.get(name, name) for name in result.missing),
        not_applicable=_ticked(known, code, answer),
        reason=_typed(known, f"r-{code}", answer.reason if answer else ""),
        evidence=_typed(known, f"e-{code}", answer.evidence if answer else ""),
        note=_typed(known, f"n-{code}", answer.note if answer else ""),
        reason_error=known.faults.get(f"r-{code}", ""),
        evidence_error=known.faults.get(f"e-{code}", ""),
        opened=known.opened == code,
        findings=known.findings_at(code),
        decision=answer.decision if answer else "",
        decision_note=answer.decision_note if answer else "",
        measured=known.measured.get(code, ()),
    )


def _group(known: Known, frame: GroupFrame, indicators: tuple[IndicatorBlock, ...]) -> GroupBlock:
    states = [known.results[code].state for code in frame.indicators]
    answered = sum(state != "missing" for state in states)
    full = "full" if answered == len(states) else "some"
    return GroupBlock(frame, indicators, answered, len(states), full if answered else "")


def _field(known: Known, frame: InputFrame) -> InputField:
    row = known.stored.measurements.get(frame.code)
    code = frame.code
    faults = (known.faults.get(f"{part}-{code}", "") for part in "vulh")
    other = row is not None and row.unit != frame.unit
    return InputField(
        frame=frame,
        text=_typed(known, f"v-{code}", row.text if row else ""),
        unit=_typed(known, f"u-{code}", row.unit if row else frame.unit),
        source=_typed(known, f"s-{code}", row.source if row else ""),
        low=_typed(known, f"l-{code}", row.low_text if row else ""),
        high=_typed(known, f"h-{code}", row.high_text if row else ""),
        error=next(filter(None, faults), ""),
        canonical=f"{number(row.value)} {frame.unit_label}" if row and other else "",
        offer=_offer(known, frame) if row is None else "",
    )


def _offer(known: Known, frame: InputFrame) -> str:
    """The number that the cluster's description suggests."""
    value = getattr(known.cluster, frame.prefill) if frame.prefill else None
    return "" if value is None else plain(float(value))


def _given(known: Known, frame: IndicatorFrame) -> tuple[Given, ...]:
    found = []
    for item in frame.facts:
        value = getattr(known.cluster, item.field)
        found.append(Given(item.name, _shown(value), item.unit_label, ""))
    for item, owner in frame.borrowed:
        row = known.stored.measurements.get(item.code)
        found.append(Given(item.name, _shown(row.value if row else None), item.unit_label, owner))
    return tuple(found)


def _shown(value: float | None) -> str:
    return "" if value is None else number(float(value))


def _criterion(
    known: Known, frame: CriterionFrame, result: CriterionResult | None
) -> CriterionField:
    row = known.stored.answers.get(frame.code)
    stored = "" if row is None or row.credit is None else f"{row.credit:g}"
    return CriterionField(
        frame=frame,
        result=result,
        input=_field(known, frame.input) if frame.input else None,
        given=_shown(result.value) if result else "",
        credit=_typed(known, f"c-{frame.code}", stored),
        not_applicable=_ticked(known, frame.code, row),
        reason=_typed(known, f"r-{frame.code}", row.reason if row else ""),
        error=known.faults.get(f"r-{frame.code}") or known.faults.get(f"c-{frame.code}", ""),
        evidence=_typed(known, f"e-{frame.code}", row.evidence if row else ""),
        decision=row.decision if row else "",
        decision_note=row.decision_note if row else "",
    )


def _measures(frame: IndicatorFrame, result: IndicatorResult) -> tuple[MeasureShown, ...]:
    return tuple(
        MeasureShown(frame.measures[item.code], item.value, item.unit, item.substituted, item.score)
        for item in result.measures
        if item.score is not None
    )


def _typed(known: Known, name: str, stored: str) -> str:
    return known.typed.get(name, stored)


def _ticked(known: Known, code: str, row: Answer | None) -> bool:
    if f"r-{code}" in known.typed:
        return f"na-{code}" in known.typed
    return bool(row and row.not_applicable)
