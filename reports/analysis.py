"""What is behind a score, put together: goals, advice, and the change since a former assessment."""

from dataclasses import replace

from assess import scores
from assess.models import Score, Submission, User
from reports.advice import advice, goals, next_target
from reports.changes import Changes, Compared, Told, changes
from reports.dashboard import Dashboard
from reports.figures import dashboard, scored
from reports.sensitivity import sensitivity


def analysed(submission: Submission, score: Score) -> Dashboard:
    """The dashboard with all that a reader cannot ask for later: goals, advice on the next level, the change.

    It compares with the nearest former final assessment, if everybody who may read this one may read that.
    """
    found = scored(submission, score)
    told = dashboard(submission, score)
    before = _open_to_the_same(submission)
    return replace(
        told,
        indicators=tuple(replace(row, goals=goals(found, row.code)) for row in told.indicators),
        advice=advice(found, next_target(found), {}),
        changes=changed(before, submission, score) if before else None,
        sensitivity=sensitivity(found, final=told.edition.final),
    )


def _open_to_the_same(submission: Submission) -> Submission | None:
    """The nearest former final assessment of the cluster that all assessors of this one see as well."""
    rows = Submission.objects.with_context().filter(
        cluster=submission.cluster, state=Submission.State.FINAL, scores__kind=Score.Kind.FINAL
    )
    rows = rows.filter(period_end__lte=submission.period_end).exclude(pk=submission.pk).distinct()
    assessors = set(submission.assignments.values_list("assessor_id", flat=True))
    for row in rows.order_by("-period_end", "-created_at"):
        if assessors <= set(row.assignments.values_list("assessor_id", flat=True)):
            return row
    return None


def former(submission: Submission, user: User) -> list[Submission]:
    """The cluster's other scored assessments that somebody sees and that are not later, the nearest first."""
    rows = Submission.objects.visible_to(user).with_context().filter(cluster=submission.cluster)
    rows = rows.filter(period_end__lte=submission.period_end, scores__isnull=False).distinct()
    rows = rows.exclude(pk=submission.pk).exclude(state=Submission.State.WITHDRAWN)
    return list(rows.order_by("-period_end", "-created_at"))


def changed(before: Submission, after: Submission, score: Score | None) -> Changes:
    """What lies between the score that counts of a former assessment and a score of a later one."""
    return changes(_told(before, scores.latest(before)), _told(after, score))


def _told(submission: Submission, score: Score | None) -> Told:
    found = scored(submission, score)
    compared = Compared(
        submission=submission.pk,
        title=submission.title,
        period_end=submission.period_end,
        framework=f"{submission.framework.code} {submission.framework.version}",
        profile=found.result.profile,
        method=found.result.method,
        level=found.result.final_rating.level or "",
    )
    return Told(compared, found)
