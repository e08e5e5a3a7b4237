"""What an installation needs before it serves: tables, data, static files, a first account."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import OutputWrapper
from django.db import connection, transaction

from assess import demo, kept_claims
from indicators import load
from portal import messages

NOT_SERVED = ["redoc", "rest_framework"]  # brought by packages, on none of our pages
ADMINISTRATOR = "admin"
RESET = f"python3 do.py manage changepassword {ADMINISTRATOR}"


def prepare(out: OutputWrapper) -> None:
    """Bring tables, frameworks, demo data, static files, catalogues and the planner's claims up to date."""
    call_command("migrate", verbosity=0, interactive=False)
    load_shipped(out)
    demo.load_demo()
    messages.compile_stale()
    collect_static()
    kept_claims.shipped_claims()


def load_shipped(out: OutputWrapper) -> None:
    """Load the shipped files; a version that is published already stays as it was published."""
    for path in load.shipped_files():
        try:
            load.load_file(path)
        except load.ChangedVersion as changed:
            out.write(f"{path.name}: {changed} stays as published; changes need a new version")


def collect_static() -> bool:
    """Collect static files, unless nothing has changed since they were collected."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    digest = static_digest()
    if stamp.exists() and stamp.read_text() == digest:
        return False
    options = {"interactive": False, "clear": True, "ignore_patterns": NOT_SERVED}
    call_command("collectstatic", verbosity=0, **options)
    stamp.write_text(digest)
    return True


def static_digest() -> str:
    """Return what the collected files depend on: installed versions and our own files."""
    digest = hashlib.sha256()
    for part in (*_versions(), *_own_files()):
        digest.update(part)
    return digest.hexdigest()


def _versions() -> Iterator[bytes]:
    for distribution in sorted(f"{d.name} {d.version}" for d in metadata.distributions()):
        yield distribution.encode()


def _own_files() -> Iterator[bytes]:
    folders = [Path(folder) for folder in settings.STATICFILES_DIRS]
    folders += [Path(settings.BASE_DIR) / app / "static" for app in ("portal", "assess", "reports")]
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                yield str(path).encode()
                yield path.read_bytes()


@transaction.atomic
def first_login() -> str | None:
    """Make the first administrator; return the password, or nothing when there is one already."""
    people = get_user_model().objects
    if people.filter(is_superuser=True).exists():
        return None
    password = secrets.token_urlsafe(12)
    people.create_superuser(ADMINISTRATOR, password=password)
    return password


def announce_login(out: OutputWrapper) -> None:
    """Say how to sign in; the password is shown this once only."""
    password = first_login()
    if password is None:
        out.write(f"Sign in as before; forgotten the password of {ADMINISTRATOR}? {RESET}")
        return
    out.write("Sign in (shown this once, keep it):")
    out.write(f"  user      {ADMINISTRATOR}\n  password  {password}")


def database_file() -> str | None:
    """Return the path of the database when it is an SQLite file."""
    return str(connection.settings_dict["NAME"]) if connection.vendor == "sqlite" else None
