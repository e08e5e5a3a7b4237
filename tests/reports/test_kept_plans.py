"""Kept plans: list, renaming, sharing, copying, the bin; who may what."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assess import kept_plans, plans
from assess.api import examples
from assess.models import CapacityPlan, Membership, Organisation, User
from assess.permissions import Forbidden
from indicators.load import load_file

ENGINEERING = {"params": "13B", "tokens": "1T", "cards": 512, "card": "a100-sxm-80"}
ClientOf = Callable[[User], Client]


@pytest.fixture
def plan(organisation: Organisation, owner: User) -> CapacityPlan:
    """The report's example, shared with the organisation."""
    return plans.order_plan(**examples.PLAN.value, by=owner, organisation=organisation)[0]


@pytest.fixture
def viewer(organisation: Organisation) -> User:
    """Somebody of the organisation who only reads."""
    user = User.objects.create_user("viewer", password="secret")
    Membership.objects.create(user=user, organisation=organisation, role=Membership.Role.VIEWER)
    return user


@pytest.fixture
def catalogue(db: None) -> None:
    """The accelerator cards."""
    load_file(Path(settings.BASE_DIR) / "indicators" / "accelerators.toml")


def order(by: User, organisation: Organisation | None = None, **inputs: Any) -> CapacityPlan:
    found, _job = plans.order_plan(
        name="13B",
        order={**ENGINEERING, **inputs},
        by=by,
        organisation=organisation,
        mode="engineering",
    )
    return found


def test_editors_rename_and_viewers_read(
    plan: CapacityPlan, colleague: User, viewer: User, client_of: ClientOf
) -> None:
    assert kept_plans.change_plan(plan, by=colleague, name="改名", note="为何").name == "改名"
    assert client_of(viewer).get(reverse("plan_detail", args=[plan.pk])).status_code == 200
    with pytest.raises(Forbidden):
        kept_plans.change_plan(plan, by=viewer, name="x")


def test_only_the_maker_decides_with_whom_a_plan_is_shared(
    plan: CapacityPlan, owner: User, colleague: User
) -> None:
    with pytest.raises(Forbidden):
        kept_plans.change_plan(plan, by=colleague, organisation=None)
    kept_plans.change_plan(plan, by=owner, organisation=None)
    assert not CapacityPlan.objects.visible_to(colleague).exists()


def test_nobody_shares_with_an_organisation_of_others(
    plan: CapacityPlan, owner: User, other_organisation: Organisation
) -> None:
    with pytest.raises(Forbidden):
        kept_plans.change_plan(plan, by=owner, organisation=other_organisation)


@pytest.mark.parametrize("verb", ["plan_edit", "plan_delete", "plan_copy"])
def test_outsiders_and_assessors_find_nothing(
    verb: str, plan: CapacityPlan, outsider: User, assessor: User, client_of: ClientOf
) -> None:
    for user in (outsider, assessor):
        ask = client_of(user).get if verb == "plan_copy" else client_of(user).post
        assert ask(reverse(verb, args=[plan.pk]), {"name": "x"}).status_code == 404


def test_a_viewer_deletes_nothing(plan: CapacityPlan, viewer: User, client_of: ClientOf) -> None:
    assert client_of(viewer).post(reverse("plan_delete", args=[plan.pk])).status_code == 403
    assert CapacityPlan.objects.visible_to(viewer).exists()


def test_a_deleted_plan_is_gone_until_it_is_restored(
    plan: CapacityPlan, owner: User, client_of: ClientOf
) -> None:
    client, address = client_of(owner), reverse("plan_detail", args=[plan.pk])
    page = client.post(reverse("plan_delete", args=[plan.pk]), follow=True).content.decode()
    assert client.get(address).status_code == 404
    assert reverse("plan_restore", args=[plan.pk]) in page
    client.post(reverse("plan_restore", args=[plan.pk]))
    assert client.get(address).status_code == 200


def test_the_bin_of_others_is_not_opened(
    plan: CapacityPlan, owner: User, outsider: User, client_of: ClientOf
) -> None:
    kept_plans.discard_plan(plan, by=owner)
    answer = client_of(outsider).post(reverse("plan_restore", args=[plan.pk]))
    assert answer.status_code == 404


def test_a_copy_of_a_report_plan_starts_the_form_with_its_inputs(
    plan: CapacityPlan, owner: User, client_of: ClientOf
) -> None:
    page = client_of(owner).get(reverse("plan_copy", args=[plan.pk]), follow=True).content.decode()
    assert 'value="175000000000"' in page
    assert 'value="0.4"' in page


def test_a_copy_keeps_how_the_report_is_read(owner: User, client_of: ClientOf) -> None:
    inputs = {**examples.PLAN.value["order"], "choices": {"A7": "6"}}
    plan, _job = plans.order_plan(name="x", order=inputs, by=owner)
    answer = client_of(owner).get(reverse("plan_copy", args=[plan.pk]), follow=True)
    assert answer.context["choices"]["A7"].value() == "6"


@pytest.mark.usefixtures("catalogue")
def test_a_copy_of_an_engineering_plan_gives_the_same_order_again(
    owner: User, client_of: ClientOf
) -> None:
    plan = order(owner, port_gbit_s={"value": "50", "unit": "GB/s"}, pue=1.1)
    client = client_of(owner)
    address = client.get(reverse("plan_copy", args=[plan.pk])).headers["Location"]
    query = dict(part.split("=") for part in address.partition("?")[2].split("&"))
    assert query["params"] == "13B"
    assert "peak_tflops" not in query
    again = kept_plans.copy_plan(plan, by=owner)[0]
    assert again.digest == plan.digest


@pytest.mark.usefixtures("catalogue", "plan")
def test_the_list_is_searched_filtered_and_sorted(
    owner: User, organisation: Organisation, client_of: ClientOf, run_jobs: Callable[[], int]
) -> None:
    order(owner)
    run_jobs()

    def names(**query: str) -> list[str]:
        page = client_of(owner).get(reverse("plan_list"), query).context["page"]
        return [item.name for item in page]

    assert names(q="175") == ["175B in 50 days"]
    assert names(mode="engineering") == ["13B"]
    assert names(organisation="mine") == ["13B"]
    assert names(organisation=str(organisation.pk)) == ["175B in 50 days"]
    assert names(order="most_cards") == ["175B in 50 days", "13B"]
    assert names(order="fewest_cards") == ["13B", "175B in 50 days"]


def test_a_longer_list_needs_no_more_queries(
    plan: CapacityPlan, owner: User, organisation: Organisation, client_of: ClientOf
) -> None:
    client = client_of(owner)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("plan_list"))
        return len(captured)

    before = queries()
    for _ in range(3):
        plans.order_plan(**examples.PLAN.value, by=owner, organisation=organisation)
    assert queries() == before <= 8
