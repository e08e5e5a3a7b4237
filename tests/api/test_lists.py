"""Lists are all alike: pages, cursors, orders, narrowing, and a refusal of what they do not know."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from assess import workflow
from assess.models import Organisation, User
from tests.api.conftest import Filled
from tests.api.whole_schema import whole_schema

Api = Callable[[User], APIClient]
WHOLE = {
    "measurements", "answers", "checks", "not-applicable", "checklists", "evidence", "uploads", "reports", "series",
}  # fmt: skip
"""Lists of one submission or cluster, which are read and written as a whole."""

PAGED: list[tuple[str, dict[str, Any]]] = []
UNPAGED: list[str] = []
for path, operations in whole_schema()["paths"].items():
    shown = operations.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
    schema = shown.get("application/json", {}).get("schema", {})
    if str(schema.get("$ref", "")).rpartition("/")[2].startswith("Paginated"):
        PAGED.append((path, operations["get"]))
    elif schema.get("type") == "array":
        UNPAGED.append(path)


def filled_in(path: str, filled: Filled) -> str:
    """The address with an id."""
    noun = path.removeprefix("/api/v1/").split("/")[0]
    return path.replace("{id}", str(filled.ids().get(noun, "")))


def test_what_is_no_page_belongs_to_one_submission_or_cluster() -> None:
    for path in UNPAGED:
        assert path.startswith(("/api/v1/submissions/{id}/", "/api/v1/clusters/{id}/")), path
        assert path.rstrip("/").rpartition("/")[2] in WHOLE, path
    assert len(PAGED) >= 11


@pytest.mark.parametrize("path", [path for path, _operation in PAGED])
def test_every_list_has_pages_orders_and_refuses_what_it_does_not_know(
    path: str, api: Api, administrator: User, filled: Filled
) -> None:
    if "rescorings/{" in path:
        pytest.skip("there is no batch here; tests/assess/test_rescoring.py walks its results")
    client, address = api(administrator), filled_in(path, filled)
    words = {item["name"]: item for item in dict(PAGED)[path]["parameters"]}
    assert {"cursor", "limit", "order"} <= set(words), path
    for order in words["order"]["schema"]["enum"]:
        answer = client.get(address, {"order": order, "limit": 1})
        assert (answer.status_code, len(answer.json()["results"]) <= 1) == (200, True), order
    refused = client.get(address, {"unknown": "x"})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "unknown_key")
    assert client.get(address, {"order": "password"}).json()["errors"][0]["field"] == "order"
    assert client.get(address, {"cursor": "x"}).status_code == 400


def test_a_walk_by_cursor_meets_every_row_once_in_every_order(
    api: Api, owner: User, organisation: Organisation, framework: object
) -> None:
    for number in range(7):
        workflow.create_cluster(organisation, by=owner, name=f"{number % 3}-{number}")
    for order in ("created_at", "-created_at", "name", "-name"):
        address, names = f"/api/v1/clusters/?order={order}&limit=3", []
        while address:
            page = api(owner).get(address).json()
            names += [row["name"] for row in page["results"]]
            address = page["next"]
        assert len(names) == len(set(names)) == 7
        if "name" in order:
            assert names == sorted(names, reverse=order == "-name")


@pytest.mark.parametrize(
    "asked",
    [
        ("clusters", "name", "一号", "二号"),
        ("clusters", "accelerator", None, "h100-sxm"),
        ("submissions", "state", "draft", "final"),
        ("submissions", "framework", "caict-2024", "other"),
        ("submissions", "created_from", "2020-01-01T00:00:00Z", "2100-01-01T00:00:00Z"),
        ("submissions", "changed_from", "2020-01-01T00:00:00Z", "2100-01-01T00:00:00Z"),
        ("submissions", "created_before", "2100-01-01T00:00:00Z", "2020-01-01T00:00:00Z"),
        ("plans", "mode", "report", "engineering"),
        ("organisations", "origin", "real", "synthetic"),
        ("frameworks", "code", "caict-2024", "other"),
        ("cards", "vendor", "nvidia", "nobody"),
        ("webhooks", "state", "active", "paused"),
    ],
)
def test_lists_are_narrowed(
    asked: tuple[str, str, str | None, str], api: Api, owner: User, filled: Filled
) -> None:
    noun, member, right, wrong = asked
    client = api(owner)

    def count(value: str) -> int:
        return len(client.get(f"/api/v1/{noun}/", {member: value}).json()["results"])

    assert count(wrong) == 0
    assert right is None or count(right) >= 1


def test_a_list_of_an_organisation_shows_its_rows_only(
    api: Api, administrator: User, other_organisation: Organisation, filled: Filled
) -> None:
    for noun in ("clusters", "submissions", "plans", "webhooks"):
        rows = api(administrator).get(
            f"/api/v1/{noun}/", {"organisation": str(other_organisation.pk)}
        )
        assert rows.json()["results"] == [], noun
