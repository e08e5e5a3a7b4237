"""Pages of webhooks and of time series in a browser: no accessibility rule broken, none wider than the screen."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page

from assess import samples, webhooks
from assess.models import Cluster, Submission, User

FIRST = datetime(2025, 1, 1, 4, tzinfo=UTC)


@pytest.fixture
def addresses(cluster: Cluster, submission: Submission, owner: User) -> list[str]:
    """A webhook with a message, a cluster that reported forty days, and its assessment."""
    rows = [
        {"input": "mfu", "value": 41.0, "time": (FIRST + timedelta(days=day)).isoformat()}
        for day in range(40)
    ]
    samples.record_samples(cluster, "prom", rows, by=owner)
    url = "https://example.org/hooks"
    webhook, _secret = webhooks.create(
        cluster.organisation, by=owner, url=url, name="台账", events=["report.ready"]
    )
    webhooks.ping(webhook, by=owner)
    return [
        reverse("organisation_webhooks", args=[cluster.organisation_id]),
        reverse("webhook_detail", args=[webhook.pk]),
        reverse("cluster_series", args=[cluster.pk]),
        reverse("submission_series", args=[submission.pk]),
        reverse("submission_derived", args=[submission.pk]),
    ]


@pytest.mark.looks
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "colours"), [(1280, "light"), (390, "dark")])
def test_no_page_of_webhooks_or_series_breaks_an_accessibility_rule(
    width: int, colours: str, addresses: list[str], owner: User, browse_as: Callable[[User], Page]
) -> None:
    page = browse_as(owner)
    page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 900})
    for address in addresses:
        page.goto(address)
        found = Axe().run(page).response["violations"]
        assert [(item["id"], item["nodes"][0]["html"][:200]) for item in found] == [], address
        assert page.evaluate("document.documentElement.scrollWidth") == width, address
