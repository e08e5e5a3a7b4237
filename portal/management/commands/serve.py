"""Run the whole portal on this machine: prepare it, then become the supervisor."""

from __future__ import annotations

import os
import socket
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from assess import jobs
from portal import installation_lock, preparation, supervisor


class Command(BaseCommand):
    """`manage.py serve`: web server and worker, embedded default or whatever the settings name."""

    help = "Run web server and worker on this machine."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take where to listen and how much to run."""
        port = int(os.environ.get("PORT", "8000"))
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=port)
        parser.add_argument("--threads", type=int, default=3, help="requests answered at once")
        parser.add_argument("--jobs", type=int, default=1, help="jobs worked on at once")
        parser.add_argument("--grace", type=float, default=20, help="seconds a job gets on stop")

    def handle(self, *_: Any, **options: Any) -> None:
        """Lock, prepare, recover, and become the supervisor."""
        started = time.monotonic()
        host, port = options["host"], options["port"]
        address = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}/"  # noqa: S104
        lock = self._lock(address)
        refuse_taken_port(host, port)
        preparation.prepare(self.stdout)
        self._recover()
        preparation.announce_login(self.stdout)
        self.stdout.flush()
        connection.close()
        embedded = settings.CELERY_BROKER_URL.startswith("filesystem:")
        plan = supervisor.Plan(
            commands={
                "web server": web_command(host, port, options["threads"]),
                "worker": worker_command(options["jobs"]),
            },
            address=address,
            data=str(settings.DATA_DIR),
            lock=lock,
            grace=options["grace"],
            started=started,
            database=preparation.database_file(),
            processed=str(settings.QUEUE_DIR / "processed") if embedded else None,
        )
        become(plan)

    def _lock(self, address: str) -> int:
        def waiting() -> None:
            self.stdout.write("waiting for the former worker to finish its job ...")

        try:
            return installation_lock.acquire(settings.DATA_DIR / "serve.lock", address, waiting)
        except installation_lock.AlreadyRunning as error:
            raise CommandError(str(error)) from error

    def _recover(self) -> None:
        """Take back the jobs of a tree that is gone; with more hosts their leases expire instead."""
        if settings.CELERY_BROKER_URL.startswith("filesystem:"):
            recovered = jobs.void_leases()
            if recovered:
                self.stdout.write(f"{recovered} interrupted job(s) are done again")


def refuse_taken_port(host: str, port: int) -> None:
    """Say at once when another program listens where we are to listen."""
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        raise CommandError(
            f"cannot listen on {host}:{port} ({error.strerror}); another port: PORT={port + 1}"
        ) from error


def web_command(host: str, port: int, threads: int) -> list[str]:
    """Return the command of the web server."""
    listening = ["--interface", "wsgi", "--host", host, "--port", str(port), "--no-ws"]
    size = ["--workers", "1", "--blocking-threads", str(threads), "--workers-kill-timeout", "5"]
    behaviour = ["--respawn-failed-workers", "--log-level", "warning"]
    granian = [sys.executable, "-m", "granian"]
    return [*granian, *listening, *size, *behaviour, "portal.wsgi:application"]


def worker_command(jobs_at_once: int) -> list[str]:
    """Return the command of the worker, which sweeps for lost jobs as well (beat)."""
    celery = [sys.executable, "-W", "ignore:You're running the worker", "-m", "celery"]
    beat = ["--beat", "--schedule", str(settings.DATA_DIR / "beat")]
    options = ["--concurrency", str(jobs_at_once), "--without-gossip", "--without-mingle"]
    return [*celery, "-A", "portal", "--quiet", "worker", *options, *beat, "--loglevel", "WARNING"]


def become(plan: supervisor.Plan) -> None:
    """Replace this process: what only waits need not keep Django in memory."""
    program = str(Path(supervisor.__file__))
    environment = {**os.environ, "MALLOC_ARENA_MAX": "2"}  # fewer heaps per thread, less memory
    # -P: the folder of the program holds modules named like packages
    command = [sys.executable, "-P", program, plan.as_argument()]
    os.chdir(settings.BASE_DIR)
    os.execve(sys.executable, command, environment)  # noqa: S606
