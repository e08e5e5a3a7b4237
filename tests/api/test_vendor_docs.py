"""The round of docs/vendor.md: every command, the scrape file, and both programs."""

import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from pytest_django.live_server_helper import LiveServer
from rest_framework.test import APIClient

from assess.api.problem_titles import TITLES
from assess.models import Cluster, Delivery, Organisation, Sample, User
from assess.sending.signing import signed_headers
from tests.api.conftest import token_of
from tests.api.test_docs import put_in

DOCS = Path(settings.BASE_DIR) / "docs"
PAGE = (DOCS / "vendor.md").read_text("utf-8")
COMMAND = re.compile(
    r"""(?:(?P<name>[A-Z]+)=\$\()?api\ (?:-X\ (?P<method>[A-Z]+)\ )?"?\$API/(?P<address>[^\s"|]+)"?
        (?:\ -d\ '(?P<body>.*?)'(?=\s*(?:\||$)))?""",
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)


def block(kind: str, number: int = 0) -> str:
    """A block of the page."""
    return PAGE.split(f"```{kind}\n")[number + 1].split("```")[0]


def first_id(content: Any) -> str:
    """What ``jq`` takes out of an answer."""
    return str(content["results"][0]["id"] if "results" in content else content["id"])


def test_every_command_is_accepted(
    api: Callable[[User], APIClient], owner: User, organisation: Organisation, framework: object,
    run_jobs: Callable[[], int],
) -> None:  # fmt: skip
    client, done = api(owner), 0
    names: dict[str, str] = {}
    for command in COMMAND.finditer(block("sh")):
        body = command["body"]
        method = command["method"] or ("POST" if body else "GET")
        content = json.loads(put_in(body, names)) if body else None
        address = f"/api/v1/{put_in(command['address'], names)}"
        answer = getattr(client, method.lower())(address, content)
        assert answer.status_code in {200, 201, 202}, (address, answer.content)
        if command["name"]:
            names[command["name"]] = first_id(answer.json())
        done += 1
    assert done == 12
    assert Sample.objects.count() == 4
    assert Delivery.objects.get().event == "webhook.ping"


def test_the_scrape_file_is_read(
    api: Callable[[User], APIClient], owner: User, cluster: Cluster
) -> None:
    path, kind = f"/api/v1/clusters/{cluster.pk}/series/?source=prometheus", "application/openmetrics-text"  # fmt: skip
    answer = api(owner).generic("POST", path, block("text"), content_type=kind)
    assert answer.json() == {"added": 2, "corrected": 0, "unchanged": 0}


@pytest.mark.django_db(transaction=True)
def test_the_nightly_program_reports_and_may_be_repeated(
    live_server: LiveServer,
    cluster: Cluster,
    owner: User,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    Cluster.objects.update(name="Site A")
    monkeypatch.setenv("API", f"{live_server.url}/api/v1")
    monkeypatch.setenv("TOKEN", token_of(owner))
    for _night in range(2):
        exec(block("python"), {})  # noqa: S102 - the program of the page
    first, second = capsys.readouterr().out.strip().splitlines()[-2:]
    assert first == "{'added': 2, 'corrected': 0, 'unchanged': 0}"
    assert second == "{'added': 0, 'corrected': 0, 'unchanged': 2}"


def test_the_receiver_knows_what_is_ours() -> None:
    names: dict[str, Any] = {}
    exec(block("python", 1), names)  # noqa: S102 - the program of the page
    genuine, secret = names["genuine"], "whsec_YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh"
    body, now = '{"type": "webhook.ping"}', datetime.now(UTC)
    headers = signed_headers([secret, "whsec_YmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJi"], "msg_1", now, body)
    assert genuine(body.encode(), headers, secret)
    assert not genuine(body.encode() + b" ", headers, secret)
    assert not genuine(body.encode(), {**headers, "webhook-id": "msg_2"}, secret)
    old = signed_headers([secret], "msg_1", datetime.fromtimestamp(time.time() - 301, UTC), body)
    assert not genuine(body.encode(), old, secret)


def test_every_code_of_a_problem_stands_in_the_docs() -> None:
    page = (DOCS / "api.md").read_text("utf-8")
    assert [code for code in TITLES if f"`{code}`" not in page] == []
