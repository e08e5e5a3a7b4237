"""Order a report: a row once for each score, format and language, and the work to render it."""

from django.db import transaction

from assess import jobs
from assess.models import Job, Score, User
from reports.models import ReportFile
from reports.tasks import render_report


@transaction.atomic
def order_report(score: Score, *, format: str, language: str, by: User) -> tuple[ReportFile, Job]:
    """The report and the job that renders it.

    Ordering the same again gives the same row; while it is being rendered, or once it is, also the same job.
    After a failure a new job tries again.
    """
    report, _created = ReportFile.objects.get_or_create(
        score=score, format=format, language=language, defaults={"ordered_by": by}
    )
    job = latest_job(report)
    if job is None or job.state == Job.State.FAILED:
        organisation = score.submission.cluster.organisation
        job = jobs.order(render_report.name, report.pk, by=by, organisation=organisation)
    return report, job


def latest_job(report: ReportFile) -> Job | None:
    """The newest work on a report."""
    return Job.objects.filter(task=render_report.name, target=report.pk).first()
