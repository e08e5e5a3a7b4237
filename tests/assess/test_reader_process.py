"""The reader's process: it ends with its parent, a crash stays with its file, a killed worker's work is done again."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.conf import settings as site
from django.db import connections

from assess import readings
from assess.models import EvidenceReading, Job, Submission, User
from tests.files import Craft, craft, found, given, own_files, sent  # noqa: F401 - fixtures
from tests.worker import WorkerProcess, is_alive, wait_until

Jobs = Callable[[], int]
PARENT = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-m", "assess.reader_process", sys.argv[1], "a", "60", "4000000000"])
print(child.pid, flush=True)
child.wait()
"""
WAITS = "Path({flag!r}).touch()\nwhile not Path({gate!r}).exists(): time.sleep(0.02)\n"


def test_the_process_ends_with_the_one_who_started_it(
    tmp_path: Path,
    craft: Craft,  # noqa: F811
) -> None:
    flag, file = tmp_path / "flag", tmp_path / "a.txt"
    craft("WAIT", WAITS.format(flag=str(flag), gate="/nowhere"))
    file.write_bytes(b"WAIT")
    command = [sys.executable, "-c", PARENT, str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=site.BASE_DIR) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        assert wait_until(flag.exists)
        parent.send_signal(signal.SIGKILL)
        assert wait_until(lambda: not is_alive(child))


@pytest.mark.parametrize("body", ["os.abort()", "raise ValueError('bug')", "os._exit(3)"])
def test_a_reader_that_crashes_on_one_file_neither_loses_it_nor_stops_the_others(
    submission: Submission,
    owner: User,
    craft: Craft,  # noqa: F811
    run_jobs: Jobs,
    body: str,
) -> None:
    craft("CRASH", body)
    craft("GOOD", found(1.5))
    files = [given(f"{number}.txt", b"%s %d" % (mark, number)) for number, mark in
             enumerate([b"GOOD", b"CRASH", b"GOOD"])]  # fmt: skip
    rows = sent(submission, owner, *files)
    run_jobs()
    states = [type(row).objects.get(pk=row.pk).state for row in rows]
    assert states == ["read", "failed", "read"]
    assert rows[1].findings.get().rule == "reader_failed"
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_a_reading_that_a_kill_interrupted_keeps_nothing_and_is_done_again(
    submission: Submission,
    owner: User,
    craft: Craft,  # noqa: F811
    worker: WorkerProcess,
    settings: Any,
    tmp_path: Path,
) -> None:
    settings.MEDIA_ROOT = settings.DATA_DIR / "files"  # where the worker looks
    flag, gate = tmp_path / "flag", tmp_path / "gate"
    craft("WAIT", WAITS.format(flag=str(flag), gate=str(gate)) + found(1.5))
    worker.kill()
    worker.start()
    (row,) = sent(submission, owner, given("a.txt", b"WAIT"))
    job = Job.objects.get(target=row.pk)
    assert wait_until(flag.exists), worker.said()
    worker.kill()
    assert not EvidenceReading.objects.exists()
    assert type(row).objects.get(pk=row.pk).state == "waiting"
    gate.touch()
    worker.start()
    assert wait_until(lambda: Job.objects.get(pk=job.pk).state == "done", seconds=60), worker.said()
    assert [item.value for item in row.readings.all()] == [1.5]
    assert Job.objects.get(pk=job.pk).attempts == 2


@pytest.mark.django_db(transaction=True)
def test_two_files_are_read_at_the_same_time(
    submission: Submission,
    owner: User,
    craft: Craft,  # noqa: F811
    tmp_path: Path,
) -> None:
    """Each of two readers waits for the other to have begun."""
    first, second = str(tmp_path / "first"), str(tmp_path / "second")
    craft("ONE", WAITS.format(flag=first, gate=second) + found(1.5))
    craft("TWO", WAITS.format(flag=second, gate=first) + found(1.6))
    rows = sent(submission, owner, given("1.txt", b"ONE"), given("2.txt", b"TWO"))

    def read(pk: object) -> None:
        readings.read_evidence(pk)  # type: ignore[arg-type]
        connections.close_all()

    threads = [threading.Thread(target=read, args=[row.pk]) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert EvidenceReading.objects.count() == 2
