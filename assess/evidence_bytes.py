"""The bytes of evidence files: their hash, their name, where they lie. One copy per organisation and content."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage

from assess.models import Evidence, Organisation

if TYPE_CHECKING:
    Content = File[Any]
else:
    Content = File

NAME_LIMIT, FOLDER_LIMIT = 255, 1000


@dataclass(frozen=True)
class Given:
    """A file as it comes in: its path as uploaded (with folders, where told) and its bytes."""

    path: str
    file: Content


@dataclass(frozen=True)
class Stored:
    """A file whose bytes are kept: folder and name to show, hash, size, and where the storage has it."""

    folder: str
    name: str
    sha256: str
    size: int
    key: str


def store(organisation: Organisation, given: Given) -> Stored:
    """Hash a file and keep its bytes, before any row tells of them; bytes that are there already are not kept twice.

    Only a copy that a row tells of is taken for whole: what a crash left half written is never used.
    """
    folder, name = tidy(given.path)
    sha256 = digest_of(given.file)
    key = _known(organisation, sha256) or default_storage.save(
        f"evidence/{organisation.pk}/{sha256[:2]}/{sha256}", given.file
    )
    return Stored(folder, name, sha256, given.file.size, key)


def _known(organisation: Organisation, sha256: str) -> str | None:
    mine = Evidence.objects.filter(submission__cluster__organisation=organisation, sha256=sha256)
    key = mine.values_list("key", flat=True).first()
    return key if key and default_storage.exists(key) else None


def digest_of(file: Content) -> str:
    """SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


def tidy(path: str) -> tuple[str, str]:
    """Folder and name of an uploaded path, to be shown: no roots, no dots, no control characters, short enough."""
    plain = "".join(sign for sign in path.replace("\\", "/") if sign.isprintable())
    parts = [part for part in PurePosixPath(plain).parts if part not in {"/", "..", "."}]
    name = parts[-1] if parts else "file"
    return "/".join(parts[:-1])[-FOLDER_LIMIT:], name[-NAME_LIMIT:]


@contextmanager
def on_disk(key: str) -> Iterator[Path]:
    """Where the bytes lie on this host; copied there for the time being where the storage is elsewhere."""
    path = _path_of(key)
    if path is None:
        yield from _copied(key)
    else:
        yield path


def _path_of(key: str) -> Path | None:
    try:
        return Path(default_storage.path(key))
    except NotImplementedError:
        return None


def _copied(key: str) -> Iterator[Path]:
    with (
        tempfile.NamedTemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as copy,
        default_storage.open(key) as file,
    ):
        shutil.copyfileobj(file, copy)
        copy.flush()
        yield Path(copy.name)
