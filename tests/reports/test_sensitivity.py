"""What each weight does, as it is told on the analysis page, in reports, and on the page of a profile."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from assess.models import Score, Submission, User
from indicators.models import Profile
from reports import effects, figures, pictures
from reports.renders import render
from reports.sensitivity import sensitivity

ClientOf = Callable[[User], Client]


def english(client: Client, address: str) -> str:
    response = client.get(address, headers={"accept-language": "en"})
    assert response.status_code == 200
    return response.content.decode()


def test_the_analysis_page_tells_what_each_weight_does(
    centre: Score, owner: User, client_of: ClientOf
) -> None:
    page = english(client_of(owner), reverse("analysis", args=[centre.submission_id]))
    assert "What each weight does" in page
    assert "stays the same whichever single weight" in page
    assert "74.39 → 70.71" in page  # without 运维 of the capabilities, and with twice its weight


def test_a_draft_whose_score_is_hidden_gives_no_range_away(
    submission: Submission, owner: User, client_of: ClientOf
) -> None:
    page = english(client_of(owner), reverse("analysis", args=[submission.pk]))
    assert "What each weight does" not in page


def test_the_picture_shows_pillars_and_groups(centre: Score) -> None:
    submission = Submission.objects.with_context().get(pk=centre.submission_id)
    found = sensitivity(figures.scored(submission, centre), final=True)
    assert found is not None
    chart = pictures.slopes(found, "zh-hans")
    assert len(chart.categories) == 2 + 11
    assert chart.series[0].values[0] == pytest.approx(-0.017)


def test_the_page_of_a_profile_lists_levels_by_every_profile(
    centre: Score, owner: User, client_of: ClientOf
) -> None:
    profile = Profile.objects.get(code="training", framework=centre.submission.framework)
    page = english(client_of(owner), reverse("profile_effect", args=[profile.pk]))
    assert page.count("L3 Established") >= 3
    assert "says nothing of their merit" in page
    assert "Shown from 12 organisations" in page


def test_the_page_of_a_profile_shows_only_visible_assessments(
    centre: Score, outsider: User, client_of: ClientOf
) -> None:
    page = english(client_of(outsider), reverse("profile_effect", args=[centre.submission.profile_id]))  # fmt: skip
    assert str(centre.submission_id) not in page
    assert "No finished assessment" in page


def test_levels_are_those_of_scoring_by_that_profile(centre: Score, owner: User) -> None:
    profile = Profile.objects.select_related("framework").get(pk=centre.submission.profile_id)
    columns = effects.beside(profile)
    told = effects.assessed(effects.finals(owner, profile)[0], columns)
    assert [column.code for column in columns][-1] == "default"
    assert len(told.by) == 4
    assert (told.own.en, told.by[-1].differs) == ("L3 Established", False)


def test_weights_out_of_data_need_more_organisations_than_groups(centre: Score, owner: User) -> None:  # fmt: skip
    profile = Profile.objects.select_related("framework").get(pk=centre.submission.profile_id)
    found = effects.from_data(effects.finals(owner, profile), profile)
    assert (found.organisations, found.needed, found.rows) == (1, 12, ())


def test_the_page_of_a_profile_needs_few_queries(
    centre: Score, owner: User, client_of: ClientOf,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    client = client_of(owner)
    with django_assert_max_num_queries(14):
        client.get(reverse("profile_effect", args=[centre.submission.profile_id]))


def test_rest_tells_the_same_as_the_page(centre: Score, owner: User, outsider: User) -> None:
    address = f"/api/v1/submissions/{centre.submission_id}/sensitivity/"
    client = APIClient()
    client.force_authenticate(owner)
    found = client.get(address).json()
    row = next(item for item in found["rows"] if item["code"] == "T-operations")
    assert row["wide"][0] == pytest.approx(74.391, abs=1e-3)
    assert "CAICT" in found["disclaimer"]["en"]
    client.force_authenticate(outsider)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "任何单个权重在 0 至 2 倍之间变动"), ("en", "twice its value")])  # fmt: skip
def test_a_report_tells_whether_the_level_depends_on_a_weight(
    centre: Score, language: Any, words: str
) -> None:
    content, _replaced = render(centre, "json", language)
    told = json.loads(content)
    assert words in json.dumps(told["document"], ensure_ascii=False)
    assert len(told["figures"]["sensitivity"]["rows"]) == 2 + 11 + 33


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.looks
def test_the_section_breaks_no_accessibility_rule(
    centre: Score, owner: User, browse_as: Callable[[User], Page]
) -> None:
    page = browse_as(owner)
    page.goto(reverse("analysis", args=[centre.submission_id]))
    assert Axe().run(page, context="#sensitivity").response["violations"] == []
