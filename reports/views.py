"""What is told: home, the dashboard of a submission, one figure opened down to its raw input, reports."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from assess import scores
from assess.models import Job, Organisation, Score, Submission, User
from assess.tasks import score_submission
from assess.views.request import Request, rights, submission_of
from reports import advice as improvement
from reports import analysis as behind
from reports import figures, orders, pictures, questions, waterfalls
from reports.dashboard import Dashboard
from reports.models import ReportFile
from reports.sensitivity import sensitivity

MEDIA_TYPES = {"pdf": "application/pdf", "json": "application/json"}
FORMATS = (
    ("pdf", "zh-hans", _("PDF in Chinese")),
    ("pdf", "en", _("PDF in English")),
    ("json", "zh-hans", _("JSON with all figures")),
)


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
    score = _shown(submission)
    told = figures.dashboard(submission, score)
    job = _running(submission, request.user)
    reports = _reports(score, request.user)
    context = {
        "submission": submission,
        "told": told,
        "may": rights(request, submission),
        "job": job,
        "reports": reports,
        "waiting": any(
            row and not row.is_over for row in (job, *(item["job"] for item in reports))
        ),
        "formats": FORMATS,
        **_pictures(told, submission, request.user),
    }
    return render(request, "reports/dashboard.html", context)


def _pictures(told: Dashboard, submission: Submission, user: User) -> dict[str, object]:
    """The charts, in the reader's language."""
    language = get_language() or ""
    rows = figures.history(submission.cluster, user)
    past = [_past(score) for score in rows]
    closed = [("submission", str(row.submission_id)) for row in rows if not row.submission.is_open]
    return {
        "radars": [pictures.profile_radar(told, item, language) for item in told.known_pillars],
        "bars": [pictures.contributions(told, item, language) for item in told.known_pillars],
        "history": pictures.past_scores(past, language) if len(past) > 1 else None,
        "compared": f"?{urlencode(closed)}" if len(closed) > 1 else "",
    }


def analysis(request: Request, pk: UUID) -> HttpResponse:
    """What is behind the score that counts: one section for each question, each with its own partial."""
    submission = submission_of(request, pk)
    score = _shown(submission)
    told = figures.dashboard(submission, score)
    context = {
        "submission": submission,
        "told": told,
        **_waterfalls(told),
        **_changes(request, submission, score),
        **_advice(request, submission, score),
        **_sensitivity(submission, score, told),
    }
    return render(request, "reports/analysis.html", context)


def _sensitivity(submission: Submission, score: Score | None, told: Dashboard) -> dict[str, object]:
    """What each weight does to the score, and its picture."""
    found = sensitivity(figures.scored(submission, score), final=told.edition.final)
    slopes = pictures.slopes(found, get_language() or "") if found else None
    return {"sensitivity": found, "slopes": slopes}


def _past(score: Score) -> pictures.Past:
    """An assessment in the history, with its band where one was kept."""
    band = score.uncertainty["band"] if score.uncertainty else {"low": None, "high": None}
    return pictures.Past(score.submission.period_end, score.overall, band["low"], band["high"])


def _waterfalls(told: Dashboard) -> dict[str, object]:
    language = get_language() or ""
    opened = [waterfalls.by_indicator(told, item, language) for item in told.pillars]
    return {"waterfall": waterfalls.by_group(told, language), "opened": opened}


def _changes(request: Request, submission: Submission, score: Score | None) -> dict[str, object]:
    """What changed since a former assessment, and which there are to compare with."""
    former = behind.former(submission, request.user)
    before = questions.chosen(request.GET, former)
    if before is None and request.GET.get(questions.FORMER):
        raise Http404
    changes = behind.changed(before, submission, score) if before else None
    return {"former": former, "changes": changes}


def _advice(request: Request, submission: Submission, score: Score | None) -> dict[str, object]:
    """What reaches a level with the least effort, by the costs in the address."""
    scored = figures.scored(submission, score)
    question = questions.question(request.GET.dict(), scored)
    advice = improvement.advice(scored, question.target, question.costs)
    return {"question": question, "advice": advice}


def indicator_explained(request: Request, pk: UUID, code: str) -> HttpResponse:
    """One indicator, from the sentence of the report and the raw input to its points."""
    submission = submission_of(request, pk)
    score = _shown(submission)
    told = figures.dashboard(submission, score)
    item = told.indicator_by_code.get(code)
    if item is None:
        raise Http404
    pillar = next(row for row in told.pillars if row.code == item.definition.pillar)
    context = {
        "submission": submission,
        "told": told,
        "item": item,
        "group": told.group_by_code[item.definition.group],
        "pillar": pillar,
        "findings": told.review.of(code),
        "goals": improvement.goals(figures.scored(submission, score), code),
    }
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
    return redirect(f"{reverse('dashboard', args=[pk])}#reports")


def report_download(request: Request, pk: UUID) -> FileResponse:
    """The file of a report, under a name that says whose it is."""
    visible = ReportFile.objects.visible_to(request.user)
    report = get_object_or_404(
        visible.select_related("score__submission__cluster__organisation"), pk=pk
    )
    if not report.file:
        raise Http404
    return FileResponse(
        report.file.open(),
        as_attachment=True,
        filename=orders.filename(report),
        content_type=MEDIA_TYPES[report.format],
    )


def _shown(submission: Submission) -> Score | None:
    """The score that counts; a draft is told as it stands at this moment."""
    return None if submission.is_open else scores.latest(submission)


def _running(submission: Submission, user: User) -> Job | None:
    """The score computation that is under way, or that failed last."""
    seen = Job.objects.visible_to(user).filter(task=score_submission.name, target=submission.pk)
    newest = seen.first()
    return newest if newest and newest.state != Job.State.DONE else None


def _reports(score: Score | None, user: User) -> list[dict[str, Any]]:
    """The reports of a score, each with the work on it."""
    rows = list(score.reports.all()) if score else []
    seen = Job.objects.visible_to(user).filter(target__in=[row.pk for row in rows])
    newest = {job.target: job for job in seen.order_by("ordered_at")}
    return [{"report": row, "job": newest.get(row.pk)} for row in rows]
