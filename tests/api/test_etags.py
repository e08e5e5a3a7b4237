"""Two people at once do not overwrite each other, and nobody reads twice what is unchanged."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from rest_framework.test import APIClient

from assess.models import Organisation, User
from tests.api.conftest import Filled

Api = Callable[[User], APIClient]


@dataclass(frozen=True)
class Change:
    """Where a state is read, and how it is changed."""

    read: str
    method: str
    body: Any
    write: str = ""


CHANGES = {
    "organisation": Change("organisations/{organisation}/", "patch", {"note": "x"}),
    "cluster": Change("clusters/{clusters}/", "patch", {"nodes": 64}),
    "submission": Change("submissions/{submissions}/", "patch", {"title": "x"}),
    "measurements": Change(
        "submissions/{submissions}/measurements/", "put", [{"input": "mfu", "value": 40}]
    ),
    "answers": Change(
        "submissions/{submissions}/answers/", "put", [{"item": "T11-1", "credit": 1}]
    ),
    "checklist": Change(
        "submissions/{submissions}/checklists/platform-training/", "put", [{"item": "1-1", "note": "x"}]
    ),
    "plan of a submission": Change(
        "submissions/{submissions}/", "put", {"plan": "{plans}"}, "submissions/{submissions}/plan/"
    ),
    "handing in": Change("submissions/{submissions}/", "post", {}, "submissions/{submissions}/submit/"),
    "withdrawing": Change("submissions/{submissions}/", "post", {}, "submissions/{submissions}/withdraw/"),
    "plan": Change("plans/{plans}/", "patch", {"name": "x"}),
    "plan into the bin": Change("plans/{plans}/", "delete", None),
    "webhook": Change("webhooks/{webhooks}/", "patch", {"name": "x"}),
    "webhook deleted": Change("webhooks/{webhooks}/", "delete", None),
}  # fmt: skip


def put_in(text: str, filled: Filled, organisation: Organisation) -> str:
    """Put ids for their nouns."""
    return text.format(**filled.ids(), organisation=organisation.pk)


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_on_an_old_state_is_refused_and_on_the_present_one_made(
    name: str, api: Api, owner: User, filled: Filled, organisation: Organisation
) -> None:
    client, change = api(owner), CHANGES[name]
    read = f"/api/v1/{put_in(change.read, filled, organisation)}"
    write = f"/api/v1/{put_in(change.write or change.read, filled, organisation)}"
    body = {"plan": str(filled.plan.pk)} if change.body == {"plan": "{plans}"} else change.body
    act = getattr(client, change.method)
    refused = act(write, body, headers={"if-match": '"0.old"'})
    assert (refused.status_code, refused.json()["code"]) == (412, "changed_meanwhile")
    tag = client.get(read)["ETag"]
    assert act(write, body, headers={"if-match": f'"other", {tag}'}).status_code < 300


def test_without_if_match_a_change_is_made(api: Api, owner: User, filled: Filled) -> None:
    address = f"/api/v1/clusters/{filled.submission.cluster_id}/"
    assert api(owner).patch(address, {"nodes": 5}).json()["nodes"] == 5


def test_a_new_cluster_tells_the_state_that_its_first_change_names(
    api: Api, owner: User, organisation: Organisation
) -> None:
    client = api(owner)
    made = client.post("/api/v1/clusters/", {"organisation": organisation.pk, "name": "C"})
    address = f"/api/v1/clusters/{made.json()['id']}/"
    changed = client.patch(address, {"nodes": 5}, headers={"if-match": made["ETag"]})
    assert changed.status_code == 200
    late = client.patch(address, {"nodes": 6}, headers={"if-match": made["ETag"]})
    assert late.status_code == 412


@pytest.mark.parametrize("path", ["submissions/", "submissions/{submissions}/", "cards/", "clusters/{clusters}/", "schema/"])  # fmt: skip
def test_who_has_it_is_not_sent_it_again(path: str, api: Api, owner: User, filled: Filled) -> None:
    client, address = api(owner), f"/api/v1/{path.format(**filled.ids())}"
    tag = client.get(address)["ETag"]
    again = client.get(address, headers={"if-none-match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert client.get(address, headers={"if-none-match": '"other"'}).status_code == 200


def test_a_row_that_changes_without_its_revision_is_read_anew(
    api: Api, owner: User, filled: Filled
) -> None:
    client, address = api(owner), f"/api/v1/submissions/{filled.submission.pk}/plan/"
    client.put(address, {"plan": str(filled.plan.pk)})
    tag = client.get(address)["ETag"]
    client.patch(f"/api/v1/plans/{filled.plan.pk}/", {"name": "other"})
    assert client.get(address, headers={"if-none-match": tag}).status_code == 200


def test_only_owners_change_their_organisation(
    api: Api, owner: User, colleague: User, outsider: User, organisation: Organisation
) -> None:
    address = f"/api/v1/organisations/{organisation.pk}/"
    assert api(colleague).patch(address, {"name": "x"}).status_code == 403
    assert api(outsider).patch(address, {"name": "x"}).status_code == 404
    assert api(owner).patch(address, {"name": "x", "note": "y"}).json()["name"] == "x"


def test_a_name_that_another_organisation_has_is_refused(
    api: Api, owner: User, organisation: Organisation, other_organisation: Organisation
) -> None:
    address = f"/api/v1/organisations/{organisation.pk}/"
    refused = api(owner).patch(address, {"name": other_organisation.name})
    assert refused.json()["errors"][0]["code"] == "unique"
