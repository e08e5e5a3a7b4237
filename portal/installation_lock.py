"""Only one supervisor at a time works on an installation's data.

The lock belongs to an open file that every child inherits. So it is free only when the whole former
tree of processes is gone, also after SIGKILL, and whoever gets it knows that nobody else works on
the jobs any more.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

PATIENCE = 120.0  # seconds to wait for a former worker that still finishes its job
STEP = 0.5


class AlreadyRunning(Exception):
    """Another supervisor holds the lock; the message says which and where."""


def acquire(path: Path, address: str, on_wait: Callable[[], None]) -> int:
    """Take the lock and return its descriptor; wait for orphans, refuse a living supervisor."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    end = time.monotonic() + PATIENCE
    waited = False
    while not _lock(descriptor):
        _refuse_if_alive(path)
        if time.monotonic() > end:
            raise AlreadyRunning(f"a former worker still works on {path.parent}; try again later")
        if not waited:
            on_wait()
        waited = True
        time.sleep(STEP)
    os.set_inheritable(descriptor, True)
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps({"pid": os.getpid(), "address": address}).encode(), 0)
    return descriptor


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _refuse_if_alive(path: Path) -> None:
    with contextlib.suppress(ValueError, KeyError):
        holder = json.loads(path.read_text())
        if _is_supervisor(int(holder["pid"])):
            raise AlreadyRunning(f"already running (pid {holder['pid']}) at {holder['address']}")


def _is_supervisor(pid: int) -> bool:
    """Tell whether a process is one of ours; numbers of gone processes are given again."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return b"manage.py" in words or b"supervisor.py" in words
