"""Many clusters at once: made, changed, or refused as a whole."""

from collections.abc import Callable
from typing import Any

from rest_framework.test import APIClient

from assess.models import Cluster, Organisation, User

Api = Callable[[User], APIClient]
PATH = "/api/v1/clusters/"


def item(organisation: Organisation, name: str, **more: Any) -> dict[str, Any]:
    return {"organisation": str(organisation.pk), "name": name, **more}


def test_new_ones_are_made_and_known_ones_changed_where_something_is_said(
    api: Api, owner: User, organisation: Organisation, framework: object
) -> None:
    client = api(owner)
    first = [item(organisation, "A", nodes=4, location="x"), item(organisation, "B", nodes=5)]
    made = client.put(PATH, first)
    assert [row["nodes"] for row in made.json()] == [4, 5]
    again = client.put(PATH, [item(organisation, "C"), item(organisation, "A", nodes=8, accelerator="h100-sxm")])  # fmt: skip
    assert [(row["name"], row["nodes"], row["location"]) for row in again.json()] == [
        ("C", None, ""), ("A", 8, "x"),
    ]  # fmt: skip
    assert Cluster.objects.count() == 3


def test_every_bad_item_is_named_and_none_is_kept(
    api: Api, owner: User, organisation: Organisation, other_organisation: Organisation
) -> None:
    bad = [
        item(organisation, "A"), item(organisation, "B", nodes=0), item(other_organisation, "C"),
        item(organisation, "D", accelerator="none"), item(organisation, "E", colour="red"),
    ]  # fmt: skip
    answer = api(owner).put(PATH, bad)
    assert answer.status_code == 400
    found = [(fault["index"], fault["field"], fault["code"]) for fault in answer.json()["errors"]]
    assert found == [
        (1, "nodes", "min_value"), (2, "organisation", "does_not_exist"), (3, "accelerator", "does_not_exist"),
        (4, "colour", "unknown_key"),
    ]  # fmt: skip
    assert not Cluster.objects.exists()


def test_a_name_that_stands_twice_is_refused(
    api: Api, owner: User, organisation: Organisation
) -> None:
    answer = api(owner).put(PATH, [item(organisation, "A"), item(organisation, "A")])
    [fault] = answer.json()["errors"]
    assert (fault["index"], fault["code"]) == (1, "duplicate")


def test_who_only_reads_puts_nothing(api: Api, assessor: User, organisation: Organisation) -> None:
    assert api(assessor).put(PATH, [item(organisation, "A")]).status_code == 400
    assert not Cluster.objects.exists()


def test_as_many_as_one_request_takes(api: Api, owner: User, organisation: Organisation) -> None:
    many = [item(organisation, str(number)) for number in range(501)]
    assert api(owner).put(PATH, many).json()["errors"][0]["code"] == "too_many"
