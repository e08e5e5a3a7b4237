"""To a later version of a framework: what will change, and the step itself. Nothing that was given is lost."""

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assess import locks, scores, workflow
from assess.amounts import ItemFault, measurement
from assess.models import Answer, Event, Measurement, SetAside, Submission, User
from assess.permissions import Action, WrongState, require
from assess.scoring.results import Assessment
from indicators.comparison import Change, compare
from indicators.definitions import Framework
from indicators.models import Profile

GONE, CLUSTER, UNIT, BOUNDS = "gone", "cluster_fact", "other_unit", "out_of_bounds"
CREDIT, APPLIES, EVIDENCE = "credit_follows", "always_applies", "no_evidence_here"
WORDS = {
    GONE: gettext_lazy("The new version does not ask for this."),
    CLUSTER: gettext_lazy("The cluster's description gives this now."),
    UNIT: gettext_lazy("The new version takes it in another kind of unit."),
    BOUNDS: gettext_lazy("It lies outside the new version's limits."),
    CREDIT: gettext_lazy("The credit follows from a measured value now."),
    APPLIES: gettext_lazy("This applies to every organisation now."),
    EVIDENCE: gettext_lazy("Evidence is given at the indicator now."),
}
TYPED = (
    "text", "unit", "value", "canonical_unit", "low_text", "high_text", "road", "source",
)  # fmt: skip
SAID = ("credit", "not_applicable", "reason", "evidence", "note")


@dataclass(frozen=True)
class Aside:
    """A measurement or a part of an answer that the new version has no place for."""

    kind: str
    item: str
    content: dict[str, Any]
    why: str

    @property
    def reason(self) -> str:
        """Why, in the reader's language."""
        return str(WORDS[self.why])

    @property
    def words(self) -> str:
        """What was given, on one line."""
        if self.kind == SetAside.Kind.MEASUREMENT:
            return f"{self.content['text']} {self.content['unit']}"
        told = (self.content.get(name) for name in SAID)
        return ", ".join(str(value) for value in told if value not in ("", None, False))


@dataclass(frozen=True)
class Moved:
    """What was given, as the new version takes it. ``converted`` are inputs kept in another unit now."""

    measurements: tuple[Measurement, ...]
    answers: tuple[Answer, ...]
    converted: tuple[str, ...]
    aside: tuple[Aside, ...]

    @property
    def kept(self) -> int:
        """How many measurements and answers go along."""
        return len(self.measurements) + len(self.answers)


@dataclass(frozen=True)
class Preview:
    """What an upgrade would do to a submission; scores are those of this moment."""

    target: Profile
    changes: tuple[Change, ...]
    moved: Moved
    before: Assessment
    after: Assessment


def targets(submission: Submission) -> list[Profile]:
    """The later versions of a submission's framework, newest first, each with the profile that it would take."""
    later = Profile.objects.open_to(submission.cluster.organisation_id).filter(
        framework__code=submission.framework.code,
        framework__published_at__gt=submission.framework.published_at,
    )
    rows = later.select_related("framework").order_by(
        "-framework__published_at", "-published_at", "code"
    )
    found: dict[Any, Profile] = {}
    for row in rows:
        kept = found.get(row.framework_id)
        wanted = submission.profile.code
        if kept is None or (row.code == wanted and kept.code != wanted):
            found[row.framework_id] = row
    return list(found.values())


def set_aside(submission: Submission) -> list[Aside]:
    """What upgrades have set aside so far, oldest first."""
    return [Aside(row.kind, row.item, row.content, row.why) for row in submission.set_aside.all()]


def preview(submission: Submission, target: Profile) -> Preview:
    """Tell what an upgrade would do; nothing is kept."""
    measurements, answers = list(submission.measurements.all()), list(submission.answers.all())
    moved = move(measurements, answers, target.framework.parsed())
    later = copy.copy(submission)
    later.framework, later.profile = target.framework, target
    facts = scores.facts_from(later, moved.measurements, moved.answers)
    return Preview(
        target=target,
        changes=compare(submission.framework.parsed(), target.framework.parsed()),
        moved=moved,
        before=scores.score_of(submission, scores.facts_from(submission, measurements, answers)),
        after=scores.score_of(later, facts),
    )


@transaction.atomic
def upgrade(submission: Submission, target: Profile, *, by: User) -> Moved:
    """Take a draft to a later framework version; what has no place there any more is set aside and listed."""
    locks.open_draft(submission, by)
    submission.refresh_from_db(fields=["framework", "profile"])
    _offered(submission, target)
    before = submission.framework
    moved = move(submission.measurements.all(), submission.answers.all(), target.framework.parsed())
    submission.measurements.all().delete()
    submission.answers.all().delete()
    submission.framework, submission.profile = target.framework, target
    submission.save(update_fields=["framework", "profile"])
    _settle(submission, moved, before, by)
    note = f"{before.version} → {target.framework.version}"
    Event.objects.create(submission=submission, actor=by, verb="upgrade", note=note)
    locks.count_on(submission)
    return moved


