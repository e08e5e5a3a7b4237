"""A real Celery worker on the test's own database and queue, to be killed and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
from django.conf import settings
from django.db import connection

LEASE = "3"  # seconds: what a killed worker held is free again after so long
SWEEP = "1"


def database_url(database: dict[str, Any]) -> str:
    """Return the address of a database that Django is connected to."""
    if database["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{database['NAME']}"
    host = database["OPTIONS"].get("host") or database["HOST"]
    return f"postgresql://{database['USER']}@/{database['NAME']}?host={host}"


def environment() -> dict[str, str]:
    """Return the environment of a process that works on the test's data."""
    return {
        **os.environ,
        "DATABASE_URL": database_url(connection.settings_dict),
        "JOB_LEASE_SECONDS": LEASE,
        "JOB_SWEEP_SECONDS": SWEEP,
    }


class WorkerProcess:
    """A worker with beat, as the product starts it."""

    def __init__(self) -> None:
        self.log = Path(settings.DATA_DIR) / "worker.log"
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        """Start the worker, again when it was killed."""
        beat = ["--beat", "--schedule", str(Path(settings.DATA_DIR) / "beat-of-tests")]
        options = ["--concurrency", "1", "--without-gossip", "--without-mingle", *beat]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "portal", "worker", *options],
                env=environment(),
                cwd=settings.BASE_DIR,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return self.process

    def kill(self) -> None:
        """Kill the worker with its pool and beat, as an out-of-memory killer would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def said(self) -> str:
        """Return the end of what the worker wrote, for the message of a failing test."""
        return self.log.read_text(errors="replace")[-3000:]


def is_alive(process: psutil.Process) -> bool:
    """Tell whether a process runs; one that has ended and was not collected yet does not."""
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def wait_until(holds: Callable[[], bool], *, seconds: float = 30) -> bool:
    """Look several times a second until a condition holds; tell whether it ever did."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.1)
    return holds()
