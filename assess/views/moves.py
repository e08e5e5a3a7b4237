"""A submission's moves, each with a page that says what will happen: submit, return, finalise, withdraw."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assess import checks, scores, workflow
from assess.answering.loading import frame_of
from assess.forms import ReasonForm
from assess.models import Submission
from assess.permissions import Action, require
from assess.views.request import Request, attempt, submission_of


def submission_submit(request: Request, pk: UUID) -> HttpResponse:
    """Hand in, after saying what is missing."""
    submission = submission_of(request, pk)
    require(request.user, Action.SUBMIT, submission)
    if request.method == "POST":
        attempt(
            request,
            lambda: workflow.submit(submission, by=request.user),
            _("Submitted. The score is being computed."),
        )
        return redirect("dashboard", pk)
    return _confirm(request, submission, "submit")


def submission_finalise(request: Request, pk: UUID) -> HttpResponse:
    """Close the assessment, after saying what is missing."""
    submission = submission_of(request, pk)
    require(request.user, Action.FINALISE, submission)
    if request.method == "POST":
        attempt(
            request,
            lambda: workflow.finalise(submission, by=request.user),
            _("Finalised. The final score is being computed."),
        )
        return redirect("dashboard", pk)
    return _confirm(request, submission, "finalise")


def submission_return(request: Request, pk: UUID) -> HttpResponse:
    """Give back with a note."""
    submission = submission_of(request, pk)
    require(request.user, Action.REVIEW, submission)
    form = ReasonForm(request.POST or None)
    if not form.is_valid():
        return _explain(request, submission, form, "return")
    attempt(
        request,
        lambda: workflow.return_for_changes(submission, by=request.user, **form.cleaned_data),
        _("Returned for changes."),
    )
    return redirect("submission_progress", pk)


def submission_withdraw(request: Request, pk: UUID) -> HttpResponse:
    """Take out of the assessment with a note."""
    submission = submission_of(request, pk)
    require(request.user, Action.SUBMIT, submission)
    form = ReasonForm(request.POST or None)
    if not form.is_valid():
        return _explain(request, submission, form, "withdraw")
    attempt(
        request,
        lambda: workflow.withdraw(submission, by=request.user, **form.cleaned_data),
        _("Withdrawn."),
    )
    return redirect("submission_progress", pk)


def _confirm(request: Request, submission: Submission, move: str) -> HttpResponse:
    """A page that lists what is missing and asks."""
    result = scores.preview(submission)
    indicators = frame_of(submission.framework_id, get_language() or "").indicators
    missing = [indicators[item.code] for item in result.indicators if item.state == "missing"]
    found = checks.before_submitting if move == "submit" else checks.before_finalising
    context = {
        "submission": submission,
        "move": move,
        "result": result,
        "missing": missing,
        "obstacles": found(submission),
    }
    return render(request, "assess/submission_confirm.html", context)


def _explain(request: Request, submission: Submission, form: ReasonForm, move: str) -> HttpResponse:
    context = {"submission": submission, "form": form, "move": move}
    status = 422 if form.is_bound else 200
    return render(request, "assess/submission_reason.html", context, status=status)
