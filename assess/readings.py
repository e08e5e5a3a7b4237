"""From a file to rows: run the readers in their own process, keep readings and findings. The same file and version once."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from assess.announcements import announce_part, link
from assess.evidence.difference import Change, Figure, differences
from assess.evidence.outline import finding_outline
from assess.evidence.reading import Finding
from assess.evidence_bytes import on_disk
from assess.models import Evidence, EvidenceFinding, EvidenceReading, Submission, Webhook
from assess.reader_runs import Outline, read_in_process
from assess.unpacking import is_packed, unpack
from indicators.records import Text

MOST_READINGS = 5000
TOO_MANY = Text(
    f"读数太多，只保留前 {MOST_READINGS} 个",
    f"Too many readings; the first {MOST_READINGS} are kept",
)
MOST_CHANGES = 200
FAILED, KEPT = "reader_failed", "earlier_readings_kept"
EARLIER = Text(
    "这次读取失败；保留先前读取的读数（个数、产品版本见右）",
    "This reading failed; the readings of an earlier one are kept (their number and version stand beside)",
)


def read_evidence(evidence_id: uuid.UUID) -> None:
    """Read a file and keep what was found; one that this version has read already is left as it is."""
    evidence = Evidence.objects.get(pk=evidence_id)
    if evidence.parser == settings.VERSION and evidence.state != Evidence.State.WAITING:
        return
    with on_disk(evidence.key) as path:
        packed = is_packed(evidence.name, path)
        outline = unpack(evidence, path, packed) if packed else read_in_process(path, evidence.name)
    keep(evidence, outline)


@transaction.atomic
def keep(evidence: Evidence, outline: Outline) -> None:
    """Put what was found in the place of what was found before; a failure leaves that and says so."""
    Evidence.objects.select_for_update().get(pk=evidence.pk)
    findings = _findings(outline)
    failed = any(item["rule"] == FAILED for item in findings)
    if failed and evidence.readings.exists():
        _keep_earlier(evidence, findings)
        return
    before = figures_of(evidence)
    evidence.readings.all().delete()
    EvidenceReading.objects.bulk_create(
        _reading(evidence, number, item)
        for number, item in enumerate(outline["readings"][:MOST_READINGS])
    )
    _replace_findings(evidence, findings)
    _close(evidence, outline, before, failed=failed)


def _keep_earlier(evidence: Evidence, findings: list[dict[str, Any]]) -> None:
    """The readings that there were stay, with the version that made them; the findings say why."""
    kept = EvidenceFinding.objects.filter(evidence=evidence).exclude(rule__in=[FAILED, KEPT])
    found = f"{evidence.readings.count()}, {evidence.parser}"
    told = {**finding_outline(Finding(KEPT, "warning", EARLIER, found=found)), "kind": ""}
    earlier = [_finding_outline(row) for row in kept]
    _replace_findings(evidence, [*findings, told, *earlier])
    evidence.state = Evidence.State.READ
    evidence.save(update_fields=["state"])


def _replace_findings(evidence: Evidence, findings: list[dict[str, Any]]) -> None:
    evidence.findings.all().delete()
    EvidenceFinding.objects.bulk_create(
        _finding(evidence, number, item) for number, item in enumerate(findings)
    )


def figures_of(evidence: Evidence) -> list[Figure]:
    """The readings of a file, to be held against others."""
    return [
        Figure(row.quantity, row.value, row.unit, row.conditions, row.place)
        for row in evidence.readings.all()
    ]


def _close(evidence: Evidence, outline: Outline, before: list[Figure], *, failed: bool) -> None:
    found = outline["readings"] or outline.get("unpacked")
    read = Evidence.State.READ if found else Evidence.State.NOTHING
    if evidence.parser:
        changed = differences(before, figures_of(evidence))
        lines = [_line(change) for change in changed[:MOST_CHANGES]]
        evidence.changes = {"before": evidence.parser, "count": len(changed), "lines": lines}
    evidence.state = Evidence.State.FAILED if failed else read
    evidence.kinds = [_kind(item) for item in outline["files"]]
    evidence.parser, evidence.read_at = settings.VERSION, timezone.now()
    evidence.save(update_fields=["state", "kinds", "parser", "read_at", "changes"])
    _announce(evidence)


def _announce(evidence: Evidence) -> None:
    submission = Submission.objects.select_related("cluster").get(pk=evidence.submission_id)
    url = link("api:evidence_file", evidence.pk)
    announce_part(Webhook.Event.EVIDENCE, submission, {"evidence": evidence.pk}, url)


def _line(change: Change) -> dict[str, Any]:
    figure = change.figure
    return {
        "quantity": figure.quantity, "unit": figure.unit, "conditions": dict(figure.conditions),
        "place": figure.place, "before": change.before.value if change.before else None,
        "after": change.after.value if change.after else None,
    }  # fmt: skip


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


def _finding_outline(row: EvidenceFinding) -> dict[str, Any]:
    names = ("kind", "rule", "severity", "found", "expected")
    where = {"line": row.line, "end": row.end, "key": row.key}
    message = {"zh": row.message_zh, "en": row.message_en}
    return {**{name: getattr(row, name) for name in names}, "message": message, "where": where}


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
