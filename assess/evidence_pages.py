"""What the evidence pages show: the files of a submission with what was found, and one file with everything."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from assess import uploads
from assess.evidence.difference import Change, Figure, differences
from assess.evidence.excerpt import Line, excerpt
from assess.evidence.quantities import QUANTITIES, Quantity
from assess.evidence.reading import Where
from assess.evidence.source import Source
from assess.evidence_bytes import on_disk
from assess.models import Evidence, EvidenceFinding, EvidenceReading, Submission, Upload, User
from assess.reader_runs import Outline
from assess.readings import figures_of
from indicators.records import Text

FILES, READINGS, FINDINGS = 100, 100, 100
SHOWN_CHANGES = 100
RESTED = timedelta(minutes=1)
GRAVITY = EvidenceFinding.Severity.values


@dataclass(frozen=True)
class Files:
    """A page of files, what was found in them, and how many there are of each kind."""

    page: "Page[Evidence]"
    findings: list[EvidenceFinding]
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Unfinished:
    """A file that stopped on its way: how much has come, and until when it can be gone on with."""

    path: str
    offset: int
    size: int
    expires_at: datetime


@dataclass(frozen=True)
class Said:
    """A finding as pages tell it."""

    severity: str
    rule: str
    message: Text
    place: str
    found: str
    expected: str


@dataclass(frozen=True)
class Moved:
    """A figure before and after, with what it is."""

    quantity: Quantity | None
    code: str
    unit: str
    place: str
    conditions: Mapping[str, Any]
    before: float | None
    after: float | None


def files_of(submission: Submission, number: str | None) -> Files:
    """The files of a submission but for earlier versions, a page of them."""
    rows = submission.evidence.filter(superseded_by=None)
    troubles = EvidenceFinding.objects.exclude(severity=EvidenceFinding.Severity.NOTE)
    told = rows.select_related("given_by", "archive").annotate(
        figures=_number_of(EvidenceReading.objects.all()), troubles=_number_of(troubles)
    )
    page = Paginator(told, FILES).get_page(number)
    return Files(page, findings_of([row.pk for row in page]), counts_of(rows))


def _number_of(rows: QuerySet[Any]) -> Coalesce:
    mine = rows.filter(evidence=OuterRef("pk")).order_by().values("evidence")
    return Coalesce(Subquery(mine.annotate(number=Count("pk")).values("number")), 0)


def unfinished_of(submission: Submission, by: User) -> list[Unfinished]:
    """The files that somebody began to send and that rest for a minute or more."""
    rested = timezone.now() + uploads.WAITED - RESTED
    rows = submission.uploads.filter(given_by=by, state=Upload.State.OPEN, expires_at__lt=rested)
    return [
        Unfinished(row.path, uploads.offset_of(row), row.size, row.expires_at)
        for row in rows.select_related("submission__cluster__organisation")[:FILES]
    ]


def counts_of(rows: QuerySet[Evidence]) -> Mapping[str, int]:
    """How many files there are, wait, were read, prove nothing, failed, or are left out."""
    one = {state: Count("pk", filter=Q(state=state)) for state in Evidence.State.values}
    counted = rows.aggregate(
        all=Count("pk"), out=Count("pk", filter=Q(withdrawn_at__isnull=False)), **one
    )
    return dict(counted)


def findings_of(files: list[Any]) -> list[EvidenceFinding]:
    """The gravest findings of files first, a hundred of them."""
    rows = EvidenceFinding.objects.filter(evidence__in=files).select_related("evidence")
    return list(
        rows.order_by("severity", "evidence__folder", "evidence__name", "number")[:FINDINGS]
    )


def readings_of(evidence: Evidence, number: str | None) -> "Page[EvidenceReading]":
    """A page of the readings of a file."""
    return Paginator(evidence.readings.all(), READINGS).get_page(number)


def versions_of(evidence: Evidence) -> list[tuple[Evidence, list[Moved]]]:
    """The earlier versions of a file, each with what the later one changed."""
    later = figures_of(evidence)
    same = evidence.supersedes.filter(name=evidence.name, folder=evidence.folder)
    earlier = same.select_related("given_by").order_by("-given_at")
    return [(row, _moved(differences(figures_of(row), later))) for row in earlier]


def last_changes(evidence: Evidence) -> list[Moved]:
    """What the latest reading changed, as it was kept."""
    return [
        Moved(
            QUANTITIES.get(line["quantity"]), line["quantity"], line["unit"], line["place"],
            line["conditions"], line["before"], line["after"],
        )
        for line in evidence.changes.get("lines", [])
    ]  # fmt: skip


def lines_at(evidence: Evidence, first: int, last: int | None) -> tuple[Line, ...]:
    """The lines of a file around a place; nothing where it lies too far in."""
    with on_disk(evidence.key) as path:
        source = Source(evidence.name, evidence.size, lambda: path.open("rb"), str(path))
        return excerpt(source, first, last) if source.is_text else ()


def looked_at(looked: list[tuple[str, Outline]]) -> list[dict[str, Any]]:
    """What was found in files that are not kept: path, tools, readings, findings."""
    return [
        {
            "path": path,
            "tools": ", ".join(item["tool"] for item in outline["files"] if item["tool"]),
            "readings": [_looked(item) for item in outline["readings"][:READINGS]],
            "count": len(outline["readings"]),
            "findings": list(_said(outline)),
        }
        for path, outline in looked
    ]


def _looked(item: Mapping[str, Any]) -> dict[str, Any]:
    return {**item, "definition": QUANTITIES.get(item["quantity"]), "place": _place(item["where"])}


def _said(outline: Outline) -> Iterator[Said]:
    for extract in outline["files"]:
        for item in extract["findings"]:
            message = Text(item["message"]["zh"], item["message"]["en"])
            yield Said(
                item["severity"], item["rule"], message, _place(item["where"]), item["found"],
                item["expected"],
            )  # fmt: skip


def _place(where: Mapping[str, Any]) -> str:
    return str(Where(where.get("line"), where.get("key", ""), where.get("end")))


def _moved(changes: tuple[Change, ...]) -> list[Moved]:
    return [_moved_one(change, change.figure) for change in changes[:SHOWN_CHANGES]]


def _moved_one(change: Change, figure: Figure) -> Moved:
    before = change.before.value if change.before else None
    after = change.after.value if change.after else None
    known = QUANTITIES.get(figure.quantity)
    return Moved(
        known, figure.quantity, figure.unit, figure.place, figure.conditions, before, after
    )
