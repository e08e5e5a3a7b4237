"""The rules that fire and what is stated not to apply: to read for everybody, to decide for assessors."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assess import checks, review
from assess.models import Submission, User
from assess.review import Ruling
from assess.views.request import Request, attempt, rights, submission_of


def submission_review(request: Request, pk: UUID) -> HttpResponse:
    """Show all; keep the one decision whose button was pressed."""
    submission = submission_of(request, pk)
    if request.method == "POST":
        verb, _sign, code = request.POST.get("act", "").partition(":")
        note = request.POST.get(f"note-{code}", "")
        attempt(
            request,
            lambda: _decide(submission, verb, code, note, by=request.user),
            _("The decision is kept."),
        )
        return redirect("submission_review", pk)
    context = {
        "submission": submission,
        "checks": checks.checks_of(submission),
        "statements": checks.statements(submission),
        "judging": rights(request, submission)["review"]
        and submission.state == Submission.State.SUBMITTED,
    }
    return render(request, "assess/submission_review.html", context)


def _decide(submission: Submission, verb: str, code: str, note: str, *, by: User) -> None:
    """One decision, by its verb."""
    match verb:
        case "accept":
            review.accept(submission, code, reason=note, by=by)
        case "withdraw":
            review.withdraw_acceptance(submission, code, by=by)
        case "approve":
            review.rule_on(submission, [Ruling(code, "approved", note)], by=by)
        case "refuse":
            review.rule_on(submission, [Ruling(code, "refused", note)], by=by)
        case "approve_all":
            review.approve_all(submission, by=by)
        case _:
            raise Http404
