"""Background work: the queue wakes a worker; what there is to do stands in the Job rows."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

FOLDERS = ("messages", "processed", "control")


def transport_options(broker: str) -> dict[str, Any]:
    """Return what the transport needs: a folder of its own, or when Redis delivers again."""
    if broker.startswith("filesystem:"):
        messages, processed, control = (str(_folder(name)) for name in FOLDERS)
        return {
            "data_folder_in": messages,
            "data_folder_out": messages,
            "control_folder": control,
            "store_processed": True,  # else each message is moved through another file system
            "processed_folder": processed,
            "polling_interval": 0.1,
        }
    # a job that takes longer is delivered twice, which its claim makes harmless
    return {"visibility_timeout": 900, "unacked_restore_interval": 5, "unacked_restore_throttle": 1}


def _folder(name: str) -> Path:
    folder = Path(settings.QUEUE_DIR) / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


app = Celery("suanheng", broker=settings.CELERY_BROKER_URL)
app.conf.update(
    broker_transport_options=transport_options(settings.CELERY_BROKER_URL),
    broker_connection_retry_on_startup=True,
    task_serializer="json",
    accept_content=["json"],
    task_ignore_result=True,  # state and result stand in the Job row
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    # workers take from both in turn, so that what a person waits for does not stand behind a batch
    task_queues={"celery": {}, "batch": {}},
    task_routes={
        "assess.tasks.rescore_part": {"queue": "batch"},
        "assess.tasks.deliver_message": {"queue": "batch"},  # others may let us wait
    },
    task_soft_time_limit=840,
    task_time_limit=870,
    worker_max_tasks_per_child=500,
    worker_max_memory_per_child=400_000,  # kB
    worker_enable_remote_control=not settings.CELERY_BROKER_URL.startswith("filesystem:"),
    worker_hijack_root_logger=False,
    timezone=settings.TIME_ZONE,
    beat_schedule={
        "sweep": {
            "task": "assess.tasks.sweep",
            "schedule": settings.JOB_SWEEP_SECONDS,
            # a worker that was busy or away needs one sweep, not all that were missed
            "options": {"expires": settings.JOB_SWEEP_SECONDS},
        },
        "forget-uploads": {"task": "assess.tasks.forget_uploads", "schedule": 3600.0},
        "forget-answers": {"task": "assess.tasks.forget_answers", "schedule": 3600.0},
        "forget-messages": {"task": "assess.tasks.forget_messages", "schedule": 3600.0},
    },
)
app.autodiscover_tasks()
