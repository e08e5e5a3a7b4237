"""Kept plans over REST: renamed, shared, copied, deleted, restored; who may."""

from collections.abc import Callable

from rest_framework.test import APIClient

from assess.models import CapacityPlan, Membership, Organisation, User
from tests.api.conftest import Filled

Api = Callable[[User], APIClient]


def at(filled: Filled, rest: str = "") -> str:
    return f"/api/v1/plans/{filled.plan.pk}/{rest}"


def test_name_and_note_change_and_what_is_left_out_stays(
    filled: Filled, api: Api, colleague: User
) -> None:
    told = api(colleague).patch(at(filled), {"note": "第二版"}).json()
    assert (told["name"], told["note"]) == ("175B in 50 days", "第二版")


def test_an_empty_name_and_an_unknown_member_are_refused(
    filled: Filled, api: Api, owner: User
) -> None:
    answer = api(owner).patch(at(filled), {"name": "", "order": {}})
    assert answer.status_code == 400
    assert {item["field"] for item in answer.json()["errors"]} == {"name", "order"}


def test_viewers_change_nothing_and_others_find_nothing(
    filled: Filled, api: Api, outsider: User, assessor: User, organisation: Organisation
) -> None:
    reader = User.objects.create_user("reader", password="secret")
    Membership.objects.create(user=reader, organisation=organisation, role="viewer")
    assert api(reader).patch(at(filled), {"name": "x"}).status_code == 403
    assert api(reader).delete(at(filled)).status_code == 403
    for user in (outsider, assessor):
        assert api(user).patch(at(filled), {"name": "x"}).status_code == 404
        assert api(user).delete(at(filled)).status_code == 404
        assert api(user).post(at(filled, "copy/"), {}).status_code == 404


def test_a_deleted_plan_is_restored(filled: Filled, api: Api, owner: User) -> None:
    client = api(owner)
    assert client.delete(at(filled)).status_code == 204
    assert client.get(at(filled)).status_code == 404
    assert client.post(at(filled, "restore/")).status_code == 200
    assert client.get(at(filled)).status_code == 200
    assert client.post(at(filled, "restore/")).status_code == 404


def test_a_copy_is_a_plan_of_ones_own_from_the_same_inputs(
    filled: Filled, api: Api, colleague: User
) -> None:
    job = api(colleague).post(at(filled, "copy/"), {"name": "again"}).json()
    copy = CapacityPlan.objects.get(pk=job["target"])
    assert (copy.name, copy.organisation, copy.created_by) == ("again", None, colleague)
    assert copy.digest == filled.plan.digest
