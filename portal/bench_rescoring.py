"""What scoring finished assessments again costs, beside the pure function alone in the same run."""

import time
import uuid
from statistics import median
from typing import Any

from assess import rescores, rescoring
from assess.models import Score, Submission, User
from assess.scoring.method import assess
from assess.scoring.restore import restore_facts

PURE_ROUNDS = 300
AT_ONCE = 500


def rescore(many: int) -> dict[str, Any]:
    """CPU of a batch of ``many`` copies of the complete example, done by one process, and of the method alone."""
    score = Score.objects.select_related("submission__profile__framework").get(
        kind=Score.Kind.FINAL, submission__cluster__organisation__origin="synthetic"
    )
    _copy(score, many - 1)
    administrator = User.objects.get(username="bench")
    batch = rescoring.start(score.submission.profile, by=administrator, every_profile=True)
    cpu, wall = time.process_time(), time.perf_counter()
    for part in batch.parts.values_list("pk", flat=True):
        rescores.compute_part(part)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    told = rescores.summary(batch)
    return {
        "submissions": told.done,
        "levels_changed": told.levels_changed,
        "cpu_s": round(cpu, 2),
        "wall_s": round(wall, 2),
        "submissions_per_s_and_core": round(told.done / cpu, 1),
        "cpu_ms_each": round(1000 * cpu / told.done, 3),
        "floor_pure_function_ms": round(_pure(score), 3),
    }


def _pure(score: Score) -> float:
    """Median CPU milliseconds of the method on the same facts."""
    profile, facts = score.submission.profile, restore_facts(score.facts)
    framework, records, samples = profile.framework.parsed(), profile.parsed(), []
    for _round in range(PURE_ROUNDS):
        start = time.process_time()
        assess(framework, records, facts)
        samples.append(1000 * (time.process_time() - start))
    return median(samples)


def _copy(score: Score, many: int) -> None:
    """More finished assessments with the same facts; the result, which nothing here reads, stays behind."""
    names = [field.attname for field in Submission._meta.concrete_fields if field.attname != "id"]
    like = {name: getattr(score.submission, name) for name in names}
    own = [field.attname for field in Score._meta.concrete_fields if field.attname != "id"]
    values = {name: getattr(score, name) for name in own} | {"result": {}}
    for start in range(0, many, AT_ONCE):
        rows = [
            Submission(id=uuid.uuid4(), **like | {"title": f"copy {number}"})
            for number in range(start, min(start + AT_ONCE, many))
        ]
        Submission.objects.bulk_create(rows)
        Score.objects.bulk_create(
            Score(id=uuid.uuid4(), **values | {"submission_id": row.pk}) for row in rows
        )
