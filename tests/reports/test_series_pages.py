"""The pages of time series: of a cluster with its picture, of a submission with its period."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from assess import samples
from assess.models import Cluster, Submission, User
from reports.charts.spec import Chart, Series
from reports.charts.svg import for_page

ClientOf = Callable[[User], Client]
FIRST = datetime(2025, 1, 1, 4, tzinfo=UTC)


@pytest.fixture
def reported(cluster: Cluster, owner: User) -> Cluster:
    """A cluster that reported two inputs for forty days, one of them corrected once."""
    for value in (40.0, 41.5):
        days = range(40) if value == 40.0 else range(1)
        rows = [
            {"input": code, "value": value, "time": (FIRST + timedelta(days=day)).isoformat()}
            for code in ("mfu", "hfu")
            for day in days
        ]
        samples.record_samples(cluster, "prom", rows, by=owner)
    return cluster


def test_a_cluster_shows_its_series_and_the_chosen_one_as_a_picture(
    client_of: ClientOf, colleague: User, reported: Cluster
) -> None:
    page = reverse("cluster_series", args=[reported.pk])
    text = client_of(colleague).get(f"{page}?input=mfu&source=prom").content.decode()
    assert "data-chart" in text
    assert 'input type="hidden" name="input" value="mfu"' in text
    assert 'rel="next"' in text  # 41 rows are two pages


def test_former_versions_are_listed_and_days_narrow(
    client_of: ClientOf, owner: User, reported: Cluster
) -> None:
    page = reverse("cluster_series", args=[reported.pk])
    first = client_of(owner).get(f"{page}?input=hfu&source=prom&start=2025-01-01&end=2025-01-01")
    assert first.content.decode().count('<td data-label="时刻">') == 2
    none = client_of(owner).get(f"{page}?input=hfu&source=prom&start=2024-01-01&end=2024-01-02")
    assert (none.status_code, b"data-chart" in none.content) == (200, False)


def test_a_cluster_without_series_says_how_to_report(
    client_of: ClientOf, owner: User, cluster: Cluster
) -> None:
    page = client_of(owner).get(reverse("cluster_series", args=[cluster.pk])).content.decode()
    assert reverse("api:docs") in page


def test_a_draft_takes_the_chosen_figures_over(
    client_of: ClientOf, owner: User, reported: Cluster, submission: Submission
) -> None:
    client, page = client_of(owner), reverse("submission_series", args=[submission.pk])
    assert client.get(page).content.decode().count('name="inputs"') == 2
    client.post(page, {"inputs": ["mfu"]})
    assert [row.input for row in submission.measurements.all()] == ["mfu"]
    assert client.post(page, {}, follow=True).status_code == 200
    assert submission.measurements.count() == 1


def test_an_outsider_finds_no_series(
    client_of: ClientOf, outsider: User, reported: Cluster, submission: Submission
) -> None:
    client = client_of(outsider)
    assert client.get(reverse("cluster_series", args=[reported.pk])).status_code == 404
    assert client.get(reverse("submission_series", args=[submission.pk])).status_code == 404


def test_a_gap_in_a_curve_stays_open() -> None:
    def lines(*values: float | None) -> int:
        places = tuple(float(number) for number in range(len(values)))
        series = (Series("x", values, x=places),)
        return for_page(Chart("curve", "t", (), series, "%", "a")).count("<polyline")

    assert lines(1.0, 2.0, None, 3.0, 4.0) == lines(1.0, 2.0, 3.0, 4.0) + 1
