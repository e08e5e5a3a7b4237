"""Who may do what: one table of roles, and one way to ask."""

from enum import StrEnum
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from assess.models import CapacityPlan, Cluster, Membership, Organisation, Submission, User

Subject = Organisation | Cluster | Submission | CapacityPlan
Role = Membership.Role


class Action(StrEnum):
    """What somebody may want to do with an organisation and what belongs to it."""

    VIEW = "view"
    EDIT = "edit"
    SUBMIT = "submit"
    REVIEW = "review"
    FINALISE = "finalise"
    MANAGE = "manage"


MEMBERS: dict[str, frozenset[Action]] = {
    Role.OWNER: frozenset({Action.VIEW, Action.EDIT, Action.SUBMIT, Action.MANAGE}),
    Role.EDITOR: frozenset({Action.VIEW, Action.EDIT, Action.SUBMIT}),
    Role.VIEWER: frozenset({Action.VIEW}),
}
ASSESSOR = frozenset({Action.VIEW, Action.REVIEW, Action.FINALISE})


class Forbidden(PermissionDenied):
    """The person sees the subject but may not do this with it."""


class WrongState(Exception):
    """The submission is in a state in which this cannot be done. ``code`` is stable, for programs."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def allowed(user: User, action: Action, subject: Subject) -> bool:
    """Tell whether somebody may do this: administrators all, members by role, assessors what is assigned."""
    return user.is_staff or action in _granted(user, subject)


def require(user: User, action: Action, subject: Subject) -> None:
    """Raise ``Forbidden`` unless somebody may do this."""
    if not allowed(user, action, subject):
        raise Forbidden(
            _("You may see this, but your role does not allow you to change it in this way.")
        )


def _granted(user: User, subject: Subject) -> frozenset[Action]:
    organisation = _organisation_id(subject)
    if isinstance(subject, CapacityPlan) and organisation is None:
        return MEMBERS[Role.OWNER] if subject.created_by_id == user.pk else frozenset()
    member = user.memberships.filter(organisation=organisation).first()
    granted = MEMBERS[member.role] if member else frozenset()
    if isinstance(subject, Submission) and subject.assignments.filter(assessor=user).exists():
        granted |= ASSESSOR
    return granted


def _organisation_id(subject: Subject) -> UUID | None:
    if isinstance(subject, Organisation):
        return subject.pk
    if isinstance(subject, Cluster | CapacityPlan):
        return subject.organisation_id
    return subject.cluster.organisation_id
