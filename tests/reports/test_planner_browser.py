"""The planner in a browser: it answers as one types, without a reload, and breaks no accessibility rule."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from assess.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLANNER = "/plans/engineer/"


@pytest.fixture
def planner(browse_as: Callable[[User], Page], owner: User) -> Page:
    """The planner's page with the catalogue loaded."""
    call_command("load_framework", verbosity=0)
    page = browse_as(owner)
    page.goto(PLANNER)
    return page


def test_it_answers_as_one_types_and_the_page_stays(planner: Page) -> None:
    planner.evaluate("window.stayed = true")
    planner.select_option("#f-card", "a100-sxm-80")
    for name, text in (("params", "13B"), ("tokens", "1T"), ("days", "60")):
        planner.fill(f"#f-{name}", text)
    expect(planner.locator("#answer .stats")).to_be_visible()
    expect(planner.locator("#q-cards")).to_contain_text("=")
    assert planner.evaluate("window.stayed") is True


def test_a_slip_is_asked_about_beside_its_field_and_corrected_by_one_click(planner: Page) -> None:
    planner.goto(f"{PLANNER}?params=13B&tokens=1T&days=60&card=a100-sxm-80&peak_tflops=624")
    expect(planner.locator("#f-peak_tflops")).to_have_value("624")
    planner.locator("#q-peak_tflops a").click()
    expect(planner.locator("#f-peak_tflops")).to_have_value("312")


def test_on_a_phone_the_answer_stands_below_the_form_in_short_and_is_one_tap_away(
    planner: Page,
) -> None:
    planner.set_viewport_size({"width": 390, "height": 800})
    planner.goto(f"{PLANNER}?params=13B&tokens=1T&days=60&card=a100-sxm-80")
    short = planner.locator("#brief a")
    expect(short).to_be_in_viewport()
    before = short.text_content()
    planner.fill("#f-days", "30")
    expect(short).not_to_have_text(before or "")
    short.click()
    expect(planner.locator("#answer .stats").first).to_be_in_viewport()


def test_on_a_wide_screen_the_answer_needs_no_short_form(planner: Page) -> None:
    planner.goto(f"{PLANNER}?params=13B&tokens=1T&days=60&card=a100-sxm-80")
    expect(planner.locator("#brief")).to_be_hidden()
