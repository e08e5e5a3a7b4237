"""Order a report: a row once for each score, format and language, and the work to render it."""

from django.db import transaction
from django.utils.text import get_valid_filename
from django.utils.timezone import localtime

from assess import jobs
from assess.models import Job, Score, User
from reports.models import ReportFile
from reports.tasks import render_report


@transaction.atomic
def order_report(score: Score, *, format: str, language: str, by: User) -> tuple[ReportFile, Job]:
    """The report and the job that renders it.

    Ordering the same again gives the same row; while it is being rendered, or once it is, also the same job.
    After a failure, or where the person does not see that job, a new one; rendering twice does no harm.
    """
    report, _created = ReportFile.objects.get_or_create(
        score=score, format=format, language=language, defaults={"ordered_by": by}
    )
    job = latest_job(report, by)
    if job is None or job.state == Job.State.FAILED:
        organisation = score.submission.cluster.organisation
        job = jobs.order(render_report.name, report.pk, by=by, organisation=organisation)
    return report, job


def latest_job(report: ReportFile, user: User) -> Job | None:
    """The newest work on a report that somebody sees."""
    jobs_seen = Job.objects.visible_to(user)
    return jobs_seen.filter(task=render_report.name, target=report.pk).first()


def filename(report: ReportFile) -> str:
    """The name under which a report is downloaded: whose it is and of which day, in the report's language."""
    organisation = get_valid_filename(report.score.submission.cluster.organisation.name)
    english = report.language == ReportFile.Language.ENGLISH
    title = "SuanHeng-assessment-report" if english else "算衡评估报告"
    day = localtime(report.score.computed_at)
    return f"{title}-{organisation}-{day:%Y%m%d}.{report.format}"
