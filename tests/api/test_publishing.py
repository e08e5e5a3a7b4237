"""Frameworks published over REST: tables, TOML or Excel; every fault at once."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
import tomli_w
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from assess.models import Organisation, User
from indicators.models import Framework
from indicators.template import write_workbook
from tests.indicators.shipped import framework_tables

Api = Callable[[User], APIClient]
ADDRESS = "/api/v1/frameworks/"
OWN = {**framework_tables(), "code": "own"}


def send(client: APIClient, organisation: Organisation | None, **body: Any) -> Any:
    owner = str(organisation.pk) if organisation else None
    return client.post(ADDRESS, {"organisation": owner, **body}, format="json")


def send_file(client: APIClient, organisation: Organisation, content: bytes) -> Any:
    file = SimpleUploadedFile("own.xlsx", content)
    return client.post(
        ADDRESS, {"organisation": str(organisation.pk), "file": file}, format="multipart"
    )


@pytest.mark.parametrize("road", ["tables", "toml", "xlsx", "toml file"])
def test_a_framework_is_published_by_every_road(
    road: str, api: Api, framework: Framework, owner: User, organisation: Organisation
) -> None:
    client, text = api(owner), tomli_w.dumps(OWN)
    if road == "tables":
        answer = send(client, organisation, tables=OWN)
    elif road == "toml":
        answer = send(client, organisation, toml=text)
    else:
        content = write_workbook("framework", OWN) if road == "xlsx" else text.encode()
        answer = send_file(client, organisation, content)
    row = Framework.objects.get(code="own")
    assert (answer.status_code, answer.json()["digest"]) == (201, row.digest)
    assert row.owner == organisation.pk
    assert row.definition == OWN


def test_every_fault_is_in_the_problem_document(
    api: Api, framework: Framework, owner: User, organisation: Organisation
) -> None:
    wrong = deepcopy(OWN)
    wrong["inputs"][5]["unit"], wrong["pillars"][0]["name"]["en"] = "nodez", " "
    answer = send(api(owner), organisation, tables=wrong).json()
    assert answer["code"] == "validation_failed"
    found = {(fault["field"], fault["code"]) for fault in answer["errors"]}
    assert found >= {("inputs[5].unit", "unknown_unit"), ("pillars[0].name.en", "empty_text")}
    cells = send_file(api(owner), organisation, write_workbook("framework", wrong)).json()
    assert {fault["field"] for fault in cells["errors"]} >= {"inputs!D7", "pillars!C2"}
    assert not Framework.objects.filter(code="own").exists()


def test_who_may_publish(
    api: Api,
    framework: Framework,
    owner: User,
    outsider: User,
    administrator: User,
    organisation: Organisation,
) -> None:
    assert send(api(owner), None, tables=OWN).status_code == 403
    assert send(api(outsider), organisation, tables=OWN).status_code == 400
    assert send(api(administrator), None, tables=OWN).status_code == 201
    taken = send(api(owner), organisation, tables={**OWN, "version": "2"})
    assert taken.json()["errors"][0]["code"] == "taken_code"


def test_a_published_version_is_not_changed(
    api: Api, framework: Framework, owner: User, organisation: Organisation
) -> None:
    assert send(api(owner), organisation, tables=OWN).status_code == 201
    assert send(api(owner), organisation, tables=OWN).status_code == 201
    changed = {**OWN, "title": {"zh": "别的", "en": "Other"}}
    answer = send(api(owner), organisation, tables=changed)
    assert (answer.status_code, answer.json()["code"]) == (409, "changed_version")


@pytest.mark.parametrize(
    "body",
    [{}, {"tables": {}, "toml": ""}, {"toml": "a = ["}, {"tables": {"code": 5}}, {"colour": 1}],
)
def test_a_wrong_body_is_refused(
    body: dict[str, Any], api: Api, framework: Framework, owner: User, organisation: Organisation
) -> None:
    assert send(api(owner), organisation, **body).status_code == 400
