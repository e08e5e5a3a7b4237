"""Start, stop and resume the scoring of finished assessments under another profile or method."""

from django.db import transaction
from django.utils.translation import gettext as _

from assess import jobs, rescores
from assess.models import Job, Rescoring, RescoringPart, Score, Submission, User
from assess.permissions import Forbidden, WrongState
from assess.scoring.method import METHOD
from assess.tasks import rescore_part
from indicators.models import Profile

PART = 50
"""Final scores of a part: about a second of work, so that a person's order never waits long behind one."""


@transaction.atomic
def start(profile: Profile, *, by: User, every_profile: bool = False) -> Rescoring:
    """Score finished assessments of the profile's framework again; their own scores stay the ones that count.

    Those that were finished under a profile of the same code, or with ``every_profile`` all of them.
    """
    _administrator(by)
    found = [str(pk) for pk in _scope(profile, every_profile=every_profile)]
    rescoring = Rescoring.objects.create(
        profile=profile, method=METHOD, every_profile=every_profile, total=len(found), ordered_by=by
    )
    starts = range(0, len(found), PART)
    parts = RescoringPart.objects.bulk_create(
        RescoringPart(rescoring=rescoring, number=number, scores=found[at : at + PART])
        for number, at in enumerate(starts)
    )
    _order(parts, by)
    rescores.finish(rescoring)
    rescoring.refresh_from_db()
    return rescoring


@transaction.atomic
def stop(rescoring: Rescoring, *, by: User) -> None:
    """Let the workers end the step that they are at; what is computed stays."""
    _administrator(by)
    _move(rescoring, {Rescoring.State.RUNNING}, Rescoring.State.STOPPED)


@transaction.atomic
def resume(rescoring: Rescoring, *, by: User) -> None:
    """Go on where a batch was stopped, or where work on parts of it failed."""
    _administrator(by)
    _move(rescoring, {Rescoring.State.RUNNING, Rescoring.State.STOPPED}, Rescoring.State.RUNNING)
    waiting = Job.objects.filter(state=Job.State.QUEUED, task=rescore_part.name)
    left = rescoring.parts.filter(done_at=None).exclude(pk__in=waiting.values("target"))
    _order(list(left), by)
    rescores.finish(rescoring)
    rescoring.refresh_from_db()


def _scope(profile: Profile, *, every_profile: bool) -> list[object]:
    """The newest final score of each finished assessment, by its id."""
    rows = Score.objects.filter(
        kind=Score.Kind.FINAL,
        submission__state=Submission.State.FINAL,
        submission__framework=profile.framework,
    )
    if not every_profile:
        rows = rows.filter(submission__profile__code=profile.code)
    newest = dict(rows.order_by("computed_at").values_list("submission_id", "pk"))
    return list(newest.values())


def _order(parts: list[RescoringPart], by: User) -> None:
    for part in parts:
        jobs.order(rescore_part.name, part.pk, by=by, organisation=None)


def _move(rescoring: Rescoring, before: set[Rescoring.State], after: Rescoring.State) -> None:
    moved = Rescoring.objects.filter(pk=rescoring.pk, state__in=before).update(state=after)
    rescoring.refresh_from_db()
    if not moved:
        raise WrongState(
            "wrong_state",
            _("This cannot be done while the batch is “%(state)s”.")
            % {"state": rescoring.get_state_display()},
        )


def _administrator(by: User) -> None:
    if not by.is_staff:
        raise Forbidden(_("Only an administrator scores finished assessments again."))
