"""What the files say over REST: read, previewed, taken over, given back; who may, with which revision."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from assess.models import Event, Measurement, Submission, User
from tests.assess.evidenced import evidence_file

Api = Callable[[User], APIClient]


def address(submission: Submission, name: str = "derived") -> str:
    return reverse(f"api:{name}", args=[submission.pk])


@pytest.fixture
def meters(submission: Submission, owner: User) -> None:
    for name, value in (("a.csv", 1.31), ("b.csv", 1.28), ("c.csv", 1.5)):
        evidence_file(submission, owner, name, ("pue", value))


@pytest.mark.usefixtures("meters")
def test_every_candidate_is_told_with_file_and_line(
    submission: Submission, owner: User, api: Api
) -> None:
    told = api(owner).get(address(submission)).json()
    (slot,) = [item for item in told["slots"] if item["candidates"]]
    assert (told["proved"], told["of"]) == (["P05"], 20)
    assert (slot["slot"], slot["value"], slot["spread"], slot["disagrees"]) == ("P05", 1.31, [1.28, 1.5], True)  # fmt: skip
    places = {(item["proofs"][0]["path"], item["proofs"][0]["line"]) for item in slot["candidates"]}
    assert places == {("a.csv", 1), ("b.csv", 1), ("c.csv", 1)}


@pytest.mark.usefixtures("meters")
def test_a_dry_run_tells_what_would_change_and_keeps_nothing(
    submission: Submission, owner: User, api: Api
) -> None:
    body = {"rule": "best", "dry_run": True}
    told = api(owner).post(address(submission), body, format="json").json()
    assert [(item["slot"], item["value"], item["unchanged"]) for item in told["changes"]] == [("P05", 1.28, False)]  # fmt: skip
    assert [item["indicator"] for item in told["indicators"]] == ["P05"]
    assert not Measurement.objects.exists()


@pytest.mark.usefixtures("meters")
def test_a_named_candidate_is_taken_over_once_and_given_back(
    submission: Submission, owner: User, api: Api
) -> None:
    client = api(owner)
    slots = client.get(address(submission)).json()["slots"]
    key = next(item for item in slots if item["slot"] == "P05")["candidates"][-1]["key"]
    body = {"choices": [{"slot": "P05", "rule": "chosen", "key": key}]}
    first = client.post(address(submission), body, format="json").json()
    again = client.post(address(submission), body, format="json").json()
    assert (first["changes"][0]["value"], again["changes"][0]["unchanged"]) == (1.5, True)
    assert Event.objects.filter(verb="files_take").count() == 1
    undone = client.post(address(submission, "derived_undo"), {"slots": ["P05"]}, format="json")
    assert undone.json() == {"undone": ["P05"]}
    assert not Measurement.objects.exists()


@pytest.mark.usefixtures("meters")
def test_a_stale_revision_takes_nothing_over(submission: Submission, owner: User, api: Api) -> None:
    answer = api(owner).post(address(submission), {}, format="json", HTTP_IF_MATCH='"99"')
    assert answer.status_code == 412
    assert not Measurement.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        {"slots": ["P99"]},
        {"rule": "mean"},
        {"choices": [{"slot": "P05", "rule": "best", "key": "x"}]},
        {"choices": [{"slot": "P05", "rule": "chosen"}]},
        {"slot": "P05"},
    ],
)
def test_wrong_choices_are_refused_by_name(
    submission: Submission, owner: User, api: Api, body: dict[str, object]
) -> None:
    answer = api(owner).post(address(submission), body, format="json")
    assert answer.status_code == 400
    assert answer.json()["code"] == "validation_failed"


@pytest.mark.usefixtures("meters")
def test_an_outsider_finds_nothing_and_a_reader_changes_nothing(
    submission: Submission, outsider: User, owner: User, api: Api
) -> None:
    assert api(outsider).get(address(submission)).status_code == 404
    assert api(outsider).post(address(submission), {}, format="json").status_code == 404
    owner.memberships.update(role="viewer")
    assert api(owner).get(address(submission)).status_code == 200
    for body in ({}, {"dry_run": True}):
        assert api(owner).post(address(submission), body, format="json").status_code == 403


def test_what_was_not_taken_over_cannot_be_given_back(
    submission: Submission, owner: User, api: Api
) -> None:
    answer = api(owner).post(address(submission, "derived_undo"), {"slots": ["P05"]}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_taken")
