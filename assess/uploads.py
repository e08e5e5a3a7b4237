"""Files that come in pieces and may break off: begun, gone on with, given up, taken in once whole, forgotten in time.

What has come lies in one file per upload, whose length is the offset: it survives a restart of everything. A piece is
written under a lock of that file, so that two senders never mix.
"""

import fcntl
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any, Protocol

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from assess import jobs, locks
from assess.evidence_bytes import Given, store
from assess.keeping import keep_stored
from assess.models import TAKE_TASK, Submission, Upload, User
from assess.permissions import Forbidden, WrongState

WAITED = timedelta(hours=48)
"""So long after its last piece an upload can be gone on with."""

PIECE = 1024 * 1024
PART = ".part"
SPARE = 1024**3
"""So many bytes of the disk stay free."""


class Readable(Protocol):
    """What the bytes of a piece are read from."""

    def read(self, size: int = ..., /) -> bytes: ...


class OffsetDiffers(Exception):
    """A piece begins elsewhere than where the last one ended."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"the upload stands at {offset}")
        self.offset = offset


class Busy(Exception):
    """Somebody else is writing a piece of the same upload."""


class NoRoom(Exception):
    """The disk would run full."""


def begin(submission: Submission, path: str, size: int, *, by: User) -> Upload:
    """Announce a file of a draft. Raises WrongState, Forbidden, NoRoom."""
    locks.may_change(submission, by)
    if shutil.disk_usage(settings.FILE_UPLOAD_TEMP_DIR).free < size + SPARE:
        raise NoRoom
    upload = Upload.objects.create(
        submission=submission, path=path, size=size, given_by=by, expires_at=_expiry()
    )
    _settle(upload)
    return upload


def append(upload: Upload, offset: int, piece: Readable, *, by: User) -> int:
    """Add a piece that begins at the offset; return where it ended, also when it broke off. Raises OffsetDiffers, Busy."""
    locks.may_change(upload.submission, by)
    with _held(upload) as file:
        if offset != file.seek(0, os.SEEK_END):
            raise OffsetDiffers(file.tell())
        _copy(piece, file, upload.size - offset)
        end = file.tell()
    Upload.objects.filter(pk=upload.pk).update(expires_at=_expiry())
    _settle(upload)
    return end


def offset_of(upload: Upload) -> int:
    """How much has come; what became whole just before a crash is taken in now."""
    _settle(upload)
    return upload.size if upload.state != Upload.State.OPEN else _length(upload)


def give_up(upload: Upload, *, by: User) -> None:
    """Forget an upload at once; what it became stays, and what is whole is taken in."""
    locks.may_change(upload.submission, by)
    if upload.state != Upload.State.ARRIVED:
        _remove(upload)


def take_upload(upload_id: uuid.UUID) -> None:
    """Make an evidence file of what has arrived. The pieces go only after the row is there, so a crash loses nothing."""
    upload = Upload.objects.select_related("submission__cluster__organisation").get(pk=upload_id)
    if upload.state != Upload.State.ARRIVED:
        return
    organisation = upload.submission.cluster.organisation
    path = _part(upload)
    path.touch()
    with path.open("rb") as file:
        stored = store(organisation, Given(upload.path, File(file, upload.path)))
    try:
        (received,) = keep_stored(upload.submission, [stored], by=upload.given_by)
    except (WrongState, Forbidden):
        _close(upload, state=Upload.State.REFUSED)
    else:
        kept = {"evidence": received.evidence, "already": received.already}
        _close(upload, state=Upload.State.KEPT, **kept)


def forget() -> int:
    """Remove the uploads that nobody went on with, and the notes of those that are over; return how many."""
    old = Upload.objects.filter(expires_at__lt=timezone.now()).exclude(state=Upload.State.ARRIVED)
    over = list(old)
    for upload in over:
        _remove(upload)
    _sweep(timezone.now() - WAITED)
    return len(over)


def _sweep(before: datetime) -> None:
    """Remove what killed processes left in the folder of pieces, once it has lain there as long as an upload may rest."""
    for path in Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir():
        if path.suffix == PART or path.stat().st_mtime > before.timestamp():
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _settle(upload: Upload) -> None:
    """Have an upload that is whole taken in, once."""
    if upload.state != Upload.State.OPEN or _length(upload) < upload.size:
        return
    with transaction.atomic():
        mine = Upload.objects.filter(pk=upload.pk, state=Upload.State.OPEN)
        if mine.update(state=Upload.State.ARRIVED):
            organisation = upload.submission.cluster.organisation
            jobs.order(TAKE_TASK, upload.pk, by=upload.given_by, organisation=organisation)
    upload.refresh_from_db(fields=["state"])


@contextmanager
def _held(upload: Upload) -> Iterator[IO[bytes]]:
    with _part(upload).open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy from error
        yield file


def _copy(piece: Readable, file: IO[bytes], left: int) -> None:
    """At most what is left, in small parts; what came before a break stays."""
    try:
        while left and (part := piece.read(min(PIECE, left))):
            file.write(part)
            left -= len(part)
    finally:
        file.flush()
        if not left:
            os.fsync(file.fileno())


def _close(upload: Upload, **values: Any) -> None:
    Upload.objects.filter(pk=upload.pk).update(**values)
    _part(upload).unlink(missing_ok=True)


def _remove(upload: Upload) -> None:
    Upload.objects.filter(pk=upload.pk).delete()
    _part(upload).unlink(missing_ok=True)


def _length(upload: Upload) -> int:
    try:
        return _part(upload).stat().st_size
    except FileNotFoundError:
        return 0


def _part(upload: Upload) -> Path:
    return Path(settings.FILE_UPLOAD_TEMP_DIR) / f"{upload.pk}{PART}"


def _expiry() -> Any:
    return timezone.now() + WAITED
