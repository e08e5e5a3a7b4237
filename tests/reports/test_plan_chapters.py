"""The chapter on a plan as a PDF, and the downloads of a plan, on its page and over REST; who may."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import cast
from urllib.parse import unquote

import page
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from rest_framework.test import APIClient

from assess import kept_plans, plans
from assess.api import examples
from assess.models import CapacityPlan, Organisation, User
from indicators.load import load_file
from reports import plan_orders
from reports.documents.writer import Language
from reports.numbers import quantity
from reports.plan_renders import chapter_pdf
from tests.api.conftest import body_of, token_of

RunJobs = Callable[[], int]
ORDERS = {
    "report": examples.PLAN.value["order"],
    "engineering": {"params": "13B", "tokens": "1T", "days": 60, "card": "a100-sxm-80"},
}


@pytest.fixture(params=list(ORDERS))
def plan(
    request: pytest.FixtureRequest, owner: User, organisation: Organisation, run_jobs: RunJobs
) -> CapacityPlan:
    """A computed plan of either mode."""
    load_file(Path(settings.BASE_DIR) / "indicators" / "accelerators.toml")
    mode = request.param
    found, _job = plans.order_plan(
        name="规划甲", order=ORDERS[mode], by=owner, organisation=organisation, mode=mode
    )
    run_jobs()
    found.refresh_from_db()
    return found


def client_with(user: User) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token_of(user)}")
    return client


def text_of(content: bytes) -> str:
    sheets = PdfReader(io.BytesIO(content)).pages
    return "".join("".join(sheet.extract_text() for sheet in sheets).split())


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_chapter_is_valid_and_holds_the_plans_figures(
    plan: CapacityPlan, language: str
) -> None:
    content = chapter_pdf(plan, cast("Language", language))
    found = [page.validate_pdf_bytes(content, profile=name).failures for name in ("2a", "ua1")]
    assert found == [[], []]
    text = text_of(content)
    assert plan.result is not None
    days = 50 if plan.mode == "report" else plan.result["time"]["wall_days"]
    assert quantity(days) in text
    assert plan.mode != "report" or "2,835.6PFLOPS" in text
    assert ("声明" if language == "zh-hans" else "Statement") in text
    assert "�" not in text


def test_formulas_stand_in_the_chapter_with_the_numbers_put_in(plan: CapacityPlan) -> None:
    text = text_of(chapter_pdf(plan, "en"))
    # C = 8 N D of the example; the energy of the engineering plan is power times hours
    assert ("8×1.75e11×3.5e12" if plan.mode == "report" else "Q=P×24×T") in text


def test_the_same_plan_gives_the_same_bytes(plan: CapacityPlan) -> None:
    assert chapter_pdf(plan, "en") == chapter_pdf(plan, "en")


def test_an_ordered_chapter_is_downloaded_from_the_page(
    plan: CapacityPlan, colleague: User, client_of: Callable[[User], Client], run_jobs: RunJobs
) -> None:
    client = client_of(colleague)
    client.post(reverse("plan_chapter_order", args=[plan.pk]), {"language": "zh-hans"})
    run_jobs()
    row = plan.chapters.get()
    assert (
        reverse("plan_chapter", args=[row.pk])
        in client.get(reverse("plan_detail", args=[plan.pk])).content.decode()
    )
    assert body_of(client.get(reverse("plan_chapter", args=[row.pk])))[:5] == b"%PDF-"


def test_ordering_twice_renders_once_and_a_renamed_plan_anew(
    plan: CapacityPlan, owner: User, run_jobs: RunJobs
) -> None:
    first, job = plan_orders.order_chapter(plan, language="en", by=owner)
    again = plan_orders.order_chapter(plan, language="en", by=owner)
    assert again == (first, job)
    renamed = kept_plans.change_plan(plan, by=owner, name="规划乙")
    assert plan_orders.order_chapter(renamed, language="en", by=owner)[0] != first


@pytest.mark.parametrize("format", ["xlsx", "json", "csv"])
def test_data_is_downloaded_at_once_by_page_and_rest(
    format: str, plan: CapacityPlan, owner: User, outsider: User, assessor: User,
    client_of: Callable[[User], Client],
) -> None:  # fmt: skip
    address = reverse("plan_download", args=[plan.pk, format])
    rest = f"/api/v1/plans/{plan.pk}/download/?format={format}"
    assert "规划甲" in _name_of(client_of(owner).get(address).headers["Content-Disposition"])
    assert client_with(owner).get(rest).status_code == 200
    for user in (outsider, assessor):
        assert client_of(user).get(address).status_code == 404
        assert client_with(user).get(rest).status_code == 404


def test_rest_orders_the_pdf_and_tells_until_it_is_ready(
    plan: CapacityPlan, owner: User, run_jobs: RunJobs
) -> None:
    client, address = client_with(owner), f"/api/v1/plans/{plan.pk}/download/"
    pdf = f"{address}?format=pdf&language=en"
    assert client.get(pdf).json()["code"] == "not_ready"
    job = client.post(address, {"language": "en"}).json()
    run_jobs()
    result = client.get(job["url"]).json()["result"]
    assert body_of(client.get(result))[:5] == body_of(client.get(pdf))[:5] == b"%PDF-"


def test_an_unknown_format_is_told_with_those_that_there_are(
    plan: CapacityPlan, owner: User
) -> None:
    answer = client_with(owner).get(f"/api/v1/plans/{plan.pk}/download/?format=docx")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "format")


def _name_of(header: str) -> str:
    return unquote(header)
