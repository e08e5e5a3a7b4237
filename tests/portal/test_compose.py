"""docker-compose.yml and .env.example against what the product reads and starts."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from portal.management.commands import serve

READ = re.compile(r"""(?:environ\.get|_flag|_words)\(\s*"([A-Z_]+)\"""")
NAMED = re.compile(r"^#?([A-Z_]+)=", re.MULTILINE)
COMPOSE_ONLY = {"POSTGRES_PASSWORD", "PORT"}
PORTAL = ("prepare", "web", "worker", "beat")


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    parsed = yaml.safe_load(Path("docker-compose.yml").read_text())
    return dict(parsed["services"])


@pytest.fixture(scope="module")
def read_by_settings() -> set[str]:
    return {*READ.findall(Path("portal/settings.py").read_text()), "DATABASE_URL"}


def test_every_setting_from_the_environment_stands_in_the_example(
    read_by_settings: set[str],
) -> None:
    assert set(NAMED.findall(Path(".env.example").read_text())) == read_by_settings | COMPOSE_ONLY


def test_the_environment_that_compose_sets_is_read(
    services: dict[str, Any], read_by_settings: set[str]
) -> None:
    for name in PORTAL:
        assert set(services[name]["environment"]) <= read_by_settings


def test_web_is_started_as_do_py_starts_it_but_with_two_workers() -> None:
    text = Path("Dockerfile").read_text().replace("\\\n", "")
    command = re.search(r"^CMD \[(.+)\]$", text, re.MULTILINE)
    assert command is not None
    in_image = shlex.split(command[1].replace(",", " "))
    embedded = serve.web_command("0.0.0.0", 8000, 3)[2:]  # noqa: S104
    embedded[embedded.index("--workers") + 1] = "2"
    assert in_image == embedded


def test_the_worker_is_started_as_do_py_starts_it_with_beat_beside_it(
    services: dict[str, Any],
) -> None:
    embedded = serve.worker_command(2)[4:]
    beat = embedded.index("--beat")
    assert services["worker"]["command"] == embedded[:beat] + embedded[beat + 3 :]
    assert services["beat"]["command"][:5] == ["celery", "-A", "portal", "--quiet", "beat"]


def test_nothing_starts_before_the_installation_is_prepared(services: dict[str, Any]) -> None:
    for name in ("web", "worker", "beat"):
        ready = services[name]["depends_on"]["prepare"]
        assert ready == {"condition": "service_completed_successfully"}


def test_redis_keeps_what_it_was_given(services: dict[str, Any]) -> None:
    command = services["redis"]["command"]
    assert command[command.index("--appendonly") + 1] == "yes"
    assert command[command.index("--maxmemory-policy") + 1] == "noeviction"
    assert services["redis"]["volumes"] == ["redis:/data"]


def test_a_worker_may_finish_the_longest_job_before_it_is_killed(services: dict[str, Any]) -> None:
    assert services["worker"]["stop_grace_period"] == "15m"
    assert services["postgres"]["image"] == "postgres:18"
