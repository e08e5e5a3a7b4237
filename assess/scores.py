"""From the rows of a submission to a score: load, call the pure method, keep the result once per digest."""

import uuid
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.db import transaction

from assess.announcements import announce_part, link
from assess.models import Answer, Measurement, Score, ScoreLine, Submission, Webhook
from assess.scoring import gathering
from assess.scoring.method import METHOD, assess
from assess.scoring.restore import restore_uncertainty
from assess.scoring.results import Assessment, Facts
from assess.scoring.uncertainty import Uncertain, uncertainty

SEED_DIGITS = 12


def facts_of(submission: Submission) -> Facts:
    """Gather what is known: the submission's measurements and answers, and the cluster's facts."""
    return facts_from(submission, submission.measurements.all(), submission.answers.all())


def facts_from(
    submission: Submission, measurements: Iterable[Measurement], answers: Iterable[Answer]
) -> Facts:
    """The facts in rows that were read already, and the cluster's."""
    return gathering.facts_of(measurements, answers, cluster_facts(submission))


def cluster_facts(submission: Submission) -> dict[str, float]:
    """The inputs that the cluster's description gives, where it knows them."""
    cluster = submission.cluster
    found = {
        item.code: getattr(cluster, item.field)
        for item in submission.framework.parsed().inputs
        if item.origin == "cluster"
    }
    return {code: float(value) for code, value in found.items() if value is not None}


def preview(submission: Submission) -> Assessment:
    """Score what is there now, keeping nothing."""
    return score_of(submission, facts_of(submission))


def score_of(submission: Submission, facts: Facts) -> Assessment:
    """Score facts by the submission's framework and profile."""
    return assess(submission.framework.parsed(), submission.profile.parsed(), facts)


@transaction.atomic
def compute_score(submission_id: uuid.UUID) -> None:
    """Score a submission in its present state; the same facts twice give one row."""
    Submission.objects.select_for_update().get(pk=submission_id)
    submission = Submission.objects.with_context().get(pk=submission_id)
    facts = facts_of(submission)
    digest = digest_of(submission, facts)
    kind = Score.Kind.FINAL if submission.state == Submission.State.FINAL else Score.Kind.DRAFT
    if Score.objects.filter(submission=submission, kind=kind, digest=digest).exists():
        return
    result = assess(submission.framework.parsed(), submission.profile.parsed(), facts)
    keep(submission, kind, digest, facts, result)
    announce_part(Webhook.Event.SCORED, submission, {}, link("api:score", submission.pk))


def digest_of(submission: Submission, facts: Facts) -> str:
    """SHA-256 over everything that the score depends on: framework, profile, method, facts."""
    framework, profile = submission.framework.digest, submission.profile.digest
    return gathering.digest_of(framework, profile, METHOD, facts)


def drawn(submission: Submission, facts: Facts, *, final: bool) -> Uncertain | None:
    """How far the score of these facts could be off. The seed is the beginning of the digest: anybody can draw the same.

    None where a draft is known too little to show a score at all.
    """
    result = score_of(submission, facts)
    if not final and result.known is None:
        return None
    seed = int(digest_of(submission, facts)[:SEED_DIGITS], 16)
    framework, profile = submission.framework.parsed(), submission.profile.parsed()
    return uncertainty(framework, profile, facts, final=final, seed=seed)


def uncertainty_of(score: Score) -> Uncertain | None:
    """What was drawn for a score; of one that is older than the drawing it is drawn now, with the same seed."""
    if score.uncertainty is not None:
        return restore_uncertainty(score.uncertainty)
    return drawn(score.submission, Facts(**score.facts), final=score.kind == Score.Kind.FINAL)


def latest(submission: Submission) -> Score | None:
    """The score that counts: the newest final one, else the newest draft."""
    return submission.scores.order_by("-kind", "-computed_at").first()


def keep(submission: Submission, kind: str, digest: str, facts: Facts, result: Assessment) -> Score:
    """Write a score and its lines down."""
    final = kind == Score.Kind.FINAL
    rating = result.final_rating if final else result.draft_rating
    how_sure = drawn(submission, facts, final=final)
    score = Score.objects.create(
        submission=submission, kind=kind, digest=digest, method=result.method,
        overall=result.final if final else result.known, level=rating.level or "",
        coverage=result.coverage, low=result.low, high=result.high, assurance=result.assurance,
        facts=asdict(facts), result=asdict(result), uncertainty=asdict(how_sure) if how_sure else None,
    )  # fmt: skip
    ScoreLine.objects.bulk_create(
        _line(score, number, item) for number, item in enumerate(result.indicators)
    )
    return score


def _line(score: Score, sequence: int, item: Any) -> ScoreLine:
    return ScoreLine(
        score=score, indicator=item.code, sequence=sequence, state=item.state, value=item.value,
        points=item.score, weight=item.weight, contribution=item.contribution, evidence=item.evidence,
    )  # fmt: skip
