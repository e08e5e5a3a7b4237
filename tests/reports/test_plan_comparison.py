"""Plans side by side: page and REST, both modes, what is not compared, who sees what."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from assess import plans
from assess.api import examples
from assess.models import CapacityPlan, Organisation, User
from indicators.load import load_file
from reports.plan_comparison import plan_comparison
from tests.api.conftest import token_of

ClientOf = Callable[[User], Client]
RunJobs = Callable[[], int]


@pytest.fixture
def four(owner: User, organisation: Organisation, run_jobs: RunJobs) -> list[CapacityPlan]:
    """Two engineering plans on other cards, and two by the report of which one has twice the tokens."""
    load_file(Path(settings.BASE_DIR) / "indicators" / "accelerators.toml")
    base = {"params": "13B", "tokens": "1T", "days": 60, "price_per_card_hour": 2}
    report: dict[str, Any] = examples.PLAN.value["order"]
    rows = [
        ("engineering", "A100", {**base, "card": "a100-sxm-80"}),
        ("engineering", "H100", {**base, "card": "h100-sxm", "price_per_card_hour": 4}),
        ("report", "one", report),
        ("report", "two", {**report, "tokens": 7000e9}),
    ]
    for mode, name, order in rows:
        plans.order_plan(name=name, order=order, by=owner, organisation=organisation, mode=mode)
    run_jobs()
    found = {plan.name: plan for plan in CapacityPlan.objects.all()}
    return [found[name] for _mode, name, _order in rows]


def address(chosen: list[CapacityPlan]) -> str:
    return reverse("plan_compare") + "?" + "&".join(f"plan={plan.pk}" for plan in chosen)


def test_parts_of_each_figure_add_up_to_its_difference(four: list[CapacityPlan]) -> None:
    for pair in plan_comparison(four[:2]).pairs + plan_comparison(four[2:]).pairs:
        assert pair.reasons
        for reason in pair.reasons:
            total = sum(part.adds for part in reason.parts)
            assert total == pytest.approx(reason.difference, rel=1e-9)


def test_at_the_break_even_price_both_cost_the_same(four: list[CapacityPlan]) -> None:
    first, second = four[:2]
    price = plan_comparison([first, second]).pairs[0].break_even
    assert price is not None
    assert first.result is not None
    assert second.result is not None
    hours = second.result["cards"] * second.result["time"]["wall_days"] * 24
    assert price * hours == pytest.approx(first.result["cost"])


def test_plans_of_both_methods_are_compared_as_far_as_they_mean_the_same(
    four: list[CapacityPlan],
) -> None:
    told = plan_comparison([four[0], four[2]])
    results = {row.code: row for row in told.results}
    # the report's 40 % HFU are 30 % MFU (A6)
    assert results["mfu"].values[1] == pytest.approx(0.3)
    assert told.pairs[0].refusal is not None
    assert "用电量" in {name.zh for name in told.left_out}


def test_the_page_shows_four_plans_with_pictures(
    four: list[CapacityPlan], owner: User, client_of: ClientOf
) -> None:
    page = client_of(owner).get(address(four))
    assert page.status_code == 200
    assert page.content.decode().count("<figure") >= 3


@pytest.mark.parametrize("count", [1, 5])
def test_one_or_five_are_refused(
    count: int, four: list[CapacityPlan], owner: User, client_of: ClientOf
) -> None:
    extra, _job = plans.order_plan(**examples.PLAN.value, by=owner)
    assert client_of(owner).get(address([*four, extra][:count])).status_code == 422


def test_a_plan_of_others_is_not_compared(
    four: list[CapacityPlan], outsider: User, assessor: User, client_of: ClientOf
) -> None:
    for user in (outsider, assessor):
        assert client_of(user).get(address(four[:2])).status_code == 404


def test_rest_tells_the_same_reasons(four: list[CapacityPlan], colleague: User) -> None:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token_of(colleague)}")
    told = client.get(
        "/api/v1/plans/compare/", {"plan": [str(plan.pk) for plan in four[2:]]}
    ).json()
    reasons = {item["code"]: item for item in told["pairs"][0]["reasons"]}
    assert reasons["cards"]["parts"][0] == {
        "code": "tokens", "name": {"zh": "训练 token 数", "en": "Training tokens"}, "adds": 9456.0,
    }  # fmt: skip
    assert client.get("/api/v1/plans/compare/", {"plan": [str(four[2].pk)]}).status_code == 422


PRICED = {
    "server_price": 2e6, "switch_price": 1e5, "sample_switch_price": 5e4, "business_switch_price": 2e4,
    "management_switch_price": 5e3, "optic_price": 2e3, "cable_price": 300, "storage_price_tb": 600,
    "price_per_kwh": 0.6, "upkeep_share": 0.05,
}  # fmt: skip


def owned(owner: User, name: str, order: dict[str, Any]) -> CapacityPlan:
    plan, _job = plans.order_plan(name=name, order=order, by=owner, mode="engineering")
    plans.compute_plan(plan.pk)
    plan.refresh_from_db()
    return plan


def test_at_the_break_even_price_of_a_server_owning_costs_the_same(owner: User) -> None:
    load_file(Path(settings.BASE_DIR) / "indicators" / "accelerators.toml")
    base = {"params": "13B", "tokens": "1T", "days": 60, **PRICED}
    first = owned(owner, "A100", {**base, "card": "a100-sxm-80"})
    second = owned(owner, "H100", {**base, "card": "h100-sxm"})
    (pair,) = plan_comparison([first, second]).pairs
    reason = next(item for item in pair.reasons if item.figure.code == "owned")
    assert sum(part.adds for part in reason.parts) == pytest.approx(reason.difference)
    again = owned(owner, "again", {**base, "card": "h100-sxm", "server_price": pair.server_price})
    costs = [(plan.result or {})["owned"]["per_run"] for plan in (first, again)]
    assert costs[0] == pytest.approx(costs[1])


def test_costs_of_which_a_part_is_missing_are_not_compared(owner: User) -> None:
    load_file(Path(settings.BASE_DIR) / "indicators" / "accelerators.toml")
    base = {"params": "13B", "tokens": "1T", "days": 60, "card": "a100-sxm-80"}
    found = [
        owned(owner, "a", {**base, **PRICED}),
        owned(owner, "b", {**base, "server_price": 1e6}),
    ]
    told = plan_comparison(found)
    row = next(item for item in told.results if item.code == "owned")
    assert row.values[0] is not None
    assert row.values[1] is None
    assert "owned" not in {item.figure.code for item in told.pairs[0].reasons}
