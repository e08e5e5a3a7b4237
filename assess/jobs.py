"""Background work that nothing can lose.

A ``Job`` row is written in the transaction of the change that asks for it; the queue carries its id and only
wakes a worker. A worker claims the row by compare-and-set under a lease that a heartbeat renews; a sweeper wakes
workers again for rows that nobody works on. Work runs at least once, so every work is idempotent.
"""

import logging
import threading
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Self

from celery import current_app
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from assess.models import Job, Organisation, User

if TYPE_CHECKING:
    from django.db import models

ATTEMPTS = 4

log = logging.getLogger(__name__)


class JobProblem(Exception):
    """Work that cannot be done, with a stable code and a sentence for the person who asked."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


def order(task: str, target: uuid.UUID, *, by: User, organisation: Organisation | None) -> Job:
    """Write down work to be done; a worker is woken when the transaction commits."""
    job = Job.objects.create(
        task=task, target=target, ordered_by=by, organisation=organisation, woken_at=timezone.now()
    )
    transaction.on_commit(lambda: _wake(job))
    return job


def order_later(
    task: str, target: uuid.UUID, *, by: User, organisation: Organisation | None, at: datetime
) -> Job:
    """Write down work for a later time; the sweeper wakes a worker soon after it."""
    return Job.objects.create(
        task=task, target=target, ordered_by=by, organisation=organisation, woken_at=at
    )


def run(job_id: uuid.UUID | str, work: Callable[[uuid.UUID], None]) -> None:
    """Do a job's work if nobody else does; safe to call any number of times."""
    claim = _claim(job_id)
    if claim is None:
        return
    with claim:
        work(claim.job.target)


def sweep() -> int:
    """Wake workers for jobs that nobody works on; give up those that ended several workers. Returns how many woke."""
    now = timezone.now()
    exhausted = Job.objects.filter(
        state=Job.State.RUNNING, lease_until__lt=now, attempts__gte=ATTEMPTS
    )
    problem = {"code": "gave_up", "detail": f"The work was interrupted {ATTEMPTS} times."}
    exhausted.update(state=Job.State.FAILED, problem=problem, finished_at=now)
    waiting = Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, lease_until__lt=now)
    lost = list(
        Job.objects.filter(waiting, woken_at__lt=now - _patience()).order_by("ordered_at")[:200]
    )
    Job.objects.filter(pk__in=[job.pk for job in lost]).update(woken_at=now)
    for job in lost:
        _wake(job)
    return len(lost)


def void_leases() -> int:
    """End all leases and wake for all open jobs at once.

    Only for an installation of one host, whose start proves that no old worker is left.
    """
    now = timezone.now()
    past = now - 2 * _patience()
    running = Job.objects.filter(state=Job.State.RUNNING)
    interrupted = running.update(lease_until=past)
    open_states = [Job.State.QUEUED, Job.State.RUNNING]
    Job.objects.filter(state__in=open_states, woken_at__lte=now).update(woken_at=past)
    sweep()
    return interrupted


def _wake(job: Job) -> None:
    """Tell the queue. When it does not answer the row stays, and the sweeper tells it later."""
    try:
        current_app.send_task(job.task, args=[str(job.pk)], retry=False)
    except (OperationalError, OSError):
        log.warning("queue does not answer; job %s waits for the sweeper", job.pk)


def _claim(job_id: uuid.UUID | str) -> "_Claim | None":
    """Take the job if it waits, or if the one who had it let the lease run out."""
    now = timezone.now()
    owner = uuid.uuid4().hex
    free = Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, lease_until__lt=now)
    taken = Job.objects.filter(free, pk=job_id, attempts__lt=ATTEMPTS).update(
        state=Job.State.RUNNING,
        owner=owner,
        lease_until=_lease(),
        attempts=F("attempts") + 1,
        started_at=now,
    )
    return _Claim(Job.objects.get(pk=job_id)) if taken else None


def _patience() -> timedelta:
    """How long a waking may go unanswered before another one is sent."""
    return timedelta(seconds=settings.JOB_LEASE_SECONDS / 4)


def _lease() -> object:
    return timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)


class _Claim:
    """A claimed job: renews its lease while inside, and writes down how it ended.

    A worker that is told to stop leaves the row as it is: the lease runs out and another one does the work.
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        self._over = threading.Event()
        self._heart = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> Self:
        self._heart.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        self._over.set()
        self._heart.join()
        if error is None:
            self._finish(Job.State.DONE, None)
        elif isinstance(error, Exception):
            self._finish(Job.State.FAILED, _problem(error))
        return isinstance(error, JobProblem)

    def _beat(self) -> None:
        while not self._over.wait(settings.JOB_LEASE_SECONDS / 3):
            self._mine().update(lease_until=_lease())
        connection.close()

    def _finish(self, state: Job.State, problem: dict[str, str] | None) -> None:
        self._mine().update(
            state=state, problem=problem, finished_at=timezone.now(), lease_until=None
        )

    def _mine(self) -> "models.QuerySet[Job]":
        return Job.objects.filter(pk=self.job.pk, owner=self.job.owner, state=Job.State.RUNNING)


def _problem(error: Exception) -> dict[str, str]:
    if isinstance(error, JobProblem):
        return {"code": error.code, "detail": error.detail}
    if isinstance(error, SoftTimeLimitExceeded):
        return {"code": "too_long", "detail": "The work took longer than it may."}
    return {"code": "internal", "detail": f"{type(error).__name__}: see the worker's log."}
