"""The only module that queries for what is told: rows in, frozen records out."""

from collections.abc import Iterable, Mapping
from typing import Any, cast
from uuid import UUID

from django.db.models import Prefetch
from django.http import Http404
from django.utils import timezone

from assess import checklists, checks, scores
from assess.models import Answer, Cluster, Measurement, Organisation, Score, Submission, User
from assess.scoring.aggregate import PARTIAL_SCOPE_ABOVE
from assess.scoring.restore import restore
from assess.scoring.results import Assessment, Facts, GroupResult, IndicatorResult, PillarResult
from assess.scoring.uncertainty import Uncertain
from indicators.definitions import Framework, Input, Profile
from indicators.records import Text
from reports.advice import Scored
from reports.bases import bases_of
from reports.breakdown import Known, gates_of, indicator_figures
from reports.certainty import certainty
from reports.comparison import ComparisonFigures, comparison
from reports.dashboard import (
    Dashboard,
    Edition,
    GroupFigures,
    Machine,
    Method,
    Origin,
    Overall,
    PillarFigures,
    Reading,
    Subject,
)
from reports.grounds import Basis
from reports.levels import level_of
from reports.numbers import BARE
from reports.reasons import cap_reasons
from reports.review import review_of

SCORED = (Submission.State.SUBMITTED, Submission.State.FINAL)
UNBALANCED_FROM = 3.0
"""Points by which the geometric figure may stay behind the score before it is called unbalanced (method-1.0)."""

THEIRS = Text(
    "权重、锚点、等级和一票否决项由所用评分方案的制定者规定，与信通院无关。",
    "Weights, anchors, levels and gates are those of whoever made the scoring profile, and not CAICT's.",
)


def dashboard(submission: Submission, score: Score | None) -> Dashboard:
    """All that is told of a score; without one, of what the submission holds at this moment (nothing is kept)."""
    found = scored(submission, score)
    framework, profile, facts, result = found.framework, found.profile, found.facts, found.result
    final = score is not None and score.kind == Score.Kind.FINAL
    known = Known(
        framework, profile, facts, _readings(submission, framework, facts), _notes(submission)
    )
    indicators = tuple(indicator_figures(item, known) for item in result.indicators)
    return Dashboard(
        subject=_subject(submission),
        method=_method(submission, framework, profile, result),
        edition=_edition(score),
        overall=_overall(result, framework, profile, final=final),
        levels=profile.levels,
        pillars=tuple(_pillar(item, known, result, final) for item in result.pillars),
        groups=tuple(_group(item, framework, result, final) for item in result.groups),
        indicators=indicators,
        gates=gates_of(indicators, profile, final=final),
        checklists=tuple(checklists.told_of(submission, facts)),
        notes=framework.notes,
        certainty=certainty(_drawn(submission, score, facts), framework, profile),
        review=review_of(
            checks.checks_on(submission, facts, result), checks.statements(submission)
        ),
    )


def scored(submission: Submission, score: Score | None) -> Scored:
    """A score with all that it was made of; without one, what the submission holds at this moment, scored."""
    framework, profile = submission.framework.parsed(), submission.profile.parsed()
    if score is None:
        facts = scores.facts_of(submission)
        return Scored(framework, profile, facts, scores.score_of(submission, facts))
    return Scored(framework, profile, Facts(**score.facts), restore(score.result))


def _drawn(submission: Submission, score: Score | None, facts: Facts) -> Uncertain | None:
    """How far the score could be off: as it was kept, or drawn for what the submission holds now."""
    if score is None:
        return scores.drawn(submission, facts, final=False)
    return scores.uncertainty_of(score)


def newest(user: User) -> list[Submission]:
    """The newest submission of each cluster that somebody sees, with its scores; what changed last comes first."""
    visible = Submission.objects.visible_to(user).select_related("cluster__organisation")
    rows = visible.exclude(state=Submission.State.WITHDRAWN).prefetch_related(_scores())
    by_cluster: dict[Any, Submission] = {}
    for row in rows.order_by("-period_end", "-created_at"):
        by_cluster.setdefault(row.cluster_id, row)
    return sorted(by_cluster.values(), key=lambda row: row.changed_at, reverse=True)


def history(cluster: Cluster, user: User) -> list[Score]:
    """The counting score of each of a cluster's submissions that somebody sees, oldest period first."""
    rows = Submission.objects.visible_to(user).filter(cluster=cluster)
    rows = rows.exclude(state=Submission.State.WITHDRAWN).prefetch_related(_scores())
    found = [(row, counting(row)) for row in rows.order_by("period_end", "created_at")]
    return [score for _row, score in found if score is not None]


def comparable(user: User) -> list[Submission]:
    """Submissions that somebody sees and that are scored as they stand, with their scores."""
    visible = Submission.objects.visible_to(user).with_context().prefetch_related(_scores())
    rows = visible.filter(state__in=SCORED).order_by("cluster__organisation__name", "period_end")
    return [row for row in rows if row.scores.all()]


def comparison_of(user: User, wanted: Iterable[UUID]) -> ComparisonFigures:
    """Compare submissions that somebody sees; which one is named first makes no difference.

    Raises Http404 for one that they do not see or that has no score, Incomparable where it cannot be done.
    """
    asked = set(wanted)
    rows = [row for row in comparable(user) if row.pk in asked]
    if len(rows) < len(asked):
        raise Http404
    counted = {row.pk: score for row in rows if (score := counting(row)) is not None}
    whole = Score.objects.in_bulk([score.pk for score in counted.values()])
    chosen = []
    for row in rows:
        score = whole[counted[row.pk].pk]
        score.submission = row
        chosen.append(score)
    return comparison(chosen)


