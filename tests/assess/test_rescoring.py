"""Finished assessments are scored again by any number of workers; killing one loses nothing and doubles nothing."""

import copy
import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from assess import rescores, rescoring, scores, workflow
from assess.models import Cluster, Job, Rescore, Rescoring, Score, Submission, User
from assess.permissions import Forbidden, WrongState
from assess.scoring.results import Facts
from indicators.load import load_profile
from indicators.models import Profile
from tests.assess import cases
from tests.worker import WorkerProcess, wait_until

RunJobs = Callable[[], int]


def finished(cluster: Cluster, by: User, many: int, profile: Profile | None = None) -> list[Score]:
    """Finished assessments, each a little better than the one before, as rows."""
    made = []
    for number in range(many):
        submission = workflow.create_submission(
            cluster, by=by, title=f"{number}", profile=profile,
            period_start=date(2025, 1, 1), period_end=date(2025, 12, 31),
        )  # fmt: skip
        Submission.objects.filter(pk=submission.pk).update(state=Submission.State.FINAL)
        inputs = {**cases.CENTRE.inputs, "mfu": 20.0 + 30.0 * number / many}
        facts = Facts({code: float(value) for code, value in inputs.items()}, cases.CENTRE.credits)
        result = scores.score_of(submission, facts)
        digest = scores.digest_of(submission, facts)
        made.append(scores.keep(submission, Score.Kind.FINAL, digest, facts, result))
    return made


@pytest.fixture
def softer(cluster: Cluster) -> Profile:
    """The default profile with the points of the two pillars three to one, as a new version."""
    row = Profile.objects.get(code="default")
    tables: Any = copy.deepcopy(row.definition)
    tables |= {"version": "9.0", "pillars": {"capability": 75, "performance": 25}}
    return load_profile(tables, framework=row.framework)[0]


def rows_of(batch: Rescoring) -> list[Rescore]:
    """What a batch has computed."""
    return list(batch.rescores.select_related("score"))


def test_each_finished_assessment_gets_the_score_of_the_new_profile(
    cluster: Cluster, owner: User, administrator: User, softer: Profile, run_jobs: RunJobs
) -> None:
    before = {row.pk: (row.overall, row.level) for row in finished(cluster, owner, 3)}
    batch = rescoring.start(softer, by=administrator)
    run_jobs()
    batch.refresh_from_db()
    assert (batch.state, batch.total, len(rows_of(batch))) == ("done", 3, 3)
    for row in rows_of(batch):
        pillars = {item["code"]: item["final"] for item in row.score.result["pillars"]}
        assert row.overall == pytest.approx(
            0.75 * pillars["capability"] + 0.25 * pillars["performance"]
        )
        assert row.change == pytest.approx(row.overall - (row.score.overall or 0))
    assert {row.pk: (row.overall, row.level) for row in Score.objects.all()} == before


def test_the_scores_that_count_stay_the_same_rows(
    cluster: Cluster, owner: User, administrator: User, softer: Profile, run_jobs: RunJobs
) -> None:
    [score] = finished(cluster, owner, 1)
    rescoring.start(softer, by=administrator)
    run_jobs()
    assert scores.latest(score.submission) == score
    assert Score.objects.count() == 1


def test_without_a_change_of_profile_and_method_nothing_differs(
    cluster: Cluster, owner: User, administrator: User, run_jobs: RunJobs
) -> None:
    [score] = finished(cluster, owner, 1)
    batch = rescoring.start(score.submission.profile, by=administrator)
    run_jobs()
    [row] = rows_of(batch)
    assert (row.change, row.digest, row.level) == (0.0, score.digest, score.level)


def test_assessments_of_another_profile_are_in_only_if_asked_for(
    cluster: Cluster, owner: User, administrator: User, softer: Profile
) -> None:
    finished(cluster, owner, 1, Profile.objects.get(code="training"))
    finished(cluster, owner, 1)
    assert rescoring.start(softer, by=administrator).total == 1
    assert rescoring.start(softer, by=administrator, every_profile=True).total == 2


def test_a_batch_of_nothing_is_done_at_once(softer: Profile, administrator: User) -> None:
    batch = rescoring.start(softer, by=administrator)
    assert (batch.state, batch.total, rescores.summary(batch).share) == ("done", 0, 1.0)


def test_a_stopped_batch_computes_nothing_more_until_it_is_resumed(
    cluster: Cluster, owner: User, administrator: User, softer: Profile, run_jobs: RunJobs
) -> None:
    finished(cluster, owner, 2)
    batch = rescoring.start(softer, by=administrator)
    rescoring.stop(batch, by=administrator)
    run_jobs()
    assert rows_of(batch) == []
    rescoring.resume(batch, by=administrator)
    run_jobs()
    batch.refresh_from_db()
    assert (batch.state, len(rows_of(batch))) == ("done", 2)


