"""The test suite: once on SQLite, once more on PostgreSQL and Redis."""

from __future__ import annotations

import os
import subprocess
import time
from typing import NamedTuple

from tools.environment import HERE, PYTHON

# tests that share what is slow to start stay together
PARALLEL = ["-n", "2", "--dist", "loadgroup"]
NOTHING_LEFT = 5  # pytest's exit code when no test was selected


class Backend(NamedTuple):
    """One round of the suite."""

    name: str
    says: str
    options: list[str]


BACKENDS = (
    Backend("sqlite", "SQLite", []),
    # what touches no database, queue or server gave its answer in the first round
    Backend("full", "PostgreSQL and Redis", ["--skip-pure"]),
)


def run(arguments: list[str]) -> int:
    """Run the suite on each backend, all of it even when the first round failed."""
    outcomes = [_round(backend, arguments) for backend in BACKENDS]
    for line, _ in outcomes:
        print(line)
    return int(any(code for _, code in outcomes))


def _round(backend: Backend, arguments: list[str]) -> tuple[str, int]:
    started = time.monotonic()
    print(f"\n== tests on {backend.says} ==", flush=True)
    code = subprocess.run(
        [PYTHON, "-m", "pytest", *PARALLEL, *backend.options, *arguments],
        env={**os.environ, "TEST_BACKEND": backend.name},
        cwd=HERE,
        check=False,
    ).returncode
    if code == NOTHING_LEFT and backend.options:
        code = 0
    verdict = "failed" if code else "passed"
    return f"{backend.says}: {verdict} in {time.monotonic() - started:.0f} s", code
