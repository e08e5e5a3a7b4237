"""From a kept plan to a file: write the chapter, typeset, keep it once."""

import hashlib
import logging
import uuid
from typing import cast

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from assess.jobs import JobProblem
from assess.models import CapacityPlan
from reports.documents import typst
from reports.documents.plan_chapter import plan_chapter
from reports.documents.report import replacement_remark
from reports.documents.typst import TypesettingError
from reports.documents.writer import Language
from reports.models import PlanChapter

log = logging.getLogger(__name__)


def render_chapter(chapter_id: uuid.UUID) -> None:
    """Typeset a chapter that was ordered; one that is there already is left alone."""
    row = PlanChapter.objects.select_related("plan__organisation").get(pk=chapter_id)
    if row.file:
        return
    row.plan.name, row.plan.note = row.title, row.note
    _keep(row, chapter_pdf(row.plan, cast("Language", row.language)))


def chapter_pdf(plan: CapacityPlan, language: Language) -> bytes:
    """The chapter on a computed plan as PDF/A-2a; the same plan gives the same bytes."""
    try:
        return typst.pdf(plan_chapter(plan, language), remark=replacement_remark(language))[0]
    except TypesettingError as error:
        log.exception("chapter on %s not typeset", plan.pk)
        raise JobProblem("report_not_typeset", "The report could not be typeset.") from error


@transaction.atomic
def _keep(row: PlanChapter, content: bytes) -> None:
    """Store the file, unless another worker was first."""
    current = PlanChapter.objects.select_for_update().get(pk=row.pk)
    if current.file:
        return
    current.file.save(f"{row.pk}.pdf", ContentFile(content), save=False)
    current.sha256 = hashlib.sha256(content).hexdigest()
    current.bytes, current.rendered_at = len(content), timezone.now()
    current.save(update_fields=["file", "sha256", "bytes", "rendered_at"])
