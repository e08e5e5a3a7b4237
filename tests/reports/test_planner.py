"""The engineering planner's page: answers, questions, keeping a plan, who sees it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from assess import plans
from assess.models import CapacityPlan, User
from indicators.load import load_file

TYPED = {"params": "13B", "tokens": "1T", "days": "60", "card": "a100-sxm-80"}


@pytest.fixture
def page(client_of: Callable[[User], Client], owner: User) -> Client:
    """A browser of the owner's, English, with the catalogue loaded."""
    load_file(Path(settings.BASE_DIR) / "indicators" / "accelerators.toml")
    client = client_of(owner)
    client.cookies["django_language"] = "en"
    return client


def shown(page: Client, **typed: str) -> str:
    return page.get(reverse("plan_engineer"), typed).content.decode()


def test_three_goals_and_a_card_give_the_fourth(page: Client) -> None:
    html = shown(page, **TYPED)
    assert "Calendar days" in html
    assert "servers" in html


def test_an_empty_page_complains_of_nothing(page: Client) -> None:
    assert 'class="error"' not in shown(page)


@pytest.mark.parametrize("code", ["report", "gpt3", "llama3-405b", "deepseek-v3", "7b-fine-tune"])
def test_every_preset_is_answered(page: Client, code: str) -> None:
    assert "Calendar days" in shown(page, preset=code)


def test_a_sparse_peak_is_asked_about_and_not_changed(page: Client) -> None:
    html = shown(page, **TYPED, peak_tflops="624")
    assert "sparse or FP8" in html
    assert 'value="624"' in html


def test_a_kept_plan_is_computed_by_a_worker_and_shown(
    page: Client, run_jobs: Callable[[], int]
) -> None:
    page.post(reverse("plan_engineer"), {**TYPED, "name": "13B"})
    run_jobs()
    plan = CapacityPlan.objects.get()
    assert plan.order["typed"]["params"] == {"value": "13B", "unit": ""}
    assert plan.order["peak_tflops"] == 312
    assert plan.result is not None
    assert plan.result["time"]["wall_days"] <= 60
    assert page.get(reverse("plan_detail", args=[plan.pk])).status_code == 200


def test_an_infeasible_wish_is_answered_by_the_nearest_plans(page: Client) -> None:
    html = shown(page, **{**TYPED, "days": "0.02"})
    assert "cannot be done" in html
    assert "A later date" in html


def test_an_infeasible_order_is_refused_and_kept_nowhere(page: Client) -> None:
    answer = page.post(reverse("plan_engineer"), {**TYPED, "days": "0.02", "name": "x"})
    assert answer.status_code == 422
    assert not CapacityPlan.objects.exists()


def test_a_plan_ordered_twice_is_computed_the_same(page: Client, owner: User) -> None:
    order = {"params": 13e9, "tokens": "1T", "cards": 512, "card": "a100-sxm-80"}
    first, second = (
        plans.order_plan(name="x", order=order, by=owner, mode="engineering")[0] for _ in range(2)
    )
    assert first.digest == second.digest
