"""The page “What the files say”: table, rules, preview before taking over, undo; works without JavaScript."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assess.models import Measurement, Submission, User
from tests.assess.evidenced import evidence_file

ClientOf = Callable[[User], Client]


@pytest.fixture
def meters(submission: Submission, owner: User) -> None:
    for name, value in (("a.csv", 1.31), ("b.csv", 1.28), ("c.csv", 1.5)):
        evidence_file(submission, owner, name, ("pue", value))


def address(submission: Submission) -> str:
    return reverse("submission_derived", args=[submission.pk])


def page(client: Client, submission: Submission) -> str:
    client.cookies["django_language"] = "en"
    return client.get(address(submission)).content.decode()


@pytest.mark.usefixtures("meters")
def test_the_table_tells_figure_file_line_spread_and_how_many_are_proved(
    submission: Submission, owner: User, client_of: ClientOf
) -> None:
    text = page(client_of(owner), submission)
    assert "1 of 20 performance indicators from evidence" in text
    for words in ("1.31", "a.csv", "line 1", "1.28 – 1.5", "files disagree", "3 candidates"):
        assert words in text


@pytest.mark.usefixtures("meters")
def test_a_preview_by_another_rule_keeps_nothing(
    submission: Submission, owner: User, client_of: ClientOf
) -> None:
    client = client_of(owner)
    client.cookies["django_language"] = "en"
    sent = {"rule-P05": "worst", "slot": ["P05"], "preview": "1"}
    text = client.post(address(submission), sent).content.decode()
    assert '<option value="worst" selected>' in text
    assert "What taking them over changes" in text
    assert not Measurement.objects.exists()


@pytest.mark.usefixtures("meters")
def test_ticked_figures_are_taken_over_and_undone(
    submission: Submission, owner: User, client_of: ClientOf
) -> None:
    client = client_of(owner)
    client.post(address(submission), {"rule-P05": "best", "slot": ["P05"], "take": "ticked"})
    assert submission.measurements.get().value == 1.28
    assert "taken over" in page(client, submission)
    client.post(reverse("submission_derived_undo", args=[submission.pk]), {"undo": "P05"})
    assert not Measurement.objects.exists()


@pytest.mark.usefixtures("meters")
def test_a_reader_sees_the_table_and_no_button(
    submission: Submission, owner: User, client_of: ClientOf
) -> None:
    owner.memberships.update(role="viewer")
    text = page(client_of(owner), submission)
    assert "a.csv" in text
    assert 'name="take"' not in text


@pytest.mark.usefixtures("meters")
def test_an_outsider_does_not_find_it(
    submission: Submission, outsider: User, client_of: ClientOf
) -> None:
    assert client_of(outsider).get(address(submission)).status_code == 404


def test_a_rule_that_there_is_not_is_refused_in_words(
    submission: Submission, owner: User, client_of: ClientOf
) -> None:
    client = client_of(owner)
    answer = client.post(address(submission), {"rule-P05": "mean", "take": "all"}, follow=True)
    assert "mean" in answer.content.decode()


def test_more_files_need_no_more_queries(
    submission: Submission, owner: User, client_of: ClientOf
) -> None:
    client = client_of(owner)
    counts = []
    for place in range(3):
        evidence_file(submission, owner, f"{place}.csv", ("pue", 1.3 + place / 100))
        page(client, submission)
        with CaptureQueriesContext(connection) as queries:
            page(client, submission)
        counts.append(len(queries))
    assert len(set(counts)) == 1
