"""Figures of evidence files taken over as raw inputs: what would change, the change itself, and the way back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from assess import intake, locks, proofs, scores
from assess.derivation.derive import Derivation
from assess.derivation.reconcile import Choice, Resolution
from assess.derivation.records import Candidate
from assess.models import Event, Measurement, Submission, Taking, User
from assess.permissions import WrongState
from assess.scoring.precedence import overridden_by
from assess.scoring.results import Assessment, Facts, IndicatorResult
from assess.takings import Stood, put_back, source_of, standing_takings, write_down
from indicators.definitions import Framework

DIGITS = 12


@dataclass(frozen=True)
class Change:
    """What taking one slot over changes: inputs to keep, and inputs that would count before them and are taken away."""

    resolution: Resolution
    candidate: Candidate
    inputs: Mapping[str, float]
    cleared: tuple[str, ...]
    evidence: str
    unchanged: bool

    @property
    def slot(self) -> str:
        return self.candidate.slot

    @property
    def indicator(self) -> str:
        return self.resolution.slot.indicator


@dataclass(frozen=True)
class Preview:
    """Changes with the assessment before and after; nothing of it is kept."""

    changes: tuple[Change, ...]
    before: Assessment
    after: Assessment

    @property
    def moved(self) -> tuple[tuple[IndicatorResult, IndicatorResult], ...]:
        """Indicators whose value, points or class of evidence differ, before and after."""
        pairs = zip(self.before.indicators, self.after.indicators, strict=True)
        return tuple((a, b) for a, b in pairs if _told(a) != _told(b))

    @property
    def cleared(self) -> tuple[str, ...]:
        """Inputs that are taken away, because they would count before a measured figure."""
        return tuple(dict.fromkeys(code for item in self.changes for code in item.cleared))

    @property
    def lost(self) -> tuple[str, ...]:
        """Indicators that would lose their value, because an input of theirs is taken away."""
        after = {item.code: item.value for item in self.after.indicators}
        return tuple(
            item.code
            for item in self.before.indicators
            if item.value is not None and after[item.code] is None
        )


def _told(item: IndicatorResult) -> tuple[float | None, float | None, str]:
    return item.value, item.score, item.evidence


def preview(
    submission: Submission, derivation: Derivation, slots: Iterable[str] | None = None
) -> Preview:
    """What taking slots over (all that are proved, where none are named) would change of the score."""
    facts = scores.facts_of(submission)
    changes = _changes(submission, derivation, facts, slots)
    before = scores.score_of(submission, facts)
    return Preview(changes, before, scores.score_of(submission, _with(facts, changes)))


@transaction.atomic
def take_over(
    submission: Submission,
    choices: Mapping[str, Choice],
    *,
    slots: Sequence[str] | None = None,
    by: User,
) -> Preview:
    """Take figures of the files over as inputs of a draft, by the one door for data; the same again changes nothing.

    Raises WrongState unless the submission is a draft, Forbidden unless the person edits it, intake.Rejected for a figure
    out of bounds.
    """
    locks.open_draft(submission, by)
    facts = scores.facts_of(submission)
    derivation = proofs.derivation_of(submission, facts.inputs, choices)
    found = preview(submission, derivation, slots)
    new = [item for item in found.changes if not item.unchanged]
    if new:
        _keep(submission, new, by)
        named = ", ".join(item.slot for item in new)
        Event.objects.create(submission=submission, actor=by, verb="files_take", note=named)
    return found


@transaction.atomic
def give_back(submission: Submission, slots: Sequence[str], *, by: User) -> tuple[str, ...]:
    """Undo: every input of these slots as it stood before, and the class of evidence; return what was undone.

    Raises WrongState unless the submission is a draft and something of these was taken over and still stands.
    """
    locks.open_draft(submission, by)
    standing = {row.slot: row for row in standing_takings(submission)}
    rows = [standing[slot] for slot in dict.fromkeys(slots) if slot in standing]
    if not rows:
        raise WrongState("not_taken", _("None of these stands as it was taken over from files."))
    put_back(submission, rows, by)
    locks.count_on(submission)
    undone = tuple(row.slot for row in rows)
    Event.objects.create(submission=submission, actor=by, verb="files_undo", note=", ".join(undone))
    return undone


def _changes(
    submission: Submission, derivation: Derivation, facts: Facts, slots: Iterable[str] | None
) -> tuple[Change, ...]:
    wanted = None if slots is None else set(slots)
    given = frozenset(submission.measurements.values_list("input", flat=True))
    standing = {row.slot: row for row in standing_takings(submission)}
    world = _World(submission.framework.parsed(), facts, given, standing)
    return tuple(
        world.change(item, item.chosen)
        for item in derivation.resolutions
        if item.chosen and (wanted is None or item.slot.code in wanted)
        and item.chosen.inputs.keys() <= world.framework.input_by_code.keys()
    )  # fmt: skip


@dataclass(frozen=True)
class _World:
    """What a change is held against: definitions, what is known, what was given, what was taken over before."""

    framework: Framework
    facts: Facts
    given: frozenset[str]
    standing: Mapping[str, Taking]

    def change(self, item: Resolution, chosen: Candidate) -> Change:
        """What taking a candidate over changes."""
        inputs = {code: float(f"{value:.{DIGITS}g}") for code, value in chosen.inputs.items()}
        known = {**self.facts.inputs, **inputs}
        indicator = self.framework.indicator_by_code[item.slot.indicator]
        cleared = overridden_by(self.framework, indicator, known, inputs.keys(), self.given)
        taken = self.standing.get(item.slot.code)
        same = taken is not None and taken.key == chosen.key and taken.inputs == inputs
        same = same and not cleared
        return Change(item, chosen, inputs, cleared, self._class(item, chosen), same)

    def _class(self, item: Resolution, chosen: Candidate) -> str:
        """The class of evidence of the indicator: the weakest of its slots."""
        others = (
            row.evidence
            for row in self.standing.values()
            if row.indicator == item.slot.indicator and row.slot != item.slot.code
        )
        return min([chosen.evidence, *others])


def _classes(changes: Sequence[Change]) -> dict[str, str]:
    """The class of evidence of each indicator that changes."""
    found: dict[str, str] = {}
    for item in changes:
        found[item.indicator] = min(item.evidence, found.get(item.indicator, item.evidence))
    return found


def _with(facts: Facts, changes: Sequence[Change]) -> Facts:
    """The facts as they would be."""
    gone = {code for item in changes for code in item.cleared}
    put = {code: value for item in changes for code, value in item.inputs.items()}
    kept = {code: value for code, value in facts.inputs.items() if code not in gone}
    intervals = {code: ends for code, ends in facts.intervals.items() if code not in {*gone, *put}}
    evidence = {**facts.evidence, **_classes(changes)}
    return replace(facts, inputs={**put, **kept, **put}, intervals=intervals, evidence=evidence)


def _keep(submission: Submission, changes: Sequence[Change], by: User) -> None:
    """By the one door; then what each slot rests on, and what stood there before."""
    stood = Stood.of(submission)
    put = [
        {"input": code, "value": f"{value:.{DIGITS}g}", "source": source_of(item.candidate)}
        for item in changes
        for code, value in item.inputs.items()
    ]
    gone = dict.fromkeys(code for item in changes for code in item.cleared)
    taken_away = [{"input": code, "value": ""} for code in gone]
    items = [*put, *taken_away]
    intake.record_measurements(submission, items, by=by, road=Measurement.Road.EVIDENCE)
    classes = [
        {"item": code, "evidence": name}
        for code, name in _classes(changes).items()
        if stood.classes.get(code) != name
    ]
    if classes:
        intake.record_answers(submission, classes, by=by)
    for item in changes:
        write_down(submission, item.resolution, item.candidate, (item.inputs, item.cleared), stood, by)  # fmt: skip
