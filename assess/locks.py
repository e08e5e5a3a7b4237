"""A draft that is about to change: locked, allowed, open; and counted on once it has changed."""

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from assess.models import Submission, User
from assess.permissions import Action, WrongState, require


def may_change(submission: Submission, by: User) -> None:
    """Make sure that this person may change the submission as it was read, before work that locks nothing."""
    require(by, Action.EDIT, submission)
    _be_draft(submission.state)


def open_draft(submission: Submission, by: User) -> None:
    """Lock the submission and make sure that it may be changed by this person now."""
    require(by, Action.EDIT, submission)
    rows = Submission.objects.select_for_update().values_list("state", flat=True)
    _be_draft(rows.get(pk=submission.pk))


def _be_draft(state: str) -> None:
    if state != Submission.State.DRAFT:
        raise WrongState("not_open", _("The submission is no longer a draft; nothing was changed."))


def count_on(submission: Submission) -> None:
    """Give the changed submission its next revision."""
    Submission.objects.filter(pk=submission.pk).update(
        revision=F("revision") + 1, changed_at=timezone.now()
    )
    submission.refresh_from_db(fields=["revision", "changed_at"])
