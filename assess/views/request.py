"""What every page here shares: who asks, what they may see, and how a verb's refusal is told."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django_htmx.middleware import HtmxDetails

from assess.models import Submission, User
from assess.permissions import Action, WrongState, allowed


class Request(HttpRequest):
    """A request of somebody who is signed in."""

    user: User
    htmx: HtmxDetails


def submission_of(request: Request, pk: UUID) -> Submission:
    """The submission, if this person may know of it; else 404."""
    visible = Submission.objects.visible_to(request.user).with_context()
    return get_object_or_404(visible, pk=pk)


def attempt(request: Request, act: Callable[[], object], done: str) -> bool:
    """Do something that the submission's state may refuse; tell how it went."""
    try:
        act()
    except WrongState as refusal:
        messages.error(request, refusal.message)
        return False
    messages.success(request, done)
    return True


def rights(request: Request, submission: Submission) -> dict[str, bool]:
    """What this person may do with a submission, by the action's name."""
    return {str(action): allowed(request.user, action, submission) for action in Action}
