"""A file whose bytes are stored becomes a row of a submission, once per content, and its reading is ordered."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models, transaction

from assess import jobs, locks
from assess.evidence_bytes import Stored
from assess.models import READ_TASK, Event, Evidence, Job, Submission, User

NAMED = 3


@dataclass(frozen=True)
class Received:
    """A file that is kept: its row, the job that reads it (None where it was read already), whether it was there before."""

    evidence: Evidence
    job: Job | None
    already: bool


@transaction.atomic
def keep_stored(submission: Submission, stored: Sequence[Stored], *, by: User) -> list[Received]:
    """Make rows of files whose bytes are stored. Raises WrongState unless the submission is a draft."""
    locks.open_draft(submission, by)
    received = [keep_file(submission, item, by=by) for item in stored]
    new = [item.evidence for item in received if not item.already]
    note_files(submission, by, "evidence", new)
    return received


def note_files(submission: Submission, by: User, verb: str, rows: Sequence[Evidence]) -> None:
    """Write down what was done with files, by the names of the first."""
    if not rows:
        return
    names = ", ".join(row.name for row in rows[:NAMED])
    more = f" … ({len(rows)})" if len(rows) > NAMED else ""
    Event.objects.create(submission=submission, actor=by, verb=verb, note=names + more)


def keep_file(
    submission: Submission, stored: Stored, *, by: User, archive: Evidence | None = None
) -> Received:
    """Write the row, order the reading; a later file of the same path takes an earlier one's place.

    To be called inside the transaction that locks the submission.
    """
    found = submission.evidence.filter(sha256=stored.sha256).first()
    if found is not None:
        _revive(found, archive)
        return Received(found, None, already=True)
    evidence = Evidence.objects.create(
        submission=submission, name=stored.name, folder=stored.folder, sha256=stored.sha256,
        size=stored.size, key=stored.key, given_by=by, archive=archive,
    )  # fmt: skip
    _supersede(evidence)
    return Received(evidence, order_reading(evidence, by=by), already=False)


def order_reading(evidence: Evidence, *, by: User) -> Job:
    """Have a file read in the background."""
    organisation = evidence.submission.cluster.organisation
    return jobs.order(READ_TASK, evidence.pk, by=by, organisation=organisation)


def _supersede(evidence: Evidence) -> None:
    rows = evidence.submission.evidence.filter(folder=evidence.folder, name=evidence.name)
    rows.exclude(pk=evidence.pk).filter(superseded_by=None).update(superseded_by=evidence)


def _revive(evidence: Evidence, archive: Evidence | None) -> None:
    """A file that comes back counts again, and what had taken its place does not.

    A member that a later version of its archive still holds belongs to that one.
    """
    if evidence.superseded_by_id is not None:
        _change(evidence, superseded_by=None)
        _supersede(evidence)
    former = evidence.archive
    if archive is not None and former is not None and former.superseded_by_id == archive.pk:
        _change(evidence, archive=archive)
    if evidence.withdrawn_at is not None and archive is None:
        _change(evidence, withdrawn_at=None, withdrawn_by=None)


def _change(evidence: Evidence, **values: models.Model | None) -> None:
    Evidence.objects.filter(pk=evidence.pk).update(**values)
    for name, value in values.items():
        setattr(evidence, name, value)
