"""A draft that is about to change: locked, allowed, open; and counted on once it has changed."""

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from assess.models import Submission, User
from assess.permissions import Action, WrongState, require


def open_draft(submission: Submission, by: User) -> None:
    """Lock the submission and make sure that it may be changed by this person now."""
    require(by, Action.EDIT, submission)
    state = (
        Submission.objects.select_for_update().values_list("state", flat=True).get(pk=submission.pk)
    )
    if state != Submission.State.DRAFT:
        raise WrongState("not_open", _("The submission is no longer a draft; nothing was changed."))


def count_on(submission: Submission) -> None:
    """Give the changed submission its next revision."""
    Submission.objects.filter(pk=submission.pk).update(
        revision=F("revision") + 1, changed_at=timezone.now()
    )
    submission.refresh_from_db(fields=["revision", "changed_at"])
