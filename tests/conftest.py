"""What every test may ask for: people, clients, a browser, jobs done at once or by a real worker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from assess.models import Job, Membership, Organisation, User
from portal import messages
from portal.celery import app
from tests.worker import WorkerProcess

pytest_plugins = ["tests.browser", "tests.rows"]

USES_DATA = {"db", "transactional_db", "live_server", "django_db_setup", "django_user_model"}
HASHER = "django.contrib.auth.hashers.MD5PasswordHasher"
NOT_PURE = ("django_db", "browser")

hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")


def pytest_configure(config: pytest.Config) -> None:
    """Set what differs from the product: static files as they lie, passwords hashed at once."""
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": plain}}
    settings.PASSWORD_HASHERS = [HASHER, *settings.PASSWORD_HASHERS]
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # WhiteNoise looks for it
    messages.compile_stale()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, where asked to, what gives the same answer on every backend."""
    if not config.getoption("--skip-pure"):
        return
    kept = [item for item in items if not is_pure(item)]
    config.hook.pytest_deselected(items=[item for item in items if is_pure(item)])
    items[:] = kept


def is_pure(item: pytest.Item) -> bool:
    """Tell whether a test uses nothing of what the rounds differ in."""
    if item.get_closest_marker("looks"):
        return True
    if USES_DATA & set(getattr(item, "fixturenames", ())):
        return False
    return not any(item.get_closest_marker(name) for name in NOT_PURE)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Put an SQLite test database into a file, where other processes can reach it."""
    database = connections["default"].settings_dict
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(Path(settings.DATA_DIR) / "test.sqlite3")


@pytest.fixture
def organisation(db: None) -> Organisation:
    """The organisation of the owner and the colleague."""
    return Organisation.objects.create(name="星海智算中心")


@pytest.fixture
def other_organisation(db: None) -> Organisation:
    """The organisation of the outsider."""
    return Organisation.objects.create(name="别处算力公司")


def _member(username: str, organisation: Organisation, role: Membership.Role) -> User:
    user = User.objects.create_user(username, password="secret")
    Membership.objects.create(user=user, organisation=organisation, role=role)
    return user


@pytest.fixture
def owner(organisation: Organisation) -> User:
    """Owner of the organisation."""
    return _member("owner", organisation, Membership.Role.OWNER)


@pytest.fixture
def colleague(organisation: Organisation) -> User:
    """Somebody in the owner's organisation who edits."""
    return _member("colleague", organisation, Membership.Role.EDITOR)


@pytest.fixture
def outsider(other_organisation: Organisation) -> User:
    """Owner of another organisation."""
    return _member("outsider", other_organisation, Membership.Role.OWNER)


@pytest.fixture
def assessor(db: None) -> User:
    """Somebody of no organisation, who sees what is assigned."""
    return User.objects.create_user("assessor", password="secret")


@pytest.fixture
def administrator(db: None) -> User:
    """Somebody who sees everything."""
    return User.objects.create_superuser("administrator", password="secret")


@pytest.fixture
def client_of(db: None) -> Callable[[User], Client]:
    """Make a client in which somebody is signed in."""

    def make(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return make


@pytest.fixture
def run_jobs(db: None) -> Callable[[], int]:
    """Do the waiting jobs here and now, by the tasks that a worker would run; return how many."""

    def run() -> int:
        done = 0
        while job := Job.objects.filter(state=Job.State.QUEUED).order_by("ordered_at").first():
            app.loader.import_default_modules()
            app.tasks[job.task].apply(args=[str(job.pk)], throw=True)
            done += 1
        return done

    return run


@pytest.fixture
def worker(transactional_db: None) -> Iterator[WorkerProcess]:
    """A real worker on an empty queue."""
    app.control.purge()
    process = WorkerProcess()
    yield process
    if process.process.poll() is None:
        process.kill()
