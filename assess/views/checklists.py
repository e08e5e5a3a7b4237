"""The platform checklists of a submission: an overview, and a page for each."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assess import checklists, scores
from assess.amounts import ItemFault
from assess.intake import Rejected
from assess.models import Answer, ChecklistAnswer, Submission
from assess.permissions import Action, WrongState, allowed
from assess.tallies import Told
from assess.views.request import Request, submission_of

FIELDS = {"answer": "a", "reason": "r", "evidence": "e", "note": "n"}


def submission_checklists(request: Request, pk: UUID) -> HttpResponse:
    """Every checklist with its counts."""
    submission = submission_of(request, pk)
    told = checklists.told_of(submission, scores.facts_of(submission))
    context = {"submission": submission, "checklists": told}
    return render(request, "assess/checklists.html", context)


def submission_checklist(request: Request, pk: UUID, code: str) -> HttpResponse:
    """One checklist: to fill in, or to read where it may not be changed."""
    submission = submission_of(request, pk)
    row = next((row for row in checklists.checklists_of(submission) if row.code == code), None)
    if row is None:
        raise Http404
    faults: dict[str, str] = {}
    if request.method == "POST":
        sent = _sent(request, row.parsed().item_by_code)
        try:
            checklists.record(submission, row, sent, by=request.user)
        except Rejected as refusal:
            faults = {sent[fault.index]["item"]: _sentence(fault) for fault in refusal.faults}
        except WrongState as refusal:
            messages.error(request, refusal.message)
            return redirect("submission_checklist", pk, code)
        else:
            messages.success(request, _("Saved."))
            return redirect("submission_checklist", pk, code)
    return _page(request, submission, code, faults)


def _page(
    request: Request, submission: Submission, code: str, faults: dict[str, str]
) -> HttpResponse:
    every = checklists.told_of(submission, scores.facts_of(submission))
    told: Told = next(row for row in every if row.definition.code == code)
    context = {
        "submission": submission,
        "told": told,
        "names": {item.code: item.name for item in told.definition.sections},
        "editable": submission.is_open and allowed(request.user, Action.EDIT, submission),
        "choices": [*ChecklistAnswer.Said.choices, ("", _("unanswered"))],
        "classes": Answer.Evidence.choices,
        "typed": request.POST if faults else {},
        "faults": faults,
    }
    status = 422 if faults else 200
    return render(request, "assess/checklist.html", context, status=status)


def _sent(request: Request, items: Iterable[str]) -> list[dict[str, str]]:
    """What the form sent: of each item that is answered here, its parts."""
    codes = [code for code in items if f"a-{code}" in request.POST]
    return [
        {"item": code, **{part: request.POST.get(f"{sign}-{code}", "") for part, sign in FIELDS.items()}}
        for code in codes
    ]  # fmt: skip


def _sentence(fault: ItemFault) -> str:
    if fault.code == "reason_missing":
        return _("Say why this does not apply; without a reason it is not kept.")
    return _("Expected: %(expected)s.") % {"expected": fault.expected}
