"""All pages about plans: few queries, their pictures, and in a browser no accessibility rule broken."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import Page

from assess.models import Organisation, User
from tests.reports.plan_pages import PICTURES, RunJobs, plan_pages

MOST_QUERIES = 12


@pytest.fixture
def pages(organisation: Organisation, owner: User, run_jobs: RunJobs) -> dict[str, str]:
    """Every page about plans, by name."""
    return plan_pages(organisation, owner, run_jobs)


def test_every_page_asks_few_queries_and_has_its_pictures(
    pages: dict[str, str], owner: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(owner)
    for name, address in pages.items():
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
        assert answer.status_code == 200, name
        assert len(captured) <= MOST_QUERIES, name
        drawn = len(re.findall(r"<figure\b", answer.content.decode()))
        assert drawn >= PICTURES.get(name, 0), name


def test_the_pages_that_ask_and_refuse_do_so(
    pages: dict[str, str], owner: User, client_of: Callable[[User], Client]
) -> None:
    asks = client_of(owner).get(pages["engineer asks"]).content.decode()
    assert 'class="ask"' in asks
    refuses = client_of(owner).get(pages["serving refuses"]).content.decode()
    assert 'class="alert warn"' in refuses


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "colours"), [(1280, "light"), (390, "dark")])
@pytest.mark.looks
def test_no_page_breaks_an_accessibility_rule(
    width: int,
    colours: Any,
    pages: dict[str, str],
    owner: User,
    browse_as: Callable[[User], Page],
) -> None:
    page = browse_as(owner)
    page.emulate_media(color_scheme=colours)
    page.set_viewport_size({"width": width, "height": 900})
    for name, address in pages.items():
        page.goto(address)
        found = Axe().run(page).response["violations"]
        assert [(item["id"], item["nodes"][0]["html"][:200]) for item in found] == [], name
        assert page.evaluate("document.documentElement.scrollWidth") == width, name
