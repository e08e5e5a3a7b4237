"""The shell session of docs/api.md, request by request."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from rest_framework.test import APIClient

from assess.models import Organisation, User

COMMAND = re.compile(
    r"""(?:(?P<name>[A-Z]+)=\$\()?api\ (?:-X\ (?P<method>[A-Z]+)\ )?"?\$API/(?P<address>\S+/)
        (?:\ -d\ '(?P<body>.*?)'(?=\s*(?:\||$)))?""",
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)


def session() -> Iterator[re.Match[str]]:
    """The requests of the session that name an address."""
    page = (Path(settings.BASE_DIR) / "docs/api.md").read_text("utf-8")
    yield from COMMAND.finditer(page.split("```sh")[1].split("```")[0])


def put_in(text: str, names: dict[str, str]) -> str:
    """Put values for the variables of the shell."""
    for name, value in names.items():
        text = text.replace(f"'${name}'", value).replace(f"${name}", value)
    return text


def test_every_request_of_the_documented_session_is_accepted(
    api: Callable[[User], APIClient],
    owner: User,
    organisation: Organisation,
    framework: object,
    run_jobs: Callable[[], int],
) -> None:
    client, names, done = api(owner), {"ORG": str(organisation.pk)}, []
    for request in session():
        body = request["body"]
        method = request["method"] or ("POST" if body else "GET")
        address = f"/api/v1/{put_in(request['address'], names)}"
        content = json.loads(put_in(body, names)) if body else None
        answer = getattr(client, method.lower())(address, content)
        assert answer.status_code in {200, 201, 202}, (address, answer.content)
        if request["name"] in {"CLUSTER", "SUB"}:
            names[request["name"]] = answer.json()["id"]
        run_jobs()
        done.append(f"{method} {request['address']}")
    assert done == [
        "GET organisations/",
        "POST clusters/",
        "POST submissions/",
        "PUT submissions/$SUB/measurements/",
        "PUT submissions/$SUB/answers/",
        "POST submissions/$SUB/submit/",
        "GET submissions/$SUB/score/",
        "GET submissions/$SUB/score/",
        "POST submissions/$SUB/reports/",
        "POST plans/",
        "POST plans/",
    ]
