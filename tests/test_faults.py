"""A worker is killed in the middle of its work: the next one finishes it, and nobody has to ask."""

import pytest
from django.db import connection, transaction

from assess import scores, workflow
from assess.models import Job, Submission, User
from reports.models import ReportFile
from reports.orders import order_report
from tests.worker import WorkerProcess, wait_until

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


def state_of(job: Job) -> str:
    """How a job stands now."""
    return Job.objects.values_list("state", flat=True).get(pk=job.pk)


def reaches(job: Job, state: str, worker: WorkerProcess) -> None:
    """Wait until a job stands so."""
    assert wait_until(lambda: state_of(job) == state, seconds=60), worker.said()


def test_a_score_that_a_kill_interrupted_is_computed_by_the_next_worker(
    submission: Submission, owner: User, worker: WorkerProcess
) -> None:
    if connection.vendor == "sqlite":
        pytest.skip(
            "a held lock keeps SQLite's workers from claiming; PostgreSQL's stop in the middle"
        )
    worker.kill()
    job = workflow.submit(submission, by=owner)
    with (
        transaction.atomic()
    ):  # the row that the computation needs is held, so that the kill comes in its middle
        Submission.objects.select_for_update().get(pk=submission.pk)
        worker.start()
        reaches(job, Job.State.RUNNING, worker)
        worker.kill()
        assert state_of(job) == Job.State.RUNNING
    worker.start()
    reaches(job, Job.State.DONE, worker)
    assert scores.latest(submission) is not None
    assert Job.objects.get(pk=job.pk).attempts == 2


def test_a_report_that_a_kill_interrupted_is_rendered_by_the_next_worker(
    submission: Submission, owner: User, worker: WorkerProcess
) -> None:
    reaches(workflow.submit(submission, by=owner), Job.State.DONE, worker)
    score = scores.latest(submission)
    assert score is not None
    report, job = order_report(score, format="pdf", language="zh-hans", by=owner)
    reaches(job, Job.State.RUNNING, worker)
    worker.kill()
    assert state_of(job) == Job.State.RUNNING
    worker.start()
    reaches(job, Job.State.DONE, worker)
    assert ReportFile.objects.get(pk=report.pk).bytes
    assert Job.objects.get(pk=job.pk).attempts == 2
