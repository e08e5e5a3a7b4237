"""The way of a submission from draft to final: one table of moves, one verb for each."""

import uuid
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from assess import jobs
from assess.announcements import announce_submission
from assess.checks import before_finalising, before_submitting, refuse
from assess.models import (
    Assignment,
    Cluster,
    Event,
    Job,
    Membership,
    Organisation,
    Submission,
    User,
    Webhook,
)
from assess.permissions import Action, Forbidden, WrongState, require
from assess.tasks import score_submission
from indicators.defaults import MAIN_FRAMEWORK, MAIN_PROFILE
from indicators.models import Framework, Profile

State = Submission.State
MOVES: dict[str, tuple[frozenset[str], State, Action]] = {
    "submit": (frozenset({State.DRAFT}), State.SUBMITTED, Action.SUBMIT),
    "return": (frozenset({State.SUBMITTED}), State.DRAFT, Action.REVIEW),
    "finalise": (frozenset({State.SUBMITTED}), State.FINAL, Action.FINALISE),
    "withdraw": (frozenset({State.DRAFT, State.SUBMITTED}), State.WITHDRAWN, Action.SUBMIT),
}
TOLD: dict[str, str] = {
    "submit": Webhook.Event.SUBMITTED,
    "return": Webhook.Event.RETURNED,
    "finalise": Webhook.Event.FINALISED,
    "withdraw": Webhook.Event.WITHDRAWN,
}
__all__ = ["WrongState"]


def create_organisation(*, name: str, by: User) -> Organisation:
    """Make an organisation; only administrators do, and they become no members of it."""
    if not by.is_staff:
        raise Forbidden(_("Only an administrator makes organisations."))
    return Organisation.objects.create(name=name)


def change_organisation(organisation: Organisation, *, by: User, **fields: str) -> None:
    """Change the name or the note of an organisation; what is left out stays."""
    require(by, Action.MANAGE, organisation)
    Organisation.objects.filter(pk=organisation.pk).update(**fields)


def admit(user: User, organisation: Organisation, role: str, *, by: User) -> Membership:
    """Take somebody into an organisation, or change the role."""
    require(by, Action.MANAGE, organisation)
    member, _created = Membership.objects.update_or_create(
        user=user, organisation=organisation, defaults={"role": role}
    )
    return member


def create_cluster(organisation: Organisation, *, by: User, **fields: Any) -> Cluster:
    """Describe a cluster."""
    require(by, Action.EDIT, organisation)
    return Cluster.objects.create(organisation=organisation, **fields)


def change_cluster(cluster: Cluster, *, by: User, **fields: Any) -> None:
    """Correct the description of a cluster; scores that were computed keep the facts they were computed from."""
    require(by, Action.EDIT, cluster)
    Cluster.objects.filter(pk=cluster.pk).update(**fields)


@transaction.atomic
def create_submission(cluster: Cluster, *, by: User, **fields: Any) -> Submission:
    """Open a submission for a period. Framework and profile default to the newest CAICT framework and "default".

    fields: title, period_start, period_end, note, framework, profile.
    """
    require(by, Action.EDIT, cluster)
    profile = fields.pop("profile", None) or default_profile(fields.pop("framework", None))
    fields.pop("framework", None)
    _usable(profile, cluster)
    submission = Submission.objects.create(
        cluster=cluster, created_by=by, profile=profile, framework=profile.framework, **fields
    )
    _record(submission, by, "create")
    return submission


@transaction.atomic
def change_profile(submission: Submission, profile: Profile, *, by: User) -> None:
    """Score a draft by another profile of its framework; what was given stays as it is."""
    require(by, Action.EDIT, submission)
    _usable(profile, submission.cluster)
    if profile.framework_id != submission.framework_id:
        raise WrongState("other_framework", _("This profile scores another framework version."))
    before = str(submission.profile)
    if submission.profile_id == profile.pk:
        return
    changed = Submission.objects.filter(pk=submission.pk, state=State.DRAFT).update(
        profile=profile, revision=F("revision") + 1
    )
    if not changed:
        raise WrongState("not_open", _("The submission is no longer a draft."))
    submission.refresh_from_db(fields=["profile", "revision"])
    _record(submission, by, "profile", f"{before} → {profile}")


