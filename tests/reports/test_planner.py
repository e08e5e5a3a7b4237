"""The engineering planner's page: answers, questions, keeping a plan, who sees it."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from assess import plans
from assess.models import CapacityPlan, Organisation, User
from indicators.load import load_file
from reports.documents.plan_chapter import plan_chapter
from reports.plan_pictures import pictures

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


@pytest.mark.usefixtures("page")
def test_a_plan_of_an_organisation_is_found_by_its_members_and_nobody_else(
    client_of: Callable[[User], Client],
    owner: User,
    colleague: User,
    outsider: User,
    assessor: User,
    organisation: Organisation,
) -> None:
    order = {"params": "13B", "tokens": "1T", "cards": 512, "card": "a100-sxm-80"}
    plan, _job = plans.order_plan(
        name="x", order=order, by=owner, organisation=organisation, mode="engineering"
    )
    address = reverse("plan_detail", args=[plan.pk])
    people = {owner: 200, colleague: 200, outsider: 404, assessor: 404}
    assert {user: client_of(user).get(address).status_code for user in people} == people


def test_a_stranger_keeps_no_plan_for_an_organisation(
    client_of: Callable[[User], Client], page: Client, outsider: User, organisation: Organisation
) -> None:
    sent = {**TYPED, "name": "x", "organisation": str(organisation.pk)}
    assert client_of(outsider).post(reverse("plan_engineer"), sent).status_code == 422
    assert not CapacityPlan.objects.exists()


def test_the_planner_asks_for_signing_in(client: Client) -> None:
    assert client.get(reverse("plan_engineer")).status_code == 302


def test_an_answer_asks_the_database_a_few_times_whatever_is_typed(
    page: Client, django_assert_max_num_queries: Any
) -> None:
    shown(page, **TYPED)
    for more in ({}, {"peak_tflops": "624", "mfu": "40", "layers": "40", "hidden": "5120"}):
        with django_assert_max_num_queries(6):
            page.get(reverse("plan_engineer"), {**TYPED, **more}, HTTP_HX_REQUEST="true")


def test_an_answer_brings_its_slots_and_no_page(page: Client) -> None:
    html = page.get(reverse("plan_engineer"), TYPED, HTTP_HX_REQUEST="true").content.decode()
    assert "<html" not in html
    assert 'id="q-cards" hx-swap-oob="true"' in html


def test_a_correction_is_one_link_that_changes_only_its_field(page: Client) -> None:
    html = shown(page, **TYPED, peak_tflops="624")
    (query,) = re.findall(r'href="[^"]*\?([^"]*)#f-peak_tflops"', html)
    assert QueryDict(unescape(query)).dict() == {**TYPED, "peak_tflops": "312"}


def test_the_pictures_of_a_kept_plan_hold_its_figures(page: Client, owner: User) -> None:
    order = {"params": 13e9, "tokens": "1T", "days": 60, "card": "a100-sxm-80"}
    plan, _job = plans.order_plan(name="x", order=order, by=owner, mode="engineering")
    plans.compute_plan(plan.pk)
    plan.refresh_from_db()
    assert plan.result is not None
    told = pictures(plan.result, "en")
    assert told.step.series[1].values[-1] == pytest.approx(plan.result["layouts"][0]["seconds"])
    assert told.memory.series[1].values[-1] == pytest.approx(80)
    assert told.power.series[1].values[-1] == pytest.approx(plan.result["power"]["site_mw"])
    assert told.time.shaded_below == 60
    joined = plan.result["servers"] + plan.result["time"]["spares"]
    assert told.fabric.tiers[-1].count == joined


def test_a_kept_plan_never_changes(page: Client, owner: User) -> None:
    order = {"params": 13e9, "tokens": "1T", "cards": 512, "card": "a100-sxm-80"}
    plan, _job = plans.order_plan(name="x", order=order, by=owner, mode="engineering")
    plans.compute_plan(plan.pk)
    first = CapacityPlan.objects.get(pk=plan.pk)
    plans.compute_plan(plan.pk)
    second = CapacityPlan.objects.get(pk=plan.pk)
    assert (first.result, first.computed_at) == (second.result, second.computed_at)


def test_plans_of_both_modes_stand_in_one_list(page: Client, owner: User) -> None:
    orders: dict[str, dict[str, Any]] = {
        "engineering": {"params": 13e9, "tokens": "1T", "cards": 512, "card": "a100-sxm-80"},
        "report": {"params": 1e9, "tokens": 1e10, "days": 1, "utilisation": 0.4, "card_tflops": 1},
    }
    for mode, order in orders.items():
        plan, _job = plans.order_plan(name=mode, order=order, by=owner, mode=mode)
        plans.compute_plan(plan.pk)
    answer = page.get(reverse("plan_list"))
    assert answer.status_code == 200
    listed = answer.content.decode().split("<tbody>")[1]
    assert "Engineering" in listed
    assert "By the report&#x27;s appendix" in listed


OWNED = {
    "server_price": "200万", "switch_price": "10万", "sample_switch_price": "5万", "business_switch_price": "2万",
    "management_switch_price": "5000", "optic_price": "2000", "cable_price": "300", "storage_price_tb": "600",
    "price_per_kwh": "0.6", "upkeep_share": "5%",
}  # fmt: skip


def test_the_page_tells_data_planes_and_cost_with_what_is_missing(page: Client) -> None:
    html = shown(page, **TYPED, modality="multimodal", server_price="200万")
    for words in ("Data kept, by modality", "Parameter plane", "Management plane (out of band)"):
        assert words in html
    assert "only its text is counted" in html
    assert "Optical modules: no price is given, left out" in html
    assert "lower bounds" in html


def test_with_every_price_nothing_is_missing(page: Client) -> None:
    answer = page.get(reverse("plan_engineer"), {**TYPED, **OWNED})
    assert answer.context["result"]["owned"]["complete"]
    assert "lower bounds" not in answer.content.decode()


def test_a_variant_is_one_link_that_keeps_what_was_typed(page: Client) -> None:
    html = shown(page, **TYPED)
    (query,) = re.findall(r'href="[^"]*\?([^"]*)#planes">By rails', html)
    assert QueryDict(unescape(query)).dict() == {
        **TYPED,
        "rails": "1",
        "oversubscription": "1",
        "tiers": "",
    }


def test_the_short_answer_stands_in_the_form_and_comes_with_each_answer(page: Client) -> None:
    assert '<div class="brief" id="brief"><a href="#answer">' in shown(page, **TYPED)
    part = page.get(reverse("plan_engineer"), TYPED, HTTP_HX_REQUEST="true").content.decode()
    assert '<div class="brief" id="brief" hx-swap-oob="true"><a href="#answer">' in part
    assert '<div class="brief" id="brief"></div>' in shown(page)


def test_a_plan_of_an_earlier_planner_is_still_shown_and_exported(
    page: Client, owner: User
) -> None:
    order = {"params": 13e9, "tokens": "1T", "cards": 512, "card": "a100-sxm-80"}
    plan, _job = plans.order_plan(name="x", order=order, by=owner, mode="engineering")
    plans.compute_plan(plan.pk)
    plan.refresh_from_db()
    result = {key: value for key, value in (plan.result or {}).items() if key not in NEWER}
    result["values"] = {key: value for key, value in result["values"].items() if key in EARLIER}
    result["chances"] = {
        key: item for key, item in result["chances"].items() if key != "owned_cost"
    }
    CapacityPlan.objects.filter(pk=plan.pk).update(result=result)
    assert page.get(reverse("plan_detail", args=[plan.pk])).status_code == 200
    for format in ("xlsx", "json", "csv"):
        assert page.get(reverse("plan_download", args=[plan.pk, format])).status_code == 200
    plan.refresh_from_db()
    assert plan_chapter(plan, "en").body


NEWER = {"volumes", "planes", "planes_total", "variants", "owned", "modality"}
EARLIER = {
    "params", "tokens", "days", "cards", "layers", "hidden", "heads", "kv_heads", "head_width", "feed_forward",
    "vocabulary", "sequence", "gated", "tied", "attention_params", "kv_width", "experts", "experts_chosen",
    "expert_width", "experts_shared", "dense_layers", "batch_tokens", "mfu", "bytes_per_token", "per_parameter",
    "peak_tflops", "memory_gb", "memory_gb_s", "link_gb_s", "cards_per_server", "port_gbit_s", "matmul_share",
    "failure_rate", "restart_s", "blocking_s", "checkpoint_bytes", "repair_days", "certainty", "switch_ports",
    "oversubscription", "rails", "server_kw", "others_share", "pue", "price_per_card_hour",
}  # fmt: skip


def test_every_open_point_of_the_report_stands_on_the_form(page: Client) -> None:
    html = page.get(reverse("plan_new")).content.decode()
    assert re.findall(r'<div class="point" id="(A\d+)"', html) == [f"A{n}" for n in range(1, 23)]
    # A11, A13, A16, A17, A20 and A21 leave nothing to choose
    assert html.count("stated, no choice") == 6


def test_the_reports_plan_tells_every_open_point(page: Client, owner: User) -> None:
    order = {"params": 1e9, "tokens": 1e10, "days": 1, "utilisation": 0.4, "card_tflops": 1}
    plan, _job = plans.order_plan(name="x", order=order, by=owner, mode="report")
    plans.compute_plan(plan.pk)
    html = page.get(reverse("plan_detail", args=[plan.pk])).content.decode()
    for number in range(1, 23):
        assert f'id="A{number}"' in html
    assert html.count("stated, no choice") == 6
