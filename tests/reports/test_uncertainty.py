"""How far a score could be off: kept with the score, and told on pages, on paper and over REST."""

import json
from collections.abc import Callable
from dataclasses import asdict

import pytest
from django.test import Client
from django.urls import reverse

from assess import scores
from assess.models import Score, Submission, User
from reports import figures
from reports.documents.report import report
from tests.assess.test_intake import measure

ClientOf = Callable[[User], Client]


def test_a_score_keeps_what_was_drawn_with_its_seed(centre: Score) -> None:
    assert centre.uncertainty is not None
    assert centre.uncertainty["seed"] == int(centre.digest[:12], 16)
    assert centre.uncertainty["band"]["median"] == pytest.approx(71.72, abs=0.5)
    kept = scores.uncertainty_of(centre)
    Score.objects.update(uncertainty=None)
    centre.refresh_from_db()
    assert scores.uncertainty_of(centre) == kept


def test_of_an_empty_draft_nothing_is_drawn(empty: Score) -> None:
    assert empty.uncertainty is None
    assert scores.uncertainty_of(empty) is None


def test_the_dashboard_tells_band_levels_and_pessimistic_bound(centre: Score) -> None:
    found = figures.dashboard(centre.submission, centre).certainty
    assert found is not None
    assert (found.band.low, found.band.high) == pytest.approx((70.35, 73.05), abs=0.5)
    assert [(item.level and item.level.code, item.share) for item in found.levels] == [("L3", 1)]
    assert found.pessimistic < 72.182
    assert len(found.groups) == 11


def test_pages_show_the_band_and_say_what_it_leaves_out(
    centre: Score, owner: User, client_of: ClientOf
) -> None:
    client = client_of(owner)
    address = reverse("dashboard", args=[centre.submission.pk])
    found = figures.dashboard(centre.submission, centre).certainty
    assert found is not None
    page = client.get(address, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert f"<strong>{found.band.low:.1f}</strong>" in page
    analysis = client.get(f"{address}analysis/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert found.leaves_out.en in analysis
    assert f"{found.pessimistic:.1f}" in analysis


def test_the_report_has_a_section_with_the_same_figures(centre: Score) -> None:
    told = figures.dashboard(centre.submission, centre)
    found = told.certainty
    assert found is not None
    text = json.dumps(asdict(report(told, "en")), default=str)
    assert f"between {found.band.low:.1f} and {found.band.high:.1f}" in text
    assert "Uncertainty of the scores by domain" in text


def test_a_count_of_nothing_is_told_as_a_bound(submission: Submission, owner: User) -> None:
    measure(submission, owner, {"input": "operating_hours", "value": 480})
    measure(submission, owner, {"input": "failures", "value": 0})
    told = figures.dashboard(submission, None).indicator_by_code["P03"]
    assert told.value == pytest.approx(160.2279, abs=1e-3)
    assert [item.code for item in told.bounds] == ["failures"]


def test_the_score_over_rest_has_what_was_drawn(
    centre: Score, owner: User, client_of: ClientOf
) -> None:
    address = f"/api/v1/submissions/{centre.submission.pk}/score/"
    found = client_of(owner).get(address).json()
    assert found["uncertainty"]["band"] == centre.uncertainty["band"]  # type: ignore[index]
    assert found["uncertainty"]["levels"] == [{"level": "L3", "share": 1.0}]
    assert found["facts"]["intervals"] == {}
