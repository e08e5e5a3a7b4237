"""Keep the web server and the worker running, and stop both cleanly.

`manage.py serve` prepares the installation and then becomes this program. It uses the standard
library only and is run as a plain file, so that a process that only waits stays small.
"""

from __future__ import annotations

import contextlib
import ctypes
import dataclasses
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
TICK = 0.2  # seconds between two looks at the children
FAILURES = 5  # so many within WINDOW seconds, and there is no point in going on
WINDOW = 60.0
KEEP_PROCESSED = 60.0  # seconds that a consumed message of the file queue is kept

_libc = ctypes.CDLL(None)  # loaded before any fork


@dataclasses.dataclass(frozen=True)
class Plan:
    """What is to be kept running."""

    commands: dict[str, list[str]]
    address: str
    data: str
    lock: int  # descriptor of the locked file; every child inherits it
    grace: float  # seconds that a running job gets to finish
    started: float  # monotonic clock
    database: str | None = None  # path of an SQLite database
    processed: str | None = None  # folder of consumed messages of the file queue

    def as_argument(self) -> str:
        """Return the plan as one word of a command line."""
        return json.dumps(dataclasses.asdict(self))


class Child:
    """One program that is started again when it ends."""

    def __init__(self, name: str, command: list[str], lock: int) -> None:
        self.name = name
        self.command = command
        self.lock = lock
        self.failures: list[float] = []
        self.resume = 0.0
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own commands
            self.command,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C in the terminal reaches the supervisor only
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - a single call into libc
            pass_fds=[self.lock],
        )

    def is_running(self) -> bool:
        """Tell whether the program runs."""
        return self.process.poll() is None

    def look(self) -> None:
        """Start the program again, a little later each time, when it has ended."""
        now = time.monotonic()
        if self.is_running():
            return
        if not self.resume:
            self.failures = [*(t for t in self.failures if now - t < WINDOW), now]
            self.resume = now + min(2 ** len(self.failures) / 4, 5.0)
            say(f"{self.name} ended with {self.process.returncode}, starting it again")
            self.kill()  # what it left behind: pool children, beat
        elif now >= self.resume and not self.keeps_failing():
            self.resume = 0.0
            self.process = self._start()

    def keeps_failing(self) -> bool:
        """Tell whether it ended too often in too short a time."""
        return len(self.failures) >= FAILURES

    def kill(self) -> None:
        """Kill the program with everything that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Supervisor:
    """Watches the children until a signal, or until one of them keeps failing."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.signals = 0
        self.ready = False
        self.pruned = time.monotonic()
        self.children: list[Child] = []

    def run(self) -> int:
        """Run until told to stop; 1 when a child kept failing."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        for name, command in self.plan.commands.items():
            self.children.append(Child(name, command, self.plan.lock))
        while not self.signals and not self._given_up():
            self._tick()
            time.sleep(TICK)
        failed = self._given_up()
        self._stop()
        return int(failed)

    def _on_signal(self, *_: object) -> None:
        self.signals += 1

    def _given_up(self) -> bool:
        return any(child.keeps_failing() for child in self.children)

    def _tick(self) -> None:
        for child in self.children:
            child.look()
        if not self.ready and answers(self.plan.address):
            self.ready = True
            seconds = time.monotonic() - self.plan.started
            say(f"\n  {self.plan.address}\n")
            say(f"ready in {seconds:.1f} s; data in {self.plan.data}; Ctrl-C stops")
        if self.plan.processed and time.monotonic() - self.pruned > KEEP_PROCESSED:
            self.pruned = time.monotonic()
            prune(Path(self.plan.processed))

    def _stop(self) -> None:
        say("stopping, a running job may finish (Ctrl-C again: at once) ...")
        started, seen = time.monotonic(), self.signals
        for child in self.children:
            if child.is_running():
                child.process.terminate()
        while self._any_running() and self.signals == seen:
            if time.monotonic() - started > self.plan.grace:
                break
            time.sleep(0.05)
        self._kill_the_rest()
        if self.plan.database:
            checkpoint(self.plan.database)
        say(f"stopped in {time.monotonic() - started:.1f} s")

    def _any_running(self) -> bool:
        return any(child.is_running() for child in self.children)

    def _kill_the_rest(self) -> None:
        for child in self.children:
            if child.is_running():
                say(f"{child.name} killed; a job it was at is done again at the next start")
            child.kill()


def _die_with_parent() -> None:
    _libc.prctl(DIE_WITH_PARENT, signal.SIGTERM)


def say(text: str) -> None:
    """Tell the person at the terminal; a closed terminal does not matter."""
    with contextlib.suppress(OSError):
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


def answers(address: str) -> bool:
    """Tell whether the web server answers, whatever it says."""
    try:
        urllib.request.urlopen(f"{address}healthz", timeout=2).close()  # noqa: S310 - our own
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def prune(folder: Path) -> None:
    """Remove consumed messages of the file queue."""
    for path in folder.glob("*"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > KEEP_PROCESSED:
                path.unlink()


def checkpoint(database: str) -> None:
    """Write the log of an SQLite database into its file, so that a copy of the file is whole."""
    with contextlib.suppress(sqlite3.Error), sqlite3.connect(database) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


if __name__ == "__main__":
    sys.exit(Supervisor(Plan(**json.loads(sys.argv[1]))).run())
