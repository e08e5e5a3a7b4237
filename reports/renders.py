"""From a score to a file: load, write the document, typeset, keep it once."""

import hashlib
import logging
import uuid
from typing import cast

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from assess.announcements import announce_part, link
from assess.jobs import JobProblem
from assess.models import Score, Submission, Webhook
from reports.analysis import analysed
from reports.dashboard import Dashboard
from reports.documents import as_json, typst
from reports.documents.report import replacement_remark, report
from reports.documents.typst import TypesettingError
from reports.documents.writer import Language
from reports.models import ReportFile

REPLACED_SHOWN = 200

log = logging.getLogger(__name__)


def render_report(report_id: uuid.UUID) -> None:
    """Render a report that was ordered; one that is there already is left alone.

    Two workers at once render the same content; the row keeps the file of the first.
    """
    row = ReportFile.objects.select_related("score").get(pk=report_id)
    if row.file:
        return
    content, replaced = render(row.score, row.format, cast("Language", row.language))
    _keep(row, content, replaced)


def render(score: Score, format: str, language: Language) -> tuple[bytes, str]:
    """The bytes of a report, and the characters that had to be replaced."""
    submission = Submission.objects.with_context().get(pk=score.submission_id)
    told = analysed(submission, score)
    if format == ReportFile.Format.JSON:
        return as_json.encoded(told, report(told, language), score), ""
    return _pdf(told, language)


def _pdf(told: Dashboard, language: Language) -> tuple[bytes, str]:
    try:
        return typst.pdf(report(told, language), remark=replacement_remark(language))
    except TypesettingError as error:
        log.exception("report of %s not typeset", told.subject.submission)
        raise JobProblem("report_not_typeset", "The report could not be typeset.") from error


@transaction.atomic
def _keep(row: ReportFile, content: bytes, replaced: str) -> None:
    """Store the file under a name of its own and enter it, unless another worker was first."""
    current = ReportFile.objects.select_for_update().get(pk=row.pk)
    if current.file:
        return
    current.file.save(f"{row.pk}.{row.format}", ContentFile(content), save=False)
    current.sha256 = hashlib.sha256(content).hexdigest()
    current.bytes = len(content)
    current.replaced_characters = replaced[:REPLACED_SHOWN]
    current.rendered_at = timezone.now()
    current.save(update_fields=["file", "sha256", "bytes", "replaced_characters", "rendered_at"])
    submission = Submission.objects.select_related("cluster").get(pk=row.score.submission_id)
    url = link("api:report_download", row.pk)
    announce_part(Webhook.Event.REPORT, submission, {"report": row.pk}, url)
