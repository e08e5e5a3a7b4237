"""What is told: home, the dashboard of a submission, one figure opened down to its raw input, reports."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assess import scores
from assess.models import Job, Organisation, Score, Submission
from assess.tasks import score_submission
from assess.views.request import Request, rights, submission_of
from reports import figures, orders, pictures
from reports.models import ReportFile

MEDIA_TYPES = {"pdf": "application/pdf", "json": "application/json"}


def home(request: Request) -> HttpResponse:
    """The newest assessment of every cluster: own ones first, then the shipped examples."""
    rows = [(row, figures.counting(row)) for row in figures.newest(request.user)]
    real = Organisation.Origin.REAL
    context = {
        "own": [item for item in rows if item[0].cluster.organisation.origin == real],
        "examples": [item for item in rows if item[0].cluster.organisation.origin != real],
    }
    return render(request, "home.html", context)


def dashboard(request: Request, pk: UUID) -> HttpResponse:
    """All that is told of a submission, from the score that counts, or from what it holds now."""
    submission = submission_of(request, pk)
    score = scores.latest(submission)
    told = figures.dashboard(submission, score)
    language = get_language() or ""
    past = figures.history(submission.cluster, request.user)
    context = {
        "submission": submission,
        "told": told,
        "may": rights(request, submission),
        "job": _running(submission),
        "reports": _reports(score),
        "radars": [pictures.profile_radar(told, item, language) for item in told.pillars],
        "bars": [pictures.contributions(told, item, language) for item in told.pillars],
        "history": pictures.past_scores(_past(past), language) if len(past) > 1 else None,
        "past": past,
        "formats": [("pdf", "zh-hans", _("PDF in Chinese")), ("pdf", "en", _("PDF in English"))],
    }
    return render(request, "reports/dashboard.html", context)


def indicator_explained(request: Request, pk: UUID, code: str) -> HttpResponse:
    """One indicator, from the sentence of the report and the raw input to its points."""
    submission = submission_of(request, pk)
    told = figures.dashboard(submission, scores.latest(submission))
    item = told.indicator_by_code.get(code)
    if item is None:
        raise Http404
    group = told.group_by_code[item.definition.group]
    context = {"submission": submission, "told": told, "item": item, "group": group}
    return render(request, "reports/indicator.html", context)


@require_POST
def report_order(request: Request, pk: UUID) -> HttpResponse:
    """Order a report of the score that counts; the dashboard then shows how it gets on."""
    score = scores.latest(submission_of(request, pk))
    format, language = request.POST.get("format"), request.POST.get("language")
    known = format in ReportFile.Format.values and language in ReportFile.Language.values
    if score is None or not known:
        raise Http404
    orders.order_report(score, format=str(format), language=str(language), by=request.user)
    return redirect(f"/submissions/{pk}/#reports")


def report_download(request: Request, pk: UUID) -> FileResponse:
    """The file of a report, under a name that says whose it is."""
    visible = ReportFile.objects.visible_to(request.user)
    report = get_object_or_404(
        visible.select_related("score__submission__cluster__organisation"), pk=pk
    )
    if not report.file:
        raise Http404
    organisation = report.score.submission.cluster.organisation.name
    name = _("SuanHeng report %(organisation)s %(date)s") % {
        "organisation": organisation,
        "date": f"{report.rendered_at:%Y-%m-%d}",
    }
    response = FileResponse(report.file.open(), content_type=MEDIA_TYPES[report.format])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.{report.format}"
    return response


def _running(submission: Submission) -> Job | None:
    """The score computation that is under way, or that failed last."""
    jobs = Job.objects.filter(task=score_submission.name, target=submission.pk)
    newest = jobs.first()
    return newest if newest and newest.state != Job.State.DONE else None


def _reports(score: Score | None) -> list[dict[str, Any]]:
    """The reports of a score, each with the work on it."""
    rows = list(score.reports.all()) if score else []
    jobs = Job.objects.filter(target__in=[row.pk for row in rows]).order_by("ordered_at")
    newest = {job.target: job for job in jobs}
    return [{"report": row, "job": newest.get(row.pk)} for row in rows]


def _past(rows: list[Score]) -> list[pictures.Past]:
    return [pictures.Past(row.submission.period_end, row.overall) for row in rows]
