"""Compute a part of a batch: any number of times, by any worker, each score once. And what a batch found."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, Min
from django.utils import timezone

from assess.jobs import JobProblem
from assess.models import Job, Rescore, Rescoring, RescoringPart, Score
from assess.scoring.gathering import digest_of
from assess.scoring.method import METHOD, assess
from assess.scoring.restore import restore_facts

STEP = 25
"""Scores that are written down together; a killed worker has at most these computed for nothing."""

BOUNDS = (-10.0, -5.0, -3.0, -1.0, -0.1, 0.1, 1.0, 3.0, 5.0, 10.0)
"""Ends of the classes of a distribution of differences, in points."""


@dataclass(frozen=True)
class Band:
    """How many scores change by ``low`` (included) to ``high`` points; None is no end on that side."""

    low: float | None
    high: float | None
    count: int


@dataclass(frozen=True)
class Move:
    """How many scores go from one level to another; "" is not rated."""

    before: str
    after: str
    count: int


@dataclass(frozen=True)
class Summary:
    """What a batch has found so far."""

    done: int
    total: int
    failed_parts: int
    moves: tuple[Move, ...]
    bands: tuple[Band, ...]
    lowest: float | None
    highest: float | None

    @property
    def levels_changed(self) -> int:
        """How many scores have another level."""
        return sum(move.count for move in self.moves if move.before != move.after)

    @property
    def share(self) -> float:
        """How much of the work is done, from 0 to 1."""
        return self.done / self.total if self.total else 1.0


def compute_part(part_id: uuid.UUID) -> None:
    """Compute what is left of a part, step by step, as long as the batch runs; the last part ends the batch."""
    part = RescoringPart.objects.select_related("rescoring__profile__framework").get(pk=part_id)
    if part.rescoring.method != METHOD:
        raise JobProblem("other_method", f"This worker computes {METHOD}.")
    while rows := _left(part):
        if not Rescoring.objects.filter(
            pk=part.rescoring_id, state=Rescoring.State.RUNNING
        ).exists():
            return
        _compute(part.rescoring, rows)
    RescoringPart.objects.filter(pk=part.pk, done_at=None).update(done_at=timezone.now())
    finish(part.rescoring)


def finish(rescoring: Rescoring) -> None:
    """End a running batch of which no part is left."""
    if rescoring.parts.filter(done_at=None).exists():
        return
    running = Rescoring.objects.filter(pk=rescoring.pk, state=Rescoring.State.RUNNING)
    running.update(state=Rescoring.State.DONE, finished_at=timezone.now())


def summary(rescoring: Rescoring) -> Summary:
    """Progress and results of a batch, at any moment."""
    found = rescoring.rescores
    moves = found.order_by().values_list("score__level", "level").annotate(Count("pk"))
    ends = found.aggregate(low=Min("change"), high=Max("change"), done=Count("pk"))
    waiting = rescoring.parts.filter(done_at=None).values("pk")
    failed = Job.objects.filter(target__in=waiting, state=Job.State.FAILED)
    return Summary(
        done=ends["done"],
        total=rescoring.total,
        failed_parts=failed.values("target").distinct().count(),
        moves=tuple(Move(*row) for row in sorted(moves)),
        bands=bands(found.order_by().values_list("change", flat=True)),
        lowest=ends["low"],
        highest=ends["high"],
    )


def bands(changes: Iterable[float]) -> tuple[Band, ...]:
    """Differences counted by class."""
    places = Counter(sum(change >= bound for bound in BOUNDS) for change in changes)
    lows, highs = (None, *BOUNDS), (*BOUNDS, None)
    return tuple(
        Band(low, high, places[place])
        for place, (low, high) in enumerate(zip(lows, highs, strict=True))
    )


def _left(part: RescoringPart) -> list[Score]:
    """The next scores of a part that are not computed yet; those that are gone are not missed."""
    done = Rescore.objects.filter(rescoring=part.rescoring_id, score__in=part.scores)
    rows = Score.objects.filter(pk__in=part.scores).exclude(pk__in=done.values("score"))
    return list(rows.only("facts", "overall").order_by("pk")[:STEP])


def _compute(rescoring: Rescoring, rows: list[Score]) -> None:
    found = [_rescore(rescoring, row) for row in rows]
    Rescore.objects.bulk_create(found, ignore_conflicts=True)


def _rescore(rescoring: Rescoring, row: Score) -> Rescore:
    profile = rescoring.profile
    facts = restore_facts(row.facts)
    result = assess(profile.framework.parsed(), profile.parsed(), facts)
    return Rescore(
        rescoring=rescoring,
        score=row,
        digest=digest_of(profile.framework.digest, profile.digest, METHOD, facts),
        overall=result.final,
        level=result.final_rating.level or "",
        coverage=result.coverage,
        assurance=result.assurance,
        change=result.final - (row.overall or 0.0),
    )
