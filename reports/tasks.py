"""What a worker is woken for: an id comes in, one verb is called."""

from celery import shared_task

from assess import jobs
from reports import plan_renders, renders


@shared_task
def render_report(job_id: str) -> None:
    """Render a report."""
    jobs.run(job_id, renders.render_report)


@shared_task
def render_chapter(job_id: str) -> None:
    """Render the chapter on a capacity plan."""
    jobs.run(job_id, plan_renders.render_chapter)
