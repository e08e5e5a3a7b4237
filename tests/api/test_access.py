"""Who sees what: every address of the interface, asked by everybody."""

import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.test import APIClient

from assess.models import User
from tests.api.conftest import Filled, body_of

Api = Callable[[User], APIClient]
OPEN = {"schema", "docs", "unknown"}
SHARED = {"frameworks", "framework", "cards", "checklists"}
ADMINISTRATORS = {"rescorings", "rescoring", "rescoring_results"}
OWNERS = {"webhook", "webhook_deliveries", "delivery"}
UNSEEN = {
    "assessor": {"plan", "plan_download", "own_run", "calibration"} | OWNERS,
    "colleague": OWNERS,
}
"""Plans and own trainings belong to no submission; webhooks are managed by owners."""
CODES = {"checklists": "platform-training", "indicators": "P01"}
NO_LISTS = {"compare", "plan_compare"}  # they take what is to be compared
NOT_THERE = {"changes", "sensitivity", "attached_plan", "plan_chapter"}
"""There is no former submission, no score to show, no attached plan and no rendered chapter."""

METHODS = ("get", "post", "put", "patch", "delete")


def patterns(resolver: Any, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address below a resolver, with its template."""
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route)
        else:
            yield route, entry


def operations() -> list[tuple[str, str, str]]:
    """Name, method and address template of every operation that needs a person."""
    found = []
    for route, entry in patterns(get_resolver()):
        if not route.startswith("api/v1/") or entry.name in OPEN:
            continue
        view: Any = vars(entry.callback)["cls"]
        allowed = [m for m in METHODS if m in view.http_method_names and hasattr(view, m)]
        found += [(str(entry.name), method, "/" + route) for method in allowed]
    return found


OPERATIONS = operations()
WITH_ID = [operation for operation in OPERATIONS if "<uuid:pk>" in operation[2]]
LISTS = [
    operation
    for operation in OPERATIONS
    if operation[1] == "get"
    and "<" not in operation[2]
    and operation[0] not in SHARED | ADMINISTRATORS | NO_LISTS
]


def label(operation: tuple[str, str, str]) -> str:
    """Name of a test."""
    return f"{operation[1]}-{operation[0]}"


def address(template: str, ids: dict[str, Any]) -> str:
    """Put an id and a code into an address."""
    noun = template.removeprefix("/api/v1/").split("/")[0]
    code = next((found for part, found in CODES.items() if part in template), "caict-2024")
    known = template.replace("<slug:code>", code)
    return re.sub("<uuid:pk>", str(ids.get(noun, uuid.uuid4())), known)


def test_the_walk_finds_the_operations() -> None:
    assert len(OPERATIONS) >= 25
    assert {name for name, _method, _route in LISTS} == {
        "organisations",
        "clusters",
        "submissions",
        "plans",
        "webhooks",
        "own_runs",
        "step_times",
        "calibrations",
    }


@pytest.mark.parametrize("operation", OPERATIONS, ids=label)
def test_without_a_token_nothing_is_told(operation: tuple[str, str, str], db: None) -> None:
    _name, method, template = operation
    answer = getattr(APIClient(), method)(address(template, {}))
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")


def test_a_foreign_id_is_answered_like_an_unknown_one(
    api: Api, outsider: User, filled: Filled
) -> None:
    client = api(outsider)
    for name, method, template in WITH_ID:
        told = []
        for ids in (filled.ids(), {}):
            answer = getattr(client, method)(address(template, ids))
            told.append((answer.status_code, {**answer.json(), "instance": ""}))
        assert told[0] == told[1], (method, name)
        assert told[0][0] == 404, (method, name)


def test_lists_show_own_rows_only(api: Api, owner: User, outsider: User, filled: Filled) -> None:
    for name, _method, template in LISTS:
        own = {row["id"] for row in api(owner).get(template).json()["results"]}
        others = {row["id"] for row in api(outsider).get(template).json()["results"]}
        assert len(own) == 1, name
        assert not own & others, name
        assert len(others) == (name == "organisations"), name


@pytest.mark.parametrize("who", ["owner", "colleague", "assessor", "administrator"])
def test_who_belongs_to_it_reads_it(
    who: str, api: Api, filled: Filled, request: pytest.FixtureRequest
) -> None:
    client = api(request.getfixturevalue(who))
    for name, method, template in WITH_ID:
        if method == "get":
            nothing = UNSEEN.get(who, set()) | ADMINISTRATORS | NOT_THERE
            wanted = 404 if name in nothing else 200
            answer = client.get(address(template, filled.ids()))
            if answer.streaming:
                body_of(answer)
            assert answer.status_code == wanted, name


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("owner", 202),
        ("colleague", 202),
        ("assessor", 403),
        ("outsider", 404),
        ("administrator", 202),
    ],
)
def test_who_hands_in(
    who: str, status: int, api: Api, filled: Filled, request: pytest.FixtureRequest
) -> None:
    client = api(request.getfixturevalue(who))
    assert client.post(f"/api/v1/submissions/{filled.submission.pk}/submit/").status_code == status


def test_the_catalogue_is_the_same_for_everybody(
    api: Api, outsider: User, framework: object
) -> None:
    found = api(outsider).get("/api/v1/frameworks/caict-2024/").json()
    assert len(found["definition"]["indicators"]) == 34
    assert "default" in {profile["code"] for profile in found["profiles"]}
    assert len(api(outsider).get("/api/v1/cards/").json()["results"]) > 5
    assert api(outsider).get("/api/v1/frameworks/none/").json()["code"] == "not_found"
