"""What a worker is woken for: an id comes in, one verb is called."""

from celery import shared_task

from assess import (
    calibrations,
    deliveries,
    jobs,
    kept_answers,
    plans,
    readings,
    rescores,
    scores,
    uploads,
)


@shared_task
def score_submission(job_id: str) -> None:
    """Compute the score of a submission."""
    jobs.run(job_id, scores.compute_score)


@shared_task
def compute_plan(job_id: str) -> None:
    """Compute a capacity plan."""
    jobs.run(job_id, plans.compute_plan)


@shared_task
def rescore_part(job_id: str) -> None:
    """Compute a part of a batch of finished assessments."""
    jobs.run(job_id, rescores.compute_part)


@shared_task
def forget_answers() -> None:
    """Forget the answers that were kept for their time."""
    kept_answers.forget()


@shared_task
def take_upload(job_id: str) -> None:
    """Take in a file that has arrived in pieces."""
    jobs.run(job_id, uploads.take_upload)


@shared_task
def forget_uploads() -> None:
    """Forget the uploads that nobody went on with."""
    uploads.forget()


@shared_task
def read_evidence(job_id: str) -> None:
    """Read an evidence file."""
    jobs.run(job_id, readings.read_evidence)


@shared_task
def fit_calibration(job_id: str) -> None:
    """Fit the step-time constants to an organisation's measurements."""
    jobs.run(job_id, calibrations.fit_calibration)


@shared_task
def deliver_message(job_id: str) -> None:
    """Send a message to a webhook."""
    jobs.run(job_id, deliveries.deliver)


@shared_task
def forget_messages() -> None:
    """Forget the messages that were kept for their time."""
    deliveries.forget()


@shared_task
def sweep() -> None:
    """Wake workers for jobs that nobody works on."""
    jobs.sweep()
