"""Work that nothing can lose: claim, lease, sweep, problems."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from assess import jobs
from assess.models import Job, User

DONE, FAILED, QUEUED, RUNNING = (
    Job.State.DONE,
    Job.State.FAILED,
    Job.State.QUEUED,
    Job.State.RUNNING,
)


@pytest.fixture
def job(owner: User) -> Job:
    """A job that nobody has begun."""
    return jobs.order("assess.tasks.sweep", uuid.uuid4(), by=owner, organisation=None)


def lose(job: Job, attempts: int = 1) -> None:
    """Make it look as if a worker had died with the job."""
    past = timezone.now() - timedelta(minutes=5)
    Job.objects.filter(pk=job.pk).update(
        state=RUNNING, owner="dead", lease_until=past, woken_at=past, attempts=attempts
    )


def fail(target: uuid.UUID) -> None:
    """Work that breaks."""
    raise ZeroDivisionError


def refuse(target: uuid.UUID) -> None:
    """Work that says why it cannot be done."""
    raise jobs.JobProblem("no_data", "There is nothing to compute.")


def test_work_gets_the_target_and_ends_done(job: Job) -> None:
    targets: list[uuid.UUID] = []
    jobs.run(job.pk, targets.append)
    job.refresh_from_db()
    assert (targets, job.state, job.attempts, job.lease_until) == ([job.target], DONE, 1, None)


def test_a_job_that_is_done_is_not_done_again(job: Job) -> None:
    targets: list[uuid.UUID] = []
    jobs.run(job.pk, targets.append)
    jobs.run(job.pk, targets.append)
    assert len(targets) == 1


def test_a_job_somebody_works_on_is_left_to_them(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(
        state=RUNNING, owner="other", lease_until=timezone.now() + timedelta(minutes=1)
    )
    targets: list[uuid.UUID] = []
    jobs.run(job.pk, targets.append)
    assert targets == []


def test_a_lost_job_is_taken_over(job: Job) -> None:
    lose(job)
    jobs.run(job.pk, lambda target: None)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (DONE, 2)


def test_the_sweep_wakes_for_lost_jobs_once(job: Job) -> None:
    lose(job)
    assert [jobs.sweep(), jobs.sweep()] == [1, 0]


def test_the_sweep_gives_up_a_job_that_ends_its_workers(job: Job) -> None:
    lose(job, attempts=jobs.ATTEMPTS)
    jobs.sweep()
    job.refresh_from_db()
    assert job.state == FAILED
    assert job.problem is not None
    assert job.problem["code"] == "gave_up"


def test_work_that_breaks_is_failed_and_the_error_goes_on(job: Job) -> None:
    with pytest.raises(ZeroDivisionError):
        jobs.run(job.pk, fail)
    job.refresh_from_db()
    assert job.problem is not None
    assert (job.state, job.problem["code"]) == (FAILED, "internal")


def test_work_that_says_why_is_failed_with_its_words(job: Job) -> None:
    jobs.run(job.pk, refuse)
    job.refresh_from_db()
    assert job.problem == {"code": "no_data", "detail": "There is nothing to compute."}


def test_voiding_leases_frees_interrupted_jobs_at_once(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(
        state=RUNNING, owner="dead", lease_until=timezone.now() + timedelta(hours=1)
    )
    assert jobs.void_leases() == 1
    jobs.run(job.pk, lambda target: None)
    job.refresh_from_db()
    assert job.state == DONE


@pytest.mark.django_db(transaction=True)
def test_of_eight_workers_one_does_the_job(owner: User) -> None:
    job = jobs.order("assess.tasks.sweep", uuid.uuid4(), by=owner, organisation=None)
    targets: list[uuid.UUID] = []

    def worker() -> None:
        jobs.run(job.pk, targets.append)
        connection.close()

    threads = [threading.Thread(target=worker) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert targets == [job.target]
