"""The base page in a browser: colours, menus, narrow screens, accessibility."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from assess.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIGN_IN = "/accounts/login/"
PASSWORD = "/accounts/password/change/"


def test_chosen_colours_outlive_a_reload(page: Page) -> None:
    page.goto(SIGN_IN)
    page.locator("#theme").click()
    page.locator("#theme").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_sign_in_page_breaks_no_accessibility_rule(page: Page, width: int, colours: str) -> None:
    page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(SIGN_IN)
    assert Axe().run(page).response["violations"] == []


def test_escape_closes_the_menu_and_returns_to_it(
    browse_as: Callable[[User], Page], owner: User
) -> None:
    page = browse_as(owner)
    page.goto(PASSWORD)
    page.locator(".menu.user > summary").click()
    page.keyboard.press("Escape")
    expect(page.locator(".menu.user")).not_to_have_attribute("open", "")
    expect(page.locator(".menu.user > summary")).to_be_focused()


def test_phone_reaches_the_main_pages_through_the_menu(
    browse_as: Callable[[User], Page], owner: User
) -> None:
    page = browse_as(owner)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(PASSWORD)
    page.locator(".phone-nav > summary").click()
    expect(page.locator(".phone-nav nav a")).to_have_count(4)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
