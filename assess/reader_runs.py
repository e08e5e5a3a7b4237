"""Runs the readers on a file in a process with limits, and tells what came of it, whatever happens there."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings

from assess.evidence.outline import finding_outline
from assess.evidence.reading import Finding
from indicators.records import Text

MODULE = "assess.reader_process"
NOT_INHERITED = frozenset({"DATABASE_URL", "SECRET_KEY", "REDIS_URL", "CELERY_BROKER_URL"})
"""Settings that a reader has no use for."""

FAILED = Text(
    "读取器在此文件上失败：文件保留不变，其他文件不受影响",
    "The reader failed on this file: the file is kept as it is, others are not concerned",
)
LIMITS = {
    signal.SIGXCPU: "processor time",
    signal.SIGKILL: "memory or processor time",
    signal.SIGXFSZ: "bytes written",
}
KEPT_WORDS = 500
ALLOCATOR = "<jemalloc>"
"""The columnar engine's own complaints come after the reason."""


Outline = dict[str, Any]


def read_in_process(path: Path, name: str, *, seconds: int = 0) -> Outline:
    """The outline of what the readers found; a crash, a limit or a defect gives one finding ``reader_failed``.

    seconds: of wall time, where less is to be spent than the setting allows.
    """
    limits = [str(settings.EVIDENCE_CPU_SECONDS), str(settings.EVIDENCE_MEMORY_MB * 1024 * 1024)]
    return run_confined(MODULE, [str(path), name, *limits], seconds)


def run_confined(module: str, arguments: list[str], seconds: int = 0) -> Outline:
    """Run one of our modules as a program and read the JSON document that it prints."""
    command = [sys.executable, "-m", module, *arguments]
    patience = seconds or settings.EVIDENCE_WALL_SECONDS
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as said:
        try:
            done = subprocess.run(  # noqa: S603 - our own module; the file's name is an argument, not a command
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=said, check=False,
                timeout=patience, cwd=settings.BASE_DIR, env=_environment(),
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return failed(f"{patience} s of wall time")
        out.seek(0)
        said.seek(0)
        if done.returncode:
            return failed(_reason(done.returncode, said.read()))
        found: Outline = json.load(out)
        return found


def failed(reason: str) -> Outline:
    """The outline of a file on which the reader failed."""
    finding = finding_outline(Finding("reader_failed", "error", FAILED, found=reason))
    extract = {"kind": "unread", "tool": "", "tool_version": "", "facts": {}, "refused": True}
    return {"readings": [], "files": [{**extract, "readings": 0, "findings": [finding]}]}


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    return {**kept, "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"}


def _reason(code: int, words: bytes) -> str:
    """In a few words: which limit, or the last line of what was said."""
    if code < 0:
        number = signal.Signals(-code)
        return f"{number.name}: {LIMITS.get(number, 'crash')}"
    said = words.decode(errors="replace").strip().splitlines()
    lines = [line for line in said if not line.startswith(ALLOCATOR)]
    return lines[-1][:KEPT_WORDS] if lines else f"exit code {code}"
