"""Archives among evidence files: unpacked in the process with limits, their members become evidence files of their own."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import transaction

from assess.evidence.outline import finding_outline
from assess.evidence.packed import packed_kind
from assess.evidence.reading import Finding
from assess.evidence.source import Source
from assess.evidence_bytes import Given, Stored, store
from assess.keeping import Received, keep_file
from assess.models import Evidence, Submission
from assess.reader_runs import Outline, run_confined
from indicators.records import Text

MODULE = "assess.unpack_process"
MOST_MEMBERS, MOST_BYTES, DEEPEST = 10_000, 20 * 1024**3, 3
"""Of everything that comes out of one archive that was sent, archives inside it included."""

ALREADY = Text(
    "评估中已有相同内容的文件（见右），不再重复保存",
    "A file of the assessment has the same content (it stands beside) and is not kept twice",
)
TOO_DEEP = Text(
    "压缩包套压缩包层数太多，不再解包", "Archives lie too deep inside each other; not unpacked"
)


def is_packed(name: str, path: Path) -> str:
    """What kind of archive a file is, or nothing."""
    return packed_kind(Source(name, path.stat().st_size, lambda: path.open("rb"), str(path)))


def unpack(evidence: Evidence, path: Path, kind: str) -> Outline:
    """Unpack an archive and keep its members; return what is to be said of it. Doing it twice changes nothing."""
    above = list(_above(evidence))
    if len(above) >= DEEPEST:
        deep = Finding("archive_depth", "error", TOO_DEEP, expected=f"<= {DEEPEST}")
        return _outline(kind, 0, [finding_outline(deep)])
    with tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        told = run_confined(MODULE, [str(path), evidence.name, kind, folder, *_limits(above)])
        if "members" not in told:
            return told
        stored = list(_stored(evidence, Path(folder), told["members"]))
    elsewhere = [_elsewhere(item.evidence) for item in _keep(evidence, stored)]
    return _outline(kind, len(stored), [*told["findings"], *elsewhere])


def look(path: Path, name: str, kind: str, folder: str, *, most: int) -> tuple[Outline, list[Any]]:
    """Unpack an archive into a folder without keeping anything: what is to be said of it, and its members."""
    limits = [MOST_MEMBERS, most, most, settings.EVIDENCE_CPU_SECONDS]
    memory = settings.EVIDENCE_MEMORY_MB * 1024**2
    arguments = [str(path), name, kind, folder, *(str(item) for item in (*limits, memory))]
    told = run_confined(MODULE, arguments)
    if "members" not in told:
        return told, []
    return _outline(kind, len(told["members"]), told["findings"]), told["members"]


def _limits(above: Sequence[Evidence]) -> list[str]:
    """What may still come out of the archive that was sent."""
    out = above[-1].unpacked() if above else []
    left = [MOST_MEMBERS - len(out), MOST_BYTES - sum(row.size for row in out)]
    most = [settings.EVIDENCE_MAX_BYTES, settings.EVIDENCE_CPU_SECONDS]
    return [str(max(item, 0)) for item in (*left, *most, settings.EVIDENCE_MEMORY_MB * 1024**2)]


def _above(evidence: Evidence) -> Iterator[Evidence]:
    row = evidence.archive
    while row is not None:
        yield row
        row = row.archive


def _stored(
    evidence: Evidence, folder: Path, members: Sequence[Mapping[str, Any]]
) -> Iterator[Stored]:
    organisation = evidence.submission.cluster.organisation
    for member in members:
        shown = f"{evidence.path}/{member['path']}"
        with (folder / member["file"]).open("rb") as file:
            yield store(organisation, Given(shown, File(file, member["file"])))


@transaction.atomic
def _keep(evidence: Evidence, stored: Sequence[Stored]) -> list[Received]:
    """Write the members, return those that stand elsewhere already.

    Members of an earlier version of the archive that this one lacks count no longer.
    """
    submission = Submission.objects.select_for_update().get(pk=evidence.submission_id)
    by = evidence.given_by
    received = [keep_file(submission, item, by=by, archive=evidence) for item in stored]
    kept = [item.evidence.pk for item in received]
    former = Evidence.objects.filter(archive__superseded_by=evidence, superseded_by=None)
    gone = [inner for row in former.exclude(pk__in=kept) for inner in (row, *row.unpacked())]
    Evidence.objects.filter(pk__in=[row.pk for row in gone]).update(superseded_by=evidence)
    return [item for item in received if item.evidence.archive_id != evidence.pk]


def _elsewhere(row: Evidence) -> dict[str, Any]:
    return finding_outline(Finding("member_already", "note", ALREADY, found=row.path))


def _outline(kind: str, members: int, findings: list[dict[str, Any]]) -> Outline:
    extract = {
        "kind": "archive", "tool": kind, "tool_version": "", "facts": {"members": members},
        "refused": not members, "readings": 0, "findings": findings,
    }  # fmt: skip
    return {"readings": [], "files": [extract], "unpacked": members}
