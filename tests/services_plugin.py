"""Loaded with -p, before pytest-django reads the settings: decides what the run works on.

TEST_BACKEND=sqlite is the embedded default; anything else starts a real PostgreSQL and Redis, once,
in the process that distributes the tests; each worker gets a Redis database and a folder of its own.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

import pytest

from tests import services

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
FOLDER = "TEST_FOLDER"
RUNNING: list[services.Service] = []


def _start_services() -> None:
    try:
        for name, start in (
            ("DATABASE_URL", services.start_postgres),
            ("TEST_REDIS", services.start_redis),
        ):
            RUNNING.append(start())
            os.environ[name] = RUNNING[-1].url
    except services.Unavailable as error:
        raise pytest.UsageError(f"{error}\n(TEST_BACKEND=sqlite runs without them)") from error


def _prepare() -> None:
    """Set the environment that the settings are read from."""
    if not WORKER:
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="suanheng-tests-")
        for name in ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL", "FILE_STORAGE_URL"):
            os.environ.pop(name, None)
        if os.environ.get("TEST_BACKEND", "full") != "sqlite":
            _start_services()
    os.environ["SUANHENG_DATA"] = f"{os.environ[FOLDER]}/{WORKER or 'main'}"
    if redis := os.environ.get("TEST_REDIS"):
        os.environ["REDIS_URL"] = f"{redis}/{WORKER.removeprefix('gw') or 0}"
    # Playwright's synchronous interface runs an event loop in the thread of the test
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def _stop() -> None:
    while RUNNING:
        RUNNING.pop().stop()
    if not WORKER:
        shutil.rmtree(os.environ[FOLDER], ignore_errors=True)


atexit.register(_stop)  # also when what is loaded after this plugin fails
_prepare()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option of the second round."""
    parser.addoption(
        "--skip-pure", action="store_true", help="leave out tests that use no database or server"
    )


def pytest_report_header() -> list[str]:
    """Say what the tests run on."""
    versions = [service.version for service in RUNNING]
    return [f"backend: {', '.join(versions) or 'SQLite'}"]


def pytest_unconfigure() -> None:
    """Stop what was started here."""
    _stop()
