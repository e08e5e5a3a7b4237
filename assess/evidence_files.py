"""Evidence files come in, are looked into, read anew, left out and taken back; a submission's files change in a draft."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assess import locks
from assess.evidence_bytes import Given, store, tidy
from assess.keeping import Received, keep_stored, note_files, order_reading
from assess.models import Evidence, Job, Submission, User
from assess.reader_runs import Outline, read_in_process
from assess.unpacking import is_packed, look

DRY_BYTES, DRY_SECONDS, DRY_MEMBERS = 32 * 1024 * 1024, 20, 20
"""So much is looked into at once while somebody waits; of an archive the first members."""


class TooMuch(Exception):
    """More bytes than are looked into without keeping them."""

    def __init__(self, size: int) -> None:
        words = _(
            "%(size).1f MB in all; at most %(most)d MB are looked into at once. Send the files"
            " to be kept, or fewer of them."
        )
        super().__init__(words % {"size": size / 1e6, "most": DRY_BYTES // 10**6})


def receive(submission: Submission, files: Sequence[Given], *, by: User) -> list[Received]:
    """Keep files of a draft and order their reading. The same content twice is one row, and says so.

    Hashing and storing come first and lock nothing. Raises WrongState unless the submission is a draft, Forbidden
    unless the person edits it.
    """
    locks.may_change(submission, by)
    stored = [store(submission.cluster.organisation, given) for given in files]
    return keep_stored(submission, stored, by=by)


def look_into(files: Sequence[Given]) -> list[tuple[str, Outline]]:
    """What the readers find in files, of which nothing is kept. Raises TooMuch above what one waits for."""
    total = sum(given.file.size for given in files)
    if total > DRY_BYTES:
        raise TooMuch(total)
    return [looked for given in files for looked in _looked(given)]


def _looked(given: Given) -> Iterator[tuple[str, Outline]]:
    """A file, and where it is an archive its first members."""
    name = tidy(given.path)[1]
    with tempfile.NamedTemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as copy:
        shutil.copyfileobj(given.file, copy)
        copy.flush()
        path = Path(copy.name)
        if kind := is_packed(name, path):
            yield from _members(given.path, path, name, kind)
        else:
            yield given.path, read_in_process(path, name, seconds=DRY_SECONDS)


def _members(shown: str, path: Path, name: str, kind: str) -> Iterator[tuple[str, Outline]]:
    with tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        outline, members = look(path, name, kind, folder, most=DRY_BYTES)
        yield shown, outline
        for member in members[:DRY_MEMBERS]:
            inside = Path(folder, member["file"])
            called = tidy(member["path"])[1]
            yield (
                f"{shown}/{member['path']}",
                read_in_process(inside, called, seconds=DRY_SECONDS),
            )


@transaction.atomic
def read_again(submission: Submission, files: Sequence[Evidence], *, by: User) -> list[Job]:
    """Have files of a draft read anew, as after an update of the readers; what they proved stays until then."""
    locks.open_draft(submission, by)
    ids = [evidence.pk for evidence in files]
    waiting = submission.evidence.filter(pk__in=ids).exclude(state=Evidence.State.WAITING)
    ordered = list(waiting.select_for_update())
    waiting.update(state=Evidence.State.WAITING)
    note_files(submission, by, "evidence_read", ordered)
    return [order_reading(evidence, by=by) for evidence in ordered]


@transaction.atomic
def leave_out(evidence: Evidence, *, by: User) -> None:
    """Let a file of a draft, and what was unpacked from it, count no longer. Its bytes and readings stay."""
    _set_withdrawn(evidence, by, "evidence_out", withdrawn_at=timezone.now(), withdrawn_by=by)


@transaction.atomic
def take_back(evidence: Evidence, *, by: User) -> None:
    """Let a file that was left out, and what was unpacked from it, count again."""
    _set_withdrawn(evidence, by, "evidence_back", withdrawn_at=None, withdrawn_by=None)


def _set_withdrawn(evidence: Evidence, by: User, verb: str, **values: object) -> None:
    locks.open_draft(evidence.submission, by)
    rows = [evidence, *evidence.unpacked()]
    Evidence.objects.filter(pk__in=[row.pk for row in rows]).update(**values)
    evidence.refresh_from_db()
    note_files(evidence.submission, by, verb, [evidence])
