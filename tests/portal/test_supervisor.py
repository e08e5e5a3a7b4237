"""The supervisor alone, watching small programs of the test."""

import contextlib
import fcntl
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from portal import installation_lock, supervisor
from tests.worker import is_alive, wait_until

pytestmark = pytest.mark.processes

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
PARENT = f"import subprocess, time; subprocess.Popen({SLEEPER!r}); time.sleep(600)"


class Running:
    """A supervisor of the test's programs."""

    def __init__(self, folder: Path, commands: dict[str, list[str]], grace: float) -> None:
        self.lock = folder / "serve.lock"
        descriptor = installation_lock.acquire(self.lock, "http://127.0.0.1:9/", lambda: None)
        plan = supervisor.Plan(
            commands=commands,
            address="http://127.0.0.1:9/",
            data=str(folder),
            lock=descriptor,
            grace=grace,
            started=time.monotonic(),
            database=str(folder / "db.sqlite3"),
        )
        program = [sys.executable, "-P", supervisor.__file__, plan.as_argument()]
        self.log = folder / "log"  # not a pipe: orphans would keep its other end open
        with self.log.open("w") as log:
            self.process = subprocess.Popen(program, pass_fds=[descriptor], stdout=log)
        os.close(descriptor)
        self.family = psutil.Process(self.process.pid)

    def programs(self, count: int) -> list[psutil.Process]:
        """Return what runs below the supervisor, as soon as there is so much of it."""
        assert wait_until(lambda: len(self.family.children(recursive=True)) == count, seconds=10)
        found: list[psutil.Process] = self.family.children(recursive=True)
        return found

    def is_locked(self) -> bool:
        """Tell whether anybody still holds the lock."""
        with self.lock.open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def stop(self) -> str:
        """Interrupt it and return what it said until its end."""
        self.process.send_signal(signal.SIGINT)
        return self.end()

    def end(self) -> str:
        """Wait for its end and return what it said."""
        self.process.wait(40)
        return self.log.read_text()

    def kill(self) -> None:
        """Kill the supervisor alone."""
        self.process.kill()
        self.process.wait()


class Start:
    """Starts supervisors, and leaves nothing behind."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.started: list[Running] = []
        self.programs: list[psutil.Process] = []

    def __call__(self, commands: dict[str, list[str]], grace: float = 10) -> Running:
        running = Running(self.folder, commands, grace)
        wait_until(lambda: bool(running.family.children()), seconds=5)
        self.started.append(running)
        self.programs += [running.family, *running.family.children(recursive=True)]
        return running

    def clean(self) -> None:
        """Kill what a failed test left."""
        for program in self.programs:
            with contextlib.suppress(psutil.NoSuchProcess):
                program.kill()
        for running in self.started:
            running.process.wait()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    starting = Start(tmp_path)
    yield starting
    starting.clean()


def test_one_signal_stops_everything_and_leaves_nobody(start: Start) -> None:
    running = start({"web server": SLEEPER, "worker": SLEEPER})
    programs = running.programs(2)
    assert "stopped in" in running.stop()
    assert running.process.returncode == 0
    assert not any(is_alive(program) for program in programs)
    assert not running.is_locked()


def test_a_program_that_was_killed_is_started_again_without_its_orphans(start: Start) -> None:
    running = start({"worker": [sys.executable, "-c", PARENT]})
    before = running.programs(2)
    before[0].kill()
    assert wait_until(lambda: not any(is_alive(program) for program in before), seconds=10)
    assert {p.pid for p in running.programs(2)}.isdisjoint(p.pid for p in before)
    assert "worker ended with -9" in running.stop()


def test_a_program_that_keeps_failing_ends_the_supervisor_with_an_error(start: Start) -> None:
    running = start({"web server": [sys.executable, "-c", "raise SystemExit(3)"]})
    assert running.end().count("web server ended with 3") == supervisor.FAILURES
    assert running.process.returncode == 1


def test_a_program_that_does_not_stop_is_killed_when_its_grace_is_over(start: Start) -> None:
    running = start({"worker": [sys.executable, "-c", STUBBORN]}, grace=0.5)
    programs = running.programs(1)
    time.sleep(0.5)  # until it ignores the signal
    assert "worker killed" in running.stop()
    assert not is_alive(programs[0])


def test_a_second_signal_kills_at_once(start: Start) -> None:
    running = start({"worker": [sys.executable, "-c", STUBBORN]}, grace=600)
    running.programs(1)
    time.sleep(0.5)
    running.process.send_signal(signal.SIGINT)
    time.sleep(0.5)
    assert running.process.poll() is None
    assert "worker killed" in running.stop()


def test_the_lock_is_held_until_the_last_program_of_a_killed_supervisor_is_gone(
    start: Start,
) -> None:
    running = start({"worker": [sys.executable, "-c", STUBBORN]})
    orphan = running.programs(1)[0]
    time.sleep(0.5)
    running.kill()
    assert running.is_locked()
    orphan.kill()
    assert wait_until(lambda: not running.is_locked(), seconds=5)


def test_programs_stop_when_their_supervisor_is_killed(start: Start) -> None:
    running = start({"web server": SLEEPER, "worker": SLEEPER})
    programs = running.programs(2)
    running.kill()
    assert wait_until(lambda: not any(is_alive(program) for program in programs), seconds=5)


def test_a_second_start_names_the_first_one(start: Start, tmp_path: Path) -> None:
    running = start({"worker": SLEEPER})
    # the holder's number in the file is that of the process which took the lock: this test
    holder = {"pid": running.process.pid, "address": "http://127.0.0.1:9/"}
    (tmp_path / "serve.lock").write_text(json.dumps(holder))
    with pytest.raises(installation_lock.AlreadyRunning, match=r"pid \d+\) at http://127"):
        installation_lock.acquire(tmp_path / "serve.lock", "http://other/", lambda: None)


def test_a_start_after_a_kill_waits_for_the_worker_that_still_runs(
    start: Start, tmp_path: Path
) -> None:
    running = start({"worker": [sys.executable, "-c", STUBBORN]})
    orphan = running.programs(1)[0]
    time.sleep(0.5)
    running.kill()
    lock = installation_lock.acquire(tmp_path / "serve.lock", "http://next/", orphan.kill)
    assert json.loads((tmp_path / "serve.lock").read_text())["address"] == "http://next/"
    os.close(lock)


def test_the_log_of_the_database_is_written_into_its_file_on_stop(
    start: Start, tmp_path: Path
) -> None:
    with sqlite3.connect(tmp_path / "db.sqlite3") as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE kept (x)")
        connection.commit()
        running = start({"worker": SLEEPER})
        running.programs(1)
        running.stop()
        assert (tmp_path / "db.sqlite3-wal").stat().st_size == 0
    connection.close()


def test_consumed_messages_are_removed_after_a_while(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for path in (old, new):
        path.write_text("{}")
    os.utime(old, (0, 0))
    supervisor.prune(tmp_path)
    assert (old.exists(), new.exists()) == (False, True)