def test_a_part_done_twice_computes_nothing_twice(
    cluster: Cluster, owner: User, administrator: User, softer: Profile, run_jobs: RunJobs
) -> None:
    finished(cluster, owner, 2)
    batch = rescoring.start(softer, by=administrator)
    run_jobs()
    first = {row.pk for row in rows_of(batch)}
    rescores.compute_part(batch.parts.get().pk)
    assert {row.pk for row in rows_of(batch)} == first


def test_an_assessment_deleted_meanwhile_is_not_missed(
    cluster: Cluster, owner: User, administrator: User, softer: Profile, run_jobs: RunJobs
) -> None:
    gone, _stays = finished(cluster, owner, 2)
    batch = rescoring.start(softer, by=administrator)
    gone.submission.delete()
    run_jobs()
    batch.refresh_from_db()
    assert (batch.state, len(rows_of(batch))) == ("done", 1)


def test_a_done_batch_is_neither_stopped_nor_resumed(softer: Profile, administrator: User) -> None:
    batch = rescoring.start(softer, by=administrator)
    with pytest.raises(WrongState):
        rescoring.stop(batch, by=administrator)
    with pytest.raises(WrongState):
        rescoring.resume(batch, by=administrator)


def test_only_administrators_start_stop_and_resume(
    softer: Profile, owner: User, administrator: User
) -> None:
    batch = rescoring.start(softer, by=administrator)
    with pytest.raises(Forbidden):
        rescoring.start(softer, by=owner)
    for verb in (rescoring.stop, rescoring.resume):
        with pytest.raises(Forbidden):
            verb(batch, by=owner)
    assert not Rescoring.objects.visible_to(owner).exists()


def test_a_worker_of_another_release_leaves_the_batch_alone(
    cluster: Cluster, owner: User, administrator: User, softer: Profile, run_jobs: RunJobs
) -> None:
    finished(cluster, owner, 1)
    batch = rescoring.start(softer, by=administrator)
    Rescoring.objects.update(method="method-0.9")
    run_jobs()
    assert Job.objects.get(target=batch.parts.get().pk).problem == {
        "code": "other_method",
        "detail": "This worker computes method-1.0.",
    }
    assert rescores.summary(batch).failed_parts == 1


def test_differences_are_counted_by_class_and_levels_by_move(
    cluster: Cluster, owner: User, administrator: User, softer: Profile, run_jobs: RunJobs
) -> None:
    finished(cluster, owner, 3)
    batch = rescoring.start(softer, by=administrator)
    run_jobs()
    told = rescores.summary(batch)
    changes = [row.change for row in rows_of(batch)]
    assert (told.done, told.lowest, told.highest) == (3, min(changes), max(changes))
    assert sum(band.count for band in told.bands) == sum(move.count for move in told.moves) == 3


@pytest.mark.parametrize(
    ("change", "low", "high"),
    [(-20.0, None, -10.0), (-10.0, -10.0, -5.0), (0.0, -0.1, 0.1), (12.0, 10.0, None)],
)
def test_a_difference_falls_into_one_class(change: float, low: float, high: float) -> None:
    [band] = [item for item in rescores.bands([change]) if item.count]
    assert (band.low, band.high) == (low, high)


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_loses_nothing_and_doubles_nothing(
    worker: WorkerProcess, cluster: Cluster, owner: User, administrator: User, softer: Profile
) -> None:
    many = 400
    [first] = finished(cluster, owner, 1)
    copies(first, many - 1)
    batch = rescoring.start(softer, by=administrator)
    assert batch.total == many
    assert wait_until(lambda: 0 < batch.rescores.count() < many, seconds=60), worker.said()
    worker.kill()
    kept = set(batch.rescores.values_list("pk", flat=True))
    assert 0 < len(kept) < many
    worker.start()
    assert wait_until(lambda: state_of(batch) == "done", seconds=180), worker.said()
    found = list(batch.rescores.values_list("pk", "score"))
    assert len({score for _pk, score in found}) == len(found) == many
    assert kept <= {pk for pk, _score in found}


def state_of(batch: Rescoring) -> str:
    """How a batch stands now."""
    return Rescoring.objects.values_list("state", flat=True).get(pk=batch.pk)


def copies(score: Score, many: int) -> None:
    """More finished assessments with the same facts."""
    origin = score.submission
    for number in range(many):
        origin.pk, origin.title, origin.state = uuid.uuid4(), f"copy {number}", "final"
        origin.save(force_insert=True)
        score.pk, score.submission = uuid.uuid4(), origin
        score.save(force_insert=True)
