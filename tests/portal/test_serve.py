"""`manage.py serve` as people run it on the embedded default: one command, also after SIGKILL."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path

import psutil
import pytest

from tests import services
from tests.worker import is_alive, wait_until

pytestmark = [
    pytest.mark.processes,
    pytest.mark.xdist_group("serve"),  # one portal for all of them
]

PATIENCE = 90
ROOT = Path(__file__).parents[2]
INTERRUPTED = (
    "UPDATE assess_job SET state='running', owner='gone', lease_until='2999-01-01' WHERE id=?"
)


def embedded(folder: Path) -> dict[str, str]:
    """Return an environment of the embedded default, whatever the tests work on."""
    kept = {
        key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}
    }
    return {**kept, "SUANHENG_DATA": str(folder)}


class Portal:
    """The command on a folder of its own, its output in a file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "serve.log"
        self.first = ""
        self.start()

    def start(self) -> None:
        """Start it on a free port and wait until it is ready."""
        self.address = f"http://127.0.0.1:{services.free_port()}/"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                self.command(self.address), env=self.environment(), cwd=ROOT, stdout=log, stderr=log
            )
        assert wait_until(lambda: "ready in" in self.said(), seconds=PATIENCE), self.said()
        self.first = self.first or self.said()

    def command(self, address: str) -> list[str]:
        """Return the command that listens at an address."""
        port = address.rstrip("/").rpartition(":")[2]
        return [sys.executable, "manage.py", "serve", "--port", port]

    def environment(self) -> dict[str, str]:
        """Return an environment that names nothing but the folder: the embedded default."""
        return embedded(self.folder)

    def said(self) -> str:
        """Return what it has said since it was started."""
        return self.log.read_text()

    def ask(self, question: str, *values: str) -> list[tuple[object, ...]]:
        """Ask its database."""
        connection = sqlite3.connect(self.folder / "db.sqlite3", timeout=20)
        with connection:
            answer = connection.execute(question, values).fetchall()
        connection.close()
        return answer

    def is_idle(self) -> bool:
        """Tell whether nothing is left to do."""
        return not self.ask("SELECT id FROM assess_job WHERE state IN ('queued', 'running')")

    def family(self) -> list[psutil.Process]:
        """Return the supervisor and everything below it."""
        supervisor = psutil.Process(self.process.pid)
        return [supervisor, *supervisor.children(recursive=True)]

    def interrupt(self) -> int:
        """Do what Ctrl-C does; return the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(40)

    def kill(self) -> None:
        """Kill every process of it, as a power cut would."""
        family = self.family()
        for act in (psutil.Process.suspend, psutil.Process.kill):
            for process in family:
                act(process)
        self.process.wait()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    portal = Portal(tmp_path_factory.mktemp("portal"))
    yield portal
    if portal.process.poll() is None:
        portal.kill()


@pytest.fixture
def portal(shared: Portal) -> Portal:
    """The portal, running; with the data of whatever ran before."""
    if shared.process.poll() is not None:
        shared.start()
    return shared


def test_the_password_that_the_first_start_shows_opens_the_portal(portal: Portal) -> None:
    password = re.search(r"password  (\S+)", portal.first)
    assert password is not None
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    page = browser.open(f"{portal.address}accounts/login/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token is not None
    form = f"login=admin&password={password[1]}&csrfmiddlewaretoken={token[1]}".encode()
    with browser.open(f"{portal.address}accounts/login/", form) as answer:
        assert "/accounts/login/" not in answer.url


def test_styles_come_with_a_name_that_may_be_kept_for_ever(portal: Portal) -> None:
    page = urllib.request.urlopen(f"{portal.address}accounts/login/").read().decode()  # noqa: S310
    styles = re.search(r'href="/(static/css/[^"]+\.css)"', page)
    assert styles is not None
    with urllib.request.urlopen(portal.address + styles[1]) as answer:  # noqa: S310
        assert "immutable" in answer.headers["Cache-Control"]


def test_a_second_start_beside_a_running_one_says_so(portal: Portal) -> None:
    second = subprocess.run(
        portal.command("http://127.0.0.1:9/"),
        env=portal.environment(),
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert second.returncode == 1
    assert f"already running (pid {portal.process.pid}) at {portal.address}" in second.stderr


def test_the_examples_are_scored_without_anybody_asking(portal: Portal) -> None:
    assert wait_until(portal.is_idle, seconds=PATIENCE), portal.said()
    unscored = """SELECT id FROM assess_submission
                  WHERE id NOT IN (SELECT submission_id FROM assess_score)"""
    assert portal.ask("SELECT id FROM assess_score") != []
    assert portal.ask(unscored) == []


def test_an_interrupt_leaves_nobody_and_a_later_start_keeps_the_data(portal: Portal) -> None:
    assert wait_until(portal.is_idle, seconds=PATIENCE)
    scores, family = portal.ask("SELECT id FROM assess_score ORDER BY id"), portal.family()
    assert portal.interrupt() == 0
    assert wait_until(lambda: not any(is_alive(process) for process in family), seconds=10)
    portal.start()
    assert "password of admin? python3 do.py manage changepassword admin" in portal.said()
    assert portal.ask("SELECT id FROM assess_score ORDER BY id") == scores


def test_a_job_that_a_kill_interrupted_is_done_after_the_next_start(portal: Portal) -> None:
    assert wait_until(portal.is_idle, seconds=PATIENCE)
    [(job,), *_] = portal.ask("SELECT id FROM assess_job WHERE state = 'done'")
    portal.kill()
    # what a kill in the middle of the work leaves behind, its lease far from over
    portal.ask(INTERRUPTED, str(job))
    portal.start()
    assert wait_until(portal.is_idle, seconds=PATIENCE), portal.said()
    assert portal.ask("SELECT state, attempts FROM assess_job WHERE id = ?", str(job)) == [
        ("done", 2)
    ]


def test_a_port_in_use_is_named_together_with_another_one(tmp_path: Path) -> None:
    with services.listening() as port:
        refused = subprocess.run(
            [sys.executable, "manage.py", "serve", "--port", str(port)],
            env=embedded(tmp_path),
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
        )
    assert refused.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}" in refused.stderr
    assert f"PORT={port + 1}" in refused.stderr
