"""To a later framework version: a page that says what will change, and the step itself on confirmation."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assess import upgrades
from assess.models import Submission
from assess.permissions import Action, WrongState, allowed
from assess.views.request import Request, submission_of
from indicators.models import Profile


def submission_upgrade(request: Request, pk: UUID) -> HttpResponse:
    """What a later version changes for this submission; ``?to=`` names the version, the newest unless given."""
    submission = submission_of(request, pk)
    offered = upgrades.targets(submission)
    target = _chosen(request.POST.get("to") or request.GET.get("to"), offered)
    if request.method == "POST" and target:
        return _done(request, submission, target)
    context = {
        "submission": submission,
        "offered": offered,
        "may_edit": allowed(request.user, Action.EDIT, submission),
        "preview": upgrades.preview(submission, target) if target else None,
        "set_aside": upgrades.set_aside(submission),
    }
    return render(request, "assess/upgrade.html", context)


def _chosen(version: str | None, offered: list[Profile]) -> Profile | None:
    """The target that was named; 404 for one that is not offered."""
    if not version:
        return offered[0] if offered else None
    found = next((row for row in offered if row.framework.version == version), None)
    if found is None:
        raise Http404
    return found


def _done(request: Request, submission: Submission, target: Profile) -> HttpResponse:
    """Upgrade a draft; copy anything else into a new draft."""
    try:
        if not submission.is_open:
            draft = upgrades.copy_to_draft(submission, target, by=request.user)
            messages.success(request, _("Copied into a new draft."))
            return redirect("submission_form", draft.pk)
        moved = upgrades.upgrade(submission, target, by=request.user)
    except WrongState as refusal:
        messages.error(request, refusal.message)
        return redirect("submission_upgrade", submission.pk)
    done = _("Upgraded to version %(version)s; %(count)d parts were set aside.")
    words = done % {"version": target.framework.version, "count": len(moved.aside)}
    messages.success(request, words)
    return redirect("submission_upgrade", submission.pk)
