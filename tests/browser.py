"""Chromium for the tests, with a page that fails the test on any script or policy error."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from assess.models import User
from tests.chromium import launch, program

expect.set_options(timeout=20_000)  # a busy machine is no fault of the page


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    path = program()
    if path is None:
        pytest.skip("no Chromium: apt-get install chromium, or name it by CHROMIUM")
    with sync_playwright() as playwright:
        chromium = launch(playwright, path)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """An empty page of a browser that speaks Chinese, in front of the running site."""
    context = browser.new_context(base_url=live_server.url, locale="zh-CN")
    page = context.new_page()
    faults: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            faults.append(message.text)

    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", on_console)
    yield page
    context.close()
    assert faults == []


@pytest.fixture
def browse_as(page: Page, live_server: LiveServer) -> Callable[[User], Page]:
    """Sign somebody in without the form; return the page."""

    def sign_in(user: User) -> Page:
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        return page

    return sign_in
