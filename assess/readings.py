"""From a file to rows: run the readers in their own process, keep readings and findings. The same file and version once."""

import shutil
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from assess.evidence.outline import finding_outline
from assess.evidence.reading import Finding
from assess.models import Evidence, EvidenceFinding, EvidenceReading
from assess.reader_runs import Outline, read_in_process
from indicators.records import Text

MOST_READINGS = 5000
TOO_MANY = Text(
    f"读数太多，只保留前 {MOST_READINGS} 个",
    f"Too many readings; the first {MOST_READINGS} are kept",
)
FAILED = "reader_failed"


def read_evidence(evidence_id: uuid.UUID) -> None:
    """Read a file and keep what was found; one that this version has read already is left as it is."""
    evidence = Evidence.objects.get(pk=evidence_id)
    if evidence.parser == settings.VERSION and evidence.state != Evidence.State.WAITING:
        return
    with on_disk(evidence.key) as path:
        outline = read_in_process(path, evidence.name)
    keep(evidence, outline)


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
    with tempfile.NamedTemporaryFile() as copy, default_storage.open(key) as file:
        shutil.copyfileobj(file, copy)
        copy.flush()
        yield Path(copy.name)


@transaction.atomic
def keep(evidence: Evidence, outline: Outline) -> None:
    """Put what was found in the place of what was found before."""
    Evidence.objects.select_for_update().get(pk=evidence.pk)
    evidence.readings.all().delete()
    evidence.findings.all().delete()
    readings, findings = outline["readings"], _findings(outline)
    EvidenceReading.objects.bulk_create(
        _reading(evidence, number, item) for number, item in enumerate(readings[:MOST_READINGS])
    )
    EvidenceFinding.objects.bulk_create(
        _finding(evidence, number, item) for number, item in enumerate(findings)
    )
    _close(evidence, outline, failed=any(item["rule"] == FAILED for item in findings))


def _close(evidence: Evidence, outline: Outline, *, failed: bool) -> None:
    read = Evidence.State.READ if outline["readings"] else Evidence.State.NOTHING
    evidence.state = Evidence.State.FAILED if failed else read
    evidence.kinds = [_kind(item) for item in outline["files"]]
    evidence.parser, evidence.read_at = settings.VERSION, timezone.now()
    evidence.save(update_fields=["state", "kinds", "parser", "read_at"])


def _kind(item: Mapping[str, Any]) -> dict[str, Any]:
    names = ("kind", "tool", "tool_version", "facts", "refused")
    return {name: _clean(item[name]) for name in names}


def _findings(outline: Outline) -> list[dict[str, Any]]:
    found = [
        {**item, "kind": extract["kind"]}
        for extract in outline["files"]
        for item in extract["findings"]
    ]
    if len(outline["readings"]) > MOST_READINGS:
        told = finding_outline(Finding("readings_cut", "warning", TOO_MANY))
        found.append({**told, "kind": "", "found": str(len(outline["readings"]))})
    return found


def _reading(evidence: Evidence, number: int, item: Mapping[str, Any]) -> EvidenceReading:
    return EvidenceReading(
        evidence=evidence, number=number, kind=item["kind"], tool=_cut(item["tool"], 100),
        tool_version=_cut(item["tool_version"], 100), quantity=item["quantity"],
        value=item["value"], unit=item["unit"], printed=_cut(item["printed"], 200),
        printed_unit=_cut(item["printed_unit"], 60), conditions=_clean(item["conditions"]),
        derived=_clean(item["derived"]), warnings=_clean(item["warnings"]), **_place(item["where"]),
    )  # fmt: skip


def _finding(evidence: Evidence, number: int, item: Mapping[str, Any]) -> EvidenceFinding:
    return EvidenceFinding(
        evidence=evidence, number=number, kind=item["kind"], rule=item["rule"],
        severity=item["severity"], found=_clean(item["found"]), expected=_clean(item["expected"]),
        message_zh=item["message"]["zh"], message_en=item["message"]["en"], **_place(item["where"]),
    )  # fmt: skip


def _place(where: Mapping[str, Any]) -> dict[str, Any]:
    key = _cut(str(where.get("key", "")), 300)
    return {"line": where.get("line"), "end": where.get("end"), "key": key}


def _cut(text: str, length: int) -> str:
    return str(_clean(text))[:length]


def _clean(value: Any) -> Any:
    """Without the one character that no database holds, in texts at any depth."""
    if isinstance(value, str):
        return value.replace("\x00", "\N{REPLACEMENT CHARACTER}")
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {_clean(name): _clean(item) for name, item in value.items()}
    return value
