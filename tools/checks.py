"""Every check that needs no running product: run all, one line each, fail when any failed."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from tools.environment import HERE, VENV


class Outcome(NamedTuple):
    """What one check said."""

    name: str
    code: int
    output: str
    seconds: float


PACKAGES = ["portal", "indicators", "assess", "reports"]
CHECKS: dict[str, list[str]] = {
    "types": ["mypy", "--strict", *PACKAGES, "do.py", "tools", "tests"],
    "format": ["ruff", "format", "--check"],
    "lint": ["ruff", "check"],
    "imports": ["lint-imports"],
    "measures": ["python", "-m", "tools.measures"],
    "migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
    "settings": ["python", "manage.py", "check"],
    "messages": ["python", "manage.py", "messages", "check"],
}


def run(names: list[str]) -> int:
    """Run the named checks, or all of them, two at a time."""
    unknown = [name for name in names if name not in CHECKS]
    if unknown:
        print(f"no such check: {', '.join(unknown)}; there are {', '.join(CHECKS)}")
        return 2
    with tempfile.TemporaryDirectory() as empty, ThreadPoolExecutor(2) as pool:
        # management commands must not look at, or make, the installation's own data
        environment = {**os.environ, "SUANHENG_DATA": empty}
        tasks = [pool.submit(_outcome, name, environment) for name in names or CHECKS]
        outcomes = [_show(task.result()) for task in tasks]
    return int(any(outcome.code for outcome in outcomes))


def _outcome(name: str, environment: dict[str, str]) -> Outcome:
    program, *arguments = CHECKS[name]
    started = time.monotonic()
    done = subprocess.run(
        [VENV / "bin" / program, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
        cwd=HERE,
        check=False,
    )
    return Outcome(name, done.returncode, done.stdout, time.monotonic() - started)


def _show(outcome: Outcome) -> Outcome:
    verdict = "FAILED" if outcome.code else "ok"
    print(f"{outcome.name:<12}{verdict:<8}{outcome.seconds:5.1f} s", flush=True)
    if outcome.code:
        print(outcome.output.rstrip(), "\n", flush=True)
    return outcome