def _usable(profile: Profile, cluster: Cluster) -> None:
    """Refuse a profile that is neither everybody's nor the organisation's."""
    if profile.owner not in (None, cluster.organisation_id):
        raise Forbidden(_("This scoring profile belongs to another organisation."))


def default_profile(framework: Framework | None = None) -> Profile:
    """The profile that a new submission takes: the default one, else the newest of its framework."""
    of = {"framework": framework} if framework else {"framework__code": MAIN_FRAMEWORK}
    rows = Profile.objects.filter(**of).select_related("framework").order_by("-published_at")
    found: Profile = rows.filter(code=MAIN_PROFILE).first() or rows[0]
    return found


def change_period(submission: Submission, *, by: User, title: str, start: date, end: date) -> None:
    """Correct the title or period of a draft."""
    require(by, Action.EDIT, submission)
    changed = Submission.objects.filter(pk=submission.pk, state=State.DRAFT).update(
        title=title, period_start=start, period_end=end, revision=F("revision") + 1
    )
    if not changed:
        raise WrongState("not_open", _("The submission is no longer a draft."))


@transaction.atomic
def submit(submission: Submission, *, by: User) -> Job:
    """Hand in a draft; its score is computed in the background.

    Raises Unsettled while a figure is physically impossible; warnings and questions do not stop anybody.
    """
    _lock(submission, "submit", by)
    refuse(
        before_submitting(submission), _("Some figures are impossible and must be mended first.")
    )
    _move(submission, "submit", by)
    return _order_score(submission, by)


@transaction.atomic
def return_for_changes(submission: Submission, *, by: User, note: str) -> None:
    """Give a submission back to its organisation, saying why."""
    _move(submission, "return", by, note)


@transaction.atomic
def finalise(submission: Submission, *, by: User) -> Job:
    """Close the assessment: what is missing counts 0 from now on, and nothing changes any more.

    Raises Unsettled while an error or a warning is open or a “not applicable” is not decided.
    """
    _lock(submission, "finalise", by)
    refuse(before_finalising(submission), _("Accept, decide or return these first."))
    _move(submission, "finalise", by)
    return _order_score(submission, by)


@transaction.atomic
def withdraw(submission: Submission, *, by: User, note: str) -> None:
    """Take a submission out of the assessment; its data stay readable."""
    _move(submission, "withdraw", by, note)


def assign(submission: Submission, assessor: User, *, by: User) -> Assignment:
    """Let an assessor see and judge a submission; only administrators assign."""
    if not by.is_staff:
        raise Forbidden(_("Only an administrator assigns assessors."))
    assignment, created = Assignment.objects.get_or_create(submission=submission, assessor=assessor)
    if created:
        _record(submission, by, "assign", str(assessor))
    return assignment


def order_score(submission: Submission, *, by: User) -> Job:
    """Compute the score again, for example after a draft changed."""
    require(by, Action.VIEW, submission)
    with transaction.atomic():
        return _order_score(submission, by)


def _lock(submission: Submission, verb: str, by: User) -> None:
    """Hold a submission that is about to move, so that what was checked is what moves."""
    before, _after, action = MOVES[verb]
    require(by, action, submission)
    states = Submission.objects.select_for_update().values_list("state", flat=True)
    submission.state = State(states.get(pk=submission.pk))
    if submission.state not in before:
        raise _wrong_state(submission)


def _wrong_state(submission: Submission) -> WrongState:
    state = {"state": submission.get_state_display()}
    return WrongState(
        "wrong_state", _("This cannot be done while the submission is “%(state)s”.") % state
    )


def _move(submission: Submission, verb: str, by: User, note: str = "") -> None:
    """Change the state if it still is one that allows it; of two at once, one is told."""
    before, after, action = MOVES[verb]
    require(by, action, submission)
    moved = Submission.objects.filter(pk=submission.pk, state__in=before).update(
        state=after, revision=F("revision") + 1
    )
    submission.refresh_from_db(fields=["state", "revision"])
    if not moved:
        raise _wrong_state(submission)
    _record(submission, by, verb, note)
    announce_submission(TOLD[verb], submission)


def _order_score(submission: Submission, by: User) -> Job:
    target: uuid.UUID = submission.pk
    return jobs.order(
        score_submission.name, target, by=by, organisation=submission.cluster.organisation
    )


def _record(submission: Submission, actor: User, verb: str, note: str = "") -> None:
    Event.objects.create(submission=submission, actor=actor, verb=verb, note=note)