@transaction.atomic
def copy_to_draft(submission: Submission, target: Profile, *, by: User) -> Submission:
    """Take what a closed submission holds into a new draft of a later version; the closed one stays as it is."""
    require(by, Action.EDIT, submission.cluster)
    if submission.state == Submission.State.DRAFT:
        raise WrongState("still_open", _("This is a draft: upgrade it instead of copying it."))
    _offered(submission, target)
    fields = {
        name: getattr(submission, name) for name in ("title", "period_start", "period_end", "note")
    }
    draft = workflow.create_submission(submission.cluster, by=by, profile=target, **fields)
    moved = move(submission.measurements.all(), submission.answers.all(), target.framework.parsed())
    _settle(draft, moved, submission.framework, by)
    note = f"{submission.title} ({submission.framework.version} → {target.framework.version})"
    Event.objects.create(submission=draft, actor=by, verb="copy", note=note)
    return draft


def move(
    measurements: Iterable[Measurement], answers: Iterable[Answer], framework: Framework
) -> Moved:
    """Fit what was given to a framework: rows as they will be, and what must be set aside. No row is written."""
    kept: list[Measurement] = []
    said: list[Answer] = []
    converted: list[str] = []
    aside: list[Aside] = []
    for row in measurements:
        fresh, why = _fits(row, framework)
        if fresh is None:
            aside.append(Aside(SetAside.Kind.MEASUREMENT, row.input, _content(row, TYPED), why))
            continue
        if fresh.canonical_unit != row.canonical_unit:
            converted.append(row.input)
        kept.append(fresh)
    for answer in answers:
        fitted, rest = _answer(answer, framework)
        said += fitted
        aside += rest
    return Moved(tuple(kept), tuple(said), tuple(converted), tuple(aside))


def _fits(row: Measurement, framework: Framework) -> tuple[Measurement | None, str]:
    """An input read again as it was typed, with its range; or why the new version cannot take it."""
    definition = framework.input_by_code.get(row.input)
    if definition is None:
        return None, GONE
    if definition.origin == "cluster":
        return None, CLUSTER
    faults: list[ItemFault] = []
    typed = {"value": row.text, "unit": row.unit, "low": row.low_text, "high": row.high_text}
    read = measurement(0, typed, definition, faults)
    if read is None:
        return None, BOUNDS if faults[0].code == "out_of_bounds" else UNIT
    amounts = {name: getattr(read, name) for name in ("value", "low", "high", "canonical_unit")}
    return _as(row, **amounts), ""


def _answer(row: Answer, framework: Framework) -> tuple[list[Answer], list[Aside]]:
    """An answer without what has no place any more, and that as parts set aside."""
    criterion = framework.criterion_by_code.get(row.item)
    subject = criterion or framework.indicator_by_code.get(row.item)
    if subject is None:
        return [], [Aside(SetAside.Kind.ANSWER, row.item, _content(row, SAID), GONE)]
    judged = criterion is not None and criterion.type == "ordinal"
    lost: dict[str, tuple[str, ...]] = {}
    if row.credit is not None and not judged:
        lost[CREDIT] = ("credit",)
    if row.not_applicable and subject.na_when is None:
        lost[APPLIES] = ("not_applicable", "reason")
    if row.evidence and criterion is not None:
        lost[EVIDENCE] = ("evidence",)
    aside = [
        Aside(SetAside.Kind.ANSWER, row.item, _content(row, names), why)
        for why, names in lost.items()
    ]
    empty = {name: EMPTY[name] for names in lost.values() for name in names}
    return [_as(row, **empty)], aside


EMPTY: dict[str, Any] = {"credit": None, "not_applicable": False, "reason": "", "evidence": ""}


def _offered(submission: Submission, target: Profile) -> None:
    """Only a later version of the same framework, that the organisation may use."""
    if target.pk not in [row.pk for row in targets(submission)]:
        raise WrongState(
            "not_a_later_version", _("This is no later version of the submission's framework.")
        )


def _settle(submission: Submission, moved: Moved, before: Any, by: User) -> None:
    """Write what fits and what was set aside; who gave it and when stays as it was."""
    _write(Measurement.objects, moved.measurements, submission)
    _write(Answer.objects, moved.answers, submission)
    SetAside.objects.bulk_create(
        SetAside(
            submission=submission, framework=before, kind=item.kind, item=item.item,
            content=item.content, why=item.why, set_by=by,
        )
        for item in moved.aside
    )  # fmt: skip


def _write(rows: Any, wanted: Iterable[Any], submission: Submission) -> None:
    """Write rows for a submission with the time at which each was given."""
    times = [row.given_at for row in wanted]
    for row in wanted:
        row.submission = submission
    written = rows.bulk_create(wanted)
    for row, at in zip(written, times, strict=True):
        row.given_at = at
    rows.bulk_update(written, ["given_at"])


def _content(row: Any, names: Iterable[str]) -> dict[str, Any]:
    """What a row says, with who gave it and when."""
    said = {name: getattr(row, name) for name in names}
    return {**said, "given_by": str(row.given_by), "given_at": row.given_at.isoformat()}


def _as(row: Any, **changes: Any) -> Any:
    """A copy of a row, not yet written, with some fields changed."""
    fresh = copy.copy(row)
    fresh._state = copy.copy(row._state)
    fresh.pk, fresh._state.adding = None, True
    for name, value in changes.items():
        setattr(fresh, name, value)
    return fresh