def counting(submission: Submission) -> Score | None:
    """The score that counts, from rows fetched with the submission: the final one, else the newest draft."""
    rows = list(submission.scores.all())
    return next((row for row in rows if row.kind == Score.Kind.FINAL), rows[0] if rows else None)


def _scores() -> "Prefetch[Any]":
    light = Score.objects.defer("facts", "result").order_by("-computed_at")
    return Prefetch("scores", queryset=light)


def _subject(submission: Submission) -> Subject:
    cluster: Cluster = submission.cluster
    organisation: Organisation = cluster.organisation
    return Subject(
        submission=submission.pk,
        title=submission.title,
        note=submission.note,
        organisation=organisation.name,
        origin=cast("Origin", organisation.origin),
        machine=_machine(cluster),
        period_start=submission.period_start,
        period_end=submission.period_end,
        state=submission.state,
    )


def _machine(cluster: Cluster) -> Machine:
    return Machine(
        name=cluster.name,
        nodes=cluster.nodes,
        cards_per_node=cluster.cards_per_node,
        cards=cluster.cards,
        accelerator=str(cluster.accelerator) if cluster.accelerator else "",
        card_peak_tflops=cluster.card_peak,
        nominal_pflops=cluster.nominal_pflops,
        location=cluster.location,
        note=cluster.note,
    )


def _method(
    submission: Submission, framework: Framework, profile: Profile, result: Assessment
) -> Method:
    return Method(
        framework=framework.title,
        framework_version=submission.framework.version,
        source=framework.source,
        profile=profile.title,
        profile_version=submission.profile.version,
        version=result.method,
        disclaimer=disclaimer(profile, framework),
        wording=framework.wording,
    )


def disclaimer(profile: Profile, framework: Framework) -> Text:
    """Whose method it is: the profile's own words, the framework's, or its maker's."""
    return profile.disclaimer or framework.disclaimer or THEIRS


def _edition(score: Score | None) -> Edition:
    if score is None:
        return Edition(final=False, computed_at=timezone.localtime(), number=None, digest="")
    computed = timezone.localtime(score.computed_at)
    number = f"SH-{computed:%Y%m%d}-{score.pk.hex[:8].upper()}"
    return Edition(score.kind == Score.Kind.FINAL, computed, number, score.digest)


def _overall(result: Assessment, framework: Framework, profile: Profile, *, final: bool) -> Overall:
    rating = result.final_rating if final else result.draft_rating
    shown = result.final if final else result.known
    geometric = result.geometric if shown is not None else None
    by_score = level_of(profile, rating.by_score)
    return Overall(
        score=shown,
        low=result.low,
        high=result.high,
        coverage=result.coverage,
        assurance=result.assurance,
        geometric=geometric,
        discounted=result.discounted if profile.show_discounted and shown is not None else None,
        not_applicable=result.not_applicable,
        partial_scope=result.not_applicable > PARTIAL_SCOPE_ABOVE,
        unbalanced=geometric is not None and (shown or 0.0) - geometric > UNBALANCED_FROM,
        level=level_of(profile, rating.level),
        level_by_score=by_score if shown is not None else None,
        reasons=cap_reasons(rating.caps, framework, profile),
        show_from_coverage=profile.show_from_coverage,
    )


def _pillar(item: PillarResult, known: Known, result: Assessment, final: bool) -> PillarFigures:
    """A pillar; its draft score is shown from the same coverage as the overall one."""
    shown = item.score if item.coverage >= known.profile.show_from_coverage else None
    return PillarFigures(
        code=item.code,
        name=next(row.name for row in known.framework.pillars if row.code == item.code),
        score=item.final if final else shown,
        coverage=item.coverage,
        low=item.low,
        high=item.high,
        assurance=item.assurance,
        weight=sum(row.weight for row in result.indicators if row.pillar == item.code),
    )


def _group(
    item: GroupResult, framework: Framework, result: Assessment, final: bool
) -> GroupFigures:
    rows: list[IndicatorResult] = [row for row in result.indicators if row.group == item.code]
    return GroupFigures(
        code=item.code,
        pillar=item.pillar,
        name=next(group.name for group in framework.groups if group.code == item.code),
        score=item.final if final else item.score,
        coverage=item.coverage,
        weight=sum(row.weight for row in rows),
        contribution=sum(row.contribution for row in rows),
    )


def _notes(submission: Submission) -> dict[str, str]:
    rows: Iterable[Answer] = submission.answers.all()
    return {row.item: row.note for row in rows if row.note}


def _readings(submission: Submission, framework: Framework, facts: Facts) -> Mapping[str, Reading]:
    """What was typed for each input; told only where the row still holds the value that was scored."""
    rows = {row.input: row for row in submission.measurements.select_related("given_by")}
    bases = bases_of(submission)
    return {
        item.code: _reading(item, facts.inputs.get(item.code), rows.get(item.code), bases)
        for item in framework.inputs
    }


def _reading(
    item: Input, value: float | None, row: Measurement | None, bases: Mapping[str, Basis]
) -> Reading:
    blank = Reading(item, value, "", "", "", "", None, item.origin == "cluster")
    if row is None or value is None or row.value != value:
        return blank
    return Reading(
        input=item,
        value=value,
        typed=_typed(row),
        source=row.source,
        road=row.road,
        given_by=str(row.given_by),
        given_at=timezone.localtime(row.given_at),
        from_cluster=item.origin == "cluster",
        basis=bases.get(item.code),
    )


def _typed(row: Measurement) -> str:
    """A raw input as it was typed: number, unit, range."""
    unit = "" if row.unit in BARE else f" {row.unit}"
    if row.interval is None:
        return f"{row.text}{unit}"
    return f"{row.text}{unit} ({row.low_text or row.text} – {row.high_text or row.text})"
