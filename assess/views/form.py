"""The form of a submission: the whole page, and one indicator at a time."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRefresh, reswap, retarget, trigger_client_event

from assess import intake, takeover
from assess.answering.blocks import Known, form_page, group_count, indicator_block, summary
from assess.answering.loading import frame_of, known_of, stored_of
from assess.answering.saving import Sent, save
from assess.models import Submission
from assess.permissions import Action, WrongState, allowed
from assess.views.request import Request, submission_of

UNPROCESSABLE, CONFLICT = 422, 409


def submission_form(request: Request, pk: UUID) -> HttpResponse:
    """All indicators: to fill in, or to read where they may not be changed."""
    submission = submission_of(request, pk)
    return _page(request, submission, known_of(submission, opened=request.GET.get("open", "")))


@require_http_methods(["GET", "POST"])
def submission_indicator(request: Request, pk: UUID, code: str) -> HttpResponse:
    """One indicator: show the rest of it, or keep its answers and show what follows from them."""
    submission = submission_of(request, pk)
    if code not in frame_of(submission.framework_id, get_language() or "").indicators:
        raise Http404
    if request.method == "POST":
        return _kept(request, submission, code)
    if request.htmx:
        block = indicator_block(known_of(submission), code)
        context = _common(submission) | {"block": block}
        return render(request, "assess/form_rest.html", context)
    return redirect(f"{reverse('submission_form', args=[pk])}?open={code}#{code}")


def _kept(request: Request, submission: Submission, code: str) -> HttpResponse:
    """Keep what was sent of an indicator."""
    if request.POST.keys() & {"take", "undo"}:
        return _from_files(request, submission, code)
    frame = frame_of(submission.framework_id, get_language() or "").indicators[code]
    sent = Sent.of(request.POST.dict())
    try:
        faults = save(submission, frame, sent, stored_of(submission, frame), request.user)
    except WrongState as refusal:
        return _refused(request, submission, refusal)
    opened = code if f"e-{code}" in sent.fields else ""
    typed = sent.fields if faults else {}
    known = known_of(submission, typed=typed, faults=faults, opened=opened)
    if request.htmx:
        return _parts(request, submission, known, code)
    if faults:
        return _page(request, submission, known)
    return redirect(f"{reverse('submission_form', args=[submission.pk])}#{code}")


def _from_files(request: Request, submission: Submission, code: str) -> HttpResponse:
    """Take a figure of the files over, or give it back; what else it touches is shown anew."""
    take, undo = (request.POST.getlist(name) for name in ("take", "undo"))
    try:
        if undo:
            takeover.give_back(submission, undo, by=request.user)
        else:
            takeover.take_over(submission, {}, slots=take, by=request.user)
    except WrongState as refusal:
        return _refused(request, submission, refusal)
    except intake.Rejected as refusal:
        for fault in refusal.faults:
            words = {"found": fault.found, "expected": fault.expected}
            told = _("“%(found)s” was not taken over. Expected: %(expected)s.") % words
            messages.error(request, told)
    if request.htmx:
        return HttpResponseClientRefresh()
    return redirect(f"{reverse('submission_form', args=[submission.pk])}#{code}")


def _page(request: Request, submission: Submission, known: Known) -> HttpResponse:
    """The whole form."""
    may = allowed(request.user, Action.EDIT, submission)
    context = _common(submission) | {
        "page": form_page(known),
        "editable": may and submission.is_open,
        "any_fault": bool(known.faults),
    }
    status = UNPROCESSABLE if known.faults else 200
    return render(request, "assess/form.html", context, status=status)


def _parts(request: Request, submission: Submission, known: Known, code: str) -> HttpResponse:
    """The parts of the page that one indicator's answers change; after a suggestion also its fields."""
    block = indicator_block(known, code)
    others = [indicator_block(known, item) for item in known.frame.dependents[code]]
    groups = dict.fromkeys(item.frame.group for item in (block, *others))
    context = _common(submission) | {
        "block": block,
        "others": others,
        "groups": [group_count(known, group) for group in groups],
        "summary": summary(known, after=code),
        "told": [(item, known.findings_at(item)) for item in known.frame.indicators],
        "whole": "set" in request.POST,
    }
    status = UNPROCESSABLE if known.faults else 200
    response = render(request, "assess/form_saved.html", context, status=status)
    if context["whole"]:
        return reswap(retarget(response, f"#{code}"), "outerHTML")
    trigger_client_event(response, "faults", {"messages": dict(known.faults)})
    return reswap(response, "none")


def _common(submission: Submission) -> dict[str, Any]:
    about = reverse("framework_detail", args=[submission.framework.code])
    return {"submission": submission, "about": about}


def _refused(request: Request, submission: Submission, refusal: WrongState) -> HttpResponse:
    """The submission was handed in meanwhile: nothing was changed."""
    if request.htmx:
        return HttpResponse(refusal.message, status=CONFLICT, content_type="text/plain")
    messages.error(request, refusal.message)
    return redirect("submission_form", submission.pk)
