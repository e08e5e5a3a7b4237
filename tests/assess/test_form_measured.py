"""The form shows what files say beside what is typed, takes it over and gives it back; without JavaScript too."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from assess import intake, workflow
from assess.models import Submission, User
from tests.assess.evidenced import evidence_file

ClientOf = Callable[[User], Client]


@pytest.fixture
def apart(submission: Submission, owner: User) -> None:
    """Declared 1.2, measured 1.32."""
    intake.record_measurements(submission, [{"input": "pue", "value": 1.2}], by=owner, road="form")
    evidence_file(submission, owner, "bms.csv", ("pue", 1.32))


def form(client: Client, submission: Submission) -> str:
    client.cookies["django_language"] = "en"
    return client.get(reverse("submission_form", args=[submission.pk])).content.decode()


def press(client: Client, submission: Submission, **button: str) -> int:
    address = reverse("submission_indicator", args=[submission.pk, "P05"])
    return client.post(address, button).status_code


@pytest.mark.usefixtures("apart")
def test_the_measured_figure_stands_beside_the_typed_one_with_the_difference(
    submission: Submission, owner: User, client_of: ClientOf
) -> None:
    text = form(client_of(owner), submission)
    for words in ("Files say", "bms.csv line 1", "+0.12 (+10.0 %)", "declared 1.2, files say 1.32"):
        assert words in text


@pytest.mark.usefixtures("apart")
def test_one_button_takes_it_over_and_one_gives_it_back(
    submission: Submission, owner: User, client_of: ClientOf
) -> None:
    client = client_of(owner)
    assert press(client, submission, take="P05") == 302
    assert submission.measurements.get().value == 1.32
    assert "taken over" in form(client, submission)
    press(client, submission, undo="P05")
    assert submission.measurements.get().value == 1.2


@pytest.mark.usefixtures("apart")
def test_with_htmx_the_page_is_shown_anew(
    submission: Submission, owner: User, client_of: ClientOf
) -> None:
    address = reverse("submission_indicator", args=[submission.pk, "P05"])
    answer = client_of(owner).post(address, {"take": "P05"}, headers={"HX-Request": "true"})
    assert answer.headers["HX-Refresh"] == "true"


@pytest.mark.usefixtures("apart")
def test_after_handing_in_the_figure_is_shown_and_no_button(
    submission: Submission, owner: User, client_of: ClientOf
) -> None:
    workflow.submit(submission, by=owner)
    client = client_of(owner)
    text = form(client, submission)
    assert "bms.csv" in text
    assert 'name="take"' not in text
    press(client, submission, take="P05")
    assert submission.measurements.get().value == 1.2
