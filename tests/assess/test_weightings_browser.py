"""Weights in a browser: the sum and the consistency as one types, by keyboard, without JavaScript, for everybody."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from assess import weightings
from assess.models import Submission, User, Weighting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Browse = Callable[[User], Page]


def draft(submission: Submission, owner: User, method: str) -> Weighting:
    organisation = submission.cluster.organisation
    return weightings.open_weighting(
        organisation, by=owner, name="权重", base=submission.profile, method=method
    )


def level(weighting: Weighting, code: str) -> str:
    return reverse("weighting_node", args=[weighting.pk, code])


def test_the_sum_is_told_while_points_are_typed(
    submission: Submission, owner: User, browse_as: Browse
) -> None:
    page = browse_as(owner)
    page.goto(level(draft(submission, owner, "budget"), "overall"))
    page.get_by_label("技术能力").press_sequentially("30")
    page.keyboard.press("Tab")
    page.keyboard.type("60")
    expect(page.locator("#verdict")).to_contain_text("90 / 100")
    expect(page.locator("#verdict")).to_contain_text("还有 10 分未分配")


def test_the_consistency_is_told_while_pairs_are_judged(
    submission: Submission, owner: User, browse_as: Browse
) -> None:
    page = browse_as(owner)
    page.goto(level(draft(submission, owner, "ahp"), "group-T-compute"))
    for choice, value in zip(page.locator("main select").all(), ("3", "5", "3"), strict=True):
        choice.select_option(value)
    expect(page.locator("#verdict")).to_contain_text("CR = 0.033")
    page.locator("main select").nth(1).select_option("1/9")
    expect(page.locator("#verdict")).to_contain_text("与其他比较最不一致的是")


def test_levels_are_judged_without_javascript(
    submission: Submission, owner: User, browse_as: Browse, browser: Browser, live_server: LiveServer
) -> None:  # fmt: skip
    weighting = draft(submission, owner, "budget")
    cookies = browse_as(owner).context.cookies()
    plain = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    plain.add_cookies([{"name": item["name"], "value": item["value"], "url": live_server.url} for item in cookies if item["name"] == settings.SESSION_COOKIE_NAME])  # fmt: skip
    page = plain.new_page()
    page.goto(level(weighting, "overall"))
    for field, points in zip(page.locator("main input[name^=w-]").all(), ("30", "70"), strict=True):
        field.fill(points)
    page.locator("main form button.primary").click()
    page.wait_for_url("**/pillar-capability/**")
    plain.close()
    assert weighting.judgements.get().values == {"capability": 30, "performance": 70}


@pytest.mark.parametrize(("width", "colours"), [(390, "dark"), (1280, "light")])
@pytest.mark.looks
def test_pages_of_weights_break_no_accessibility_rule(
    submission: Submission, owner: User, browse_as: Browse, width: int, colours: str
) -> None:
    weighting, page = draft(submission, owner, "ahp"), browse_as(owner)
    page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 900})
    for address in (
        reverse("weighting_list"),
        reverse("weighting_new"),
        reverse("weighting_detail", args=[weighting.pk]),
        level(weighting, "pillar-capability"),
        reverse("profile_effect", args=[submission.profile_id]),
    ):
        page.goto(address)
        assert Axe().run(page).response["violations"] == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width
