"""The form of a submission: the whole page, and one indicator at a time."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from assess.answering.blocks import Known, form_page, group_count, indicator_block, summary
from assess.answering.loading import frame_of, known_of, stored_of
from assess.answering.saving import Sent, save
from assess.models import Answer, Submission
from assess.permissions import Action, WrongState, allowed
from assess.views.request import Request, submission_of

UNPROCESSABLE, CONFLICT = 422, 409
CREDITS = (
    ("", _("unanswered")),
    ("0", _("none")),
    ("0.25", _("some")),
    ("0.5", _("half")),
    ("1", _("full")),
)


def submission_form(request: Request, pk: UUID) -> HttpResponse:
    """All indicators: to fill in, or to read where they may not be changed."""
    submission = submission_of(request, pk)
    return _page(request, submission, known_of(submission))


@require_POST
def submission_indicator(request: Request, pk: UUID, code: str) -> HttpResponse:
    """Keep the answers of one indicator; show what follows from them."""
    submission = submission_of(request, pk)
    frame = frame_of(submission.framework_id, get_language() or "").indicators.get(code)
    if frame is None:
        raise Http404
    sent = Sent.of(request.POST.dict())
    try:
        faults = save(submission, frame, sent, stored_of(submission), request.user)
    except WrongState as refusal:
        return _refused(request, submission, refusal)
    known = known_of(submission, typed=sent.fields if faults else {}, faults=faults)
    if request.htmx:
        return _parts(request, submission, known, code)
    if faults:
        return _page(request, submission, known)
    return redirect(f"{reverse('submission_form', args=[pk])}#{code}")


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
        "whole": "set" in request.POST,
    }
    status = UNPROCESSABLE if known.faults else 200
    response = render(request, "assess/form_saved.html", context, status=status)
    if context["whole"]:
        response["HX-Retarget"], response["HX-Reswap"] = f"#{code}", "outerHTML"
    return response


def _common(submission: Submission) -> dict[str, Any]:
    evidence = [("", "—"), *((value, str(label)) for value, label in Answer.Evidence.choices)]
    return {
        "submission": submission,
        "base": reverse("submission_form", args=[submission.pk]),
        "evidence_classes": evidence,
        "credits": [(value, str(label)) for value, label in CREDITS],
    }


def _refused(request: Request, submission: Submission, refusal: WrongState) -> HttpResponse:
    """The submission was handed in meanwhile: nothing was changed."""
    if request.htmx:
        return HttpResponse(refusal.message, status=CONFLICT, content_type="text/plain")
    messages.error(request, refusal.message)
    return redirect("submission_form", submission.pk)
