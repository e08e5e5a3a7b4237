"""The virtual environment: made and filled from the pinned, hashed lock on a bare machine."""

from __future__ import annotations

import ast
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
VENV = HERE / ".venv"
PYTHON = VENV / "bin" / "python"
TOOLS = HERE / ".tools"
UV = TOOLS / "bin" / "uv"
UV_VERSION = "0.13.9"
SERVE = "requirements.txt"
TEST = "requirements-dev.txt"  # holds everything of SERVE as well
STAMP = VENV / ".installed"


Command = list[str | Path]


class SetupError(Exception):
    """The packages could not be installed; the message says why and what to do."""


def install(lock: str) -> None:
    """Bring .venv to the state that a lock describes; do nothing when it is there already."""
    if is_installed(lock):
        return
    started = time.monotonic()
    print(f"installing {lock} into {VENV} ...", flush=True)
    STAMP.unlink(missing_ok=True)
    if not (_install_by_uv(HERE / lock) or _install_by_pip(HERE / lock)):
        raise SetupError(
            f"the packages of {lock} could not be installed; what pip and uv said stands above."
            " Behind a proxy or without a network, set pip's usual options"
            " (PIP_INDEX_URL, PIP_FIND_LINKS, PIP_NO_INDEX, PIP_CERT) and run this again."
        )
    STAMP.write_text(digest(lock))
    print(f"installed in {time.monotonic() - started:.0f} s", flush=True)


def is_installed(lock: str) -> bool:
    """Tell whether the environment holds what the lock names, or the larger one that tests need."""
    if not PYTHON.exists() or not STAMP.exists():
        return False
    return STAMP.read_text() in {digest(lock), digest(TEST)}


def digest(lock: str) -> str:
    """Return what identifies an installation: the lock's bytes and the interpreter."""
    identity = (HERE / lock).read_bytes() + sys.version.encode() + sys.executable.encode()
    return hashlib.sha256(identity).hexdigest()


def lock(arguments: list[str]) -> int:
    """Write both locks from pyproject.toml; pinned versions stay unless --upgrade is given."""
    _fetch_uv()
    options = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header"]
    compiling: Command = [UV, "pip", "compile", "--quiet", *options, *arguments, "pyproject.toml"]
    _run([*compiling, "--output-file", SERVE], env=uv_environment())
    with_tests = ["--group", "dev", "--constraint", SERVE, "--output-file", TEST]
    _run([*compiling, *with_tests], env=uv_environment())
    return 0


def _install_by_uv(lock: Path) -> bool:
    try:
        _fetch_uv()
        environment = uv_environment()
        if not PYTHON.exists():
            _run([UV, "venv", "--quiet", "--python", sys.executable, VENV], env=environment)
        options: Command = ["--quiet", "--python", PYTHON, "--require-hashes"]
        options += index_options(pip_configuration())
        _run([UV, "pip", "sync", *options, lock], env=environment)
    except (subprocess.CalledProcessError, OSError) as error:
        print(f"uv did not work ({error}); trying virtualenv and pip", flush=True)
        return False
    return True


def _install_by_pip(lock: Path) -> bool:
    """Install without uv. Debian's python3 has no ensurepip, so virtualenv brings pip along."""
    shutil.rmtree(VENV, ignore_errors=True)
    try:
        _pip_into_tools("virtualenv")
        with_tools = {**os.environ, "PYTHONPATH": str(TOOLS)}
        _run([sys.executable, "-m", "virtualenv", "--quiet", VENV], env=with_tools)
        _run([PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock])
    except (subprocess.CalledProcessError, OSError) as error:
        print(f"virtualenv and pip did not work ({error})", flush=True)
        return False
    return True


def _fetch_uv() -> None:
    if not UV.exists():
        _pip_into_tools(f"uv=={UV_VERSION}")


def _pip_into_tools(requirement: str) -> None:
    """Install with --target: Debian forbids pip to touch the system's own packages (PEP 668)."""
    quiet = {**os.environ, "PIP_ROOT_USER_ACTION": "ignore", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    installing = [sys.executable, "-m", "pip", "install", "--quiet", "--upgrade"]
    _run([*installing, "--target", TOOLS, requirement], env=quiet)


def uv_environment() -> dict[str, str]:
    """Return the environment for uv: pip's configuration in uv's words, where uv has none set."""
    fixed = {
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_SYSTEM_CERTS": "1",  # behind an inspecting proxy only the system's store knows its CA
        "UV_NATIVE_TLS": "1",  # the same under its older name
        "UV_COMPILE_BYTECODE": "1",  # once here rather than by each process that starts
    }
    return {**fixed, **uv_words(pip_configuration()), **os.environ}


def pip_configuration() -> dict[str, str]:
    """Return pip's settings by name, from its files and the environment."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    return settings_of(subprocess.run(command, capture_output=True, text=True, check=False).stdout)


def settings_of(listing: str) -> dict[str, str]:
    """Read `pip config list`: the environment over files, `install` over `global`."""
    sections = [_section(listing, rank) for rank in ("global", "install", ":env:")]
    return {name: value for section in sections for name, value in section.items()}


def _section(listing: str, section: str) -> dict[str, str]:
    found = {}
    for line in listing.splitlines():
        name, _, value = line.partition("=")
        if name.startswith(f"{section}."):
            found[name.removeprefix(f"{section}.")] = str(ast.literal_eval(value))
    return found


def uv_words(pip: dict[str, str]) -> dict[str, str]:
    """Translate pip's settings into uv's variables: uv does not read pip's configuration."""
    words = {
        "UV_DEFAULT_INDEX": pip.get("index-url", ""),
        "UV_INDEX": " ".join(pip.get("extra-index-url", "").split()),
        "UV_FIND_LINKS": ",".join(pip.get("find-links", "").split()),
        "UV_INSECURE_HOST": " ".join(pip.get("trusted-host", "").split()),
        "SSL_CERT_FILE": pip.get("cert", ""),
        # pip takes the best version of all indexes, uv by itself the first index that has any;
        # hashes decide what may be installed, so looking at all of them is safe
        "UV_INDEX_STRATEGY": "unsafe-best-match",
    }
    return {name: value for name, value in words.items() if value}


def index_options(pip: dict[str, str]) -> list[str]:
    """Return what pip's configuration asks for that uv takes as an option only."""
    forbidden = pip.get("no-index", "").lower() in {"1", "true", "yes", "on"}
    return ["--no-index"] if forbidden else []


def _run(command: Command, env: dict[str, str] | None = None) -> None:
    subprocess.run(command, check=True, cwd=HERE, env=env)
