"""What the evidence files say: every figure with its files, chosen by a rule, previewed, taken over, given back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from assess import intake, takeover
from assess.derivation.reconcile import DEFAULT, NAMES, RULES, Choice
from assess.derivation.slots import SLOTS
from assess.derived import BadChoice, choices_of, derived_of
from assess.models import Submission
from assess.permissions import Action, WrongState, allowed
from assess.views.request import Request, attempt, submission_of

NAMED = "="
"""A choice that begins so is the key of a candidate."""


@require_http_methods(["GET", "POST"])
def submission_derived(request: Request, pk: UUID) -> HttpResponse:
    """The table; or, posted, its figures by other rules: previewed, or taken over."""
    submission = submission_of(request, pk)
    try:
        choices = choices_of("", _named(request.POST))
    except BadChoice as wrong:
        messages.error(request, _("“%(found)s” is no rule here.") % {"found": wrong})
        return redirect("submission_derived", pk)
    if "take" in request.POST:
        return _taken(request, submission, choices)
    editable = submission.is_open and allowed(request.user, Action.EDIT, submission)
    posted = request.method == "POST"
    ticked = request.POST.getlist("slot") if posted and editable else None
    found = derived_of(submission, choices, ticked)
    inputs = submission.framework.parsed().input_by_code
    context = {
        "submission": submission,
        "found": found,
        "cleared": [inputs[code].name for code in found.preview.cleared],
        "ticked": ticked,
        "previewed": posted,
        "rules": [(name, NAMES[name]) for name in RULES[:-1]],
        "usual": DEFAULT,
        "editable": editable,
    }
    return render(request, "assess/derived.html", context)


def _named(sent: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Rules by slot as the page sends them: ``rule-P13`` = a rule, or a candidate's key after a sign."""
    told = [(slot, str(sent.get(f"rule-{slot}", ""))) for slot in SLOTS]
    return [
        (slot, "chosen", text[1:]) if text.startswith(NAMED) else (slot, text, "")
        for slot, text in told
        if text
    ]


def _taken(request: Request, submission: Submission, choices: Mapping[str, Choice]) -> HttpResponse:
    """Take the ticked figures over, or all that are proved."""
    slots = None if request.POST["take"] == "all" else request.POST.getlist("slot")
    try:
        found = takeover.take_over(submission, choices, slots=slots, by=request.user)
    except WrongState as refusal:
        messages.error(request, refusal.message)
    except intake.Rejected as refusal:
        for fault in refusal.faults:
            words = {"found": fault.found, "expected": fault.expected}
            told = _("“%(found)s” was not taken over. Expected: %(expected)s.") % words
            messages.error(request, told)
    else:
        count = sum(not item.unchanged for item in found.changes)
        told = ngettext("%(count)d figure was taken over.", "%(count)d figures were taken over.", count)  # fmt: skip
        messages.success(request, told % {"count": count})
    return redirect("submission_derived", submission.pk)


@require_POST
def derived_undo(request: Request, pk: UUID) -> HttpResponse:
    """Undo one figure."""
    submission = submission_of(request, pk)
    slots = request.POST.getlist("undo")
    done = _("The figure stands as it did before.")
    attempt(request, lambda: takeover.give_back(submission, slots, by=request.user), done)
    return redirect("submission_derived", pk)
