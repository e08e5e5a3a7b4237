"""Order the chapter on a plan, and the files of a plan that need no order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from assess import jobs
from assess.models import CapacityPlan, Job, User
from assess.permissions import WrongState
from reports.documents.plan_workbook import plan_workbook
from reports.models import PlanChapter
from reports.plan_data import plan_csv, plan_json
from reports.tasks import render_chapter

PDF = "pdf"


@dataclass(frozen=True)
class DataFile:
    """A file that is made at once: its kind for a browser, and how it is made in a language."""

    media_type: str
    content: Callable[[CapacityPlan, str], bytes]


DATA: Mapping[str, DataFile] = {
    "xlsx": DataFile(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", plan_workbook
    ),
    "json": DataFile("application/json", lambda plan, _language: plan_json(plan)),
    "csv": DataFile("text/csv; charset=utf-8", lambda plan, _language: plan_csv(plan)),
}
FORMATS = (PDF, *DATA)


@transaction.atomic
def order_chapter(plan: CapacityPlan, *, language: str, by: User) -> tuple[PlanChapter, Job]:
    """The chapter in a language and the job that renders it; whoever sees the plan may.

    Ordering the same again gives the same row, and while it is rendered, or once it is, the same job.
    Raises WrongState for a plan that is not computed.
    """
    if plan.result is None:
        raise WrongState("not_computed", _("The plan is not computed yet; try again in a moment."))
    row = chapter_of(plan, language) or PlanChapter.objects.create(
        plan=plan, language=language, title=plan.name, note=plan.note, ordered_by=by
    )
    seen = Job.objects.visible_to(by).filter(task=render_chapter.name, target=row.pk)
    job = seen.first()
    if job is None or job.state == Job.State.FAILED:
        job = jobs.order(render_chapter.name, row.pk, by=by, organisation=plan.organisation)
    return row, job


def chapter_of(plan: CapacityPlan, language: str) -> PlanChapter | None:
    """The chapter on a plan as it is called and noted now."""
    rows = plan.chapters.filter(language=language, title=plan.name, note=plan.note)
    return rows.order_by("ordered_at").first()


def filename(plan: CapacityPlan, format: str) -> str:
    """The name under which a file is downloaded."""
    return f"{_('capacity-plan')}-{get_valid_filename(plan.name)}.{format}"
