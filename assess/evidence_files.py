"""Evidence files come in: stored by content, once per organisation; each is read by a job of its own."""

import hashlib
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from assess import jobs, locks
from assess.models import READ_TASK, Event, Evidence, Job, Organisation, Submission, User
from assess.permissions import Action, require
from assess.reader_runs import Outline, read_in_process

if TYPE_CHECKING:
    Content = File[Any]
else:
    Content = File

NAME_LIMIT, FOLDER_LIMIT = 255, 1000
DRY_BYTES, DRY_SECONDS = 32 * 1024 * 1024, 20
"""So much is looked into at once while somebody waits."""


class TooMuch(Exception):
    """More bytes than are looked into without keeping them."""

    def __init__(self, size: int) -> None:
        super().__init__(f"{size} bytes, at most {DRY_BYTES}")


@dataclass(frozen=True)
class Given:
    """A file as it comes in: its path as uploaded (with folders, where told) and its bytes."""

    path: str
    file: Content


@dataclass(frozen=True)
class Received:
    """A file that is kept: its row, the job that reads it (None where it was read already), whether it was there before."""

    evidence: Evidence
    job: Job | None
    already: bool


@transaction.atomic
def receive(submission: Submission, files: Sequence[Given], *, by: User) -> list[Received]:
    """Keep files of a draft and order their reading. The same content twice is one row, and says so.

    Raises WrongState unless the submission is a draft, Forbidden unless the person edits it.
    """
    locks.open_draft(submission, by)
    received = [keep_file(submission, given, by=by) for given in files]
    new = [item for item in received if not item.already]
    if new:
        names = ", ".join(item.evidence.name for item in new[:3])
        more = _("%(count)d files: %(names)s") % {"count": len(new), "names": names}
        Event.objects.create(submission=submission, actor=by, verb="evidence", note=more)
    return received


def keep_file(
    submission: Submission, given: Given, *, by: User, archive: Evidence | None = None
) -> Received:
    """Store the bytes, write the row, order the reading; a later file of the same path takes an earlier one's place."""
    sha256 = digest_of(given.file)
    folder, name = tidy(given.path)
    found = submission.evidence.filter(sha256=sha256).first()
    if found is not None:
        _revive(found)
        return Received(found, None, already=True)
    evidence = Evidence.objects.create(
        submission=submission, name=name, folder=folder, sha256=sha256, size=given.file.size,
        key=_store(submission.cluster.organisation, sha256, given.file), given_by=by, archive=archive,
    )  # fmt: skip
    _supersede(evidence)
    return Received(evidence, order_reading(evidence, by=by), already=False)


def look_into(files: Sequence[Given]) -> list[tuple[str, Outline]]:
    """What the readers find in files, of which nothing is kept. Raises TooMuch above what one waits for."""
    total = sum(given.file.size for given in files)
    if total > DRY_BYTES:
        raise TooMuch(total)
    return [(given.path, _outline_of(given)) for given in files]


def _outline_of(given: Given) -> Outline:
    with tempfile.NamedTemporaryFile() as copy:
        shutil.copyfileobj(given.file, copy)
        copy.flush()
        name = tidy(given.path)[1]
        return read_in_process(Path(copy.name), name, seconds=DRY_SECONDS)


def order_reading(evidence: Evidence, *, by: User) -> Job:
    """Have a file read in the background."""
    organisation = evidence.submission.cluster.organisation
    return jobs.order(READ_TASK, evidence.pk, by=by, organisation=organisation)


@transaction.atomic
def read_again(evidence: Evidence, *, by: User) -> Job:
    """Have a file read anew, as after an update of the readers; what it proved stays until then."""
    require(by, Action.EDIT, evidence.submission)
    Evidence.objects.filter(pk=evidence.pk).update(state=Evidence.State.WAITING)
    return order_reading(evidence, by=by)


def digest_of(file: Content) -> str:
    """SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


def tidy(path: str) -> tuple[str, str]:
    """Folder and name of an uploaded path, to be shown: no roots, no dots, no NUL, short enough."""
    plain = path.replace("\\", "/").replace("\x00", "")
    parts = [part for part in PurePosixPath(plain).parts if part not in {"/", "..", "."}]
    name = parts[-1] if parts else "file"
    return "/".join(parts[:-1])[-FOLDER_LIMIT:], name[-NAME_LIMIT:]


def _store(organisation: Organisation, sha256: str, file: Content) -> str:
    """Where the bytes lie: one copy per organisation and content, so that nobody learns what others hold."""
    mine = Evidence.objects.filter(submission__cluster__organisation=organisation, sha256=sha256)
    known = mine.values_list("key", flat=True).first()
    if known and default_storage.exists(known):
        return known
    return default_storage.save(f"evidence/{organisation.pk}/{sha256[:2]}/{sha256}", file)


def _supersede(evidence: Evidence) -> None:
    rows = evidence.submission.evidence.filter(folder=evidence.folder, name=evidence.name)
    rows.exclude(pk=evidence.pk).filter(superseded_by=None).update(superseded_by=evidence)


def _revive(evidence: Evidence) -> None:
    """A file that comes back counts again, and what had taken its place does not."""
    if evidence.superseded_by_id is not None:
        Evidence.objects.filter(pk=evidence.pk).update(superseded_by=None)
        evidence.superseded_by = None
        _supersede(evidence)
