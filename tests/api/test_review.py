"""Rules that fire and what an assessor decides, over REST."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from assess import workflow
from assess.models import Submission, User

Api = Callable[[User], APIClient]
ODD = [
    {"input": "mean_time_to_recover", "value": 12},
    {"input": "mean_time_to_locate", "value": 25},
]


def path(submission: Submission, rest: str) -> str:
    return f"/api/v1/submissions/{submission.pk}/{rest}"


@pytest.fixture
def odd(
    api: Api, owner: User, assessor: User, administrator: User, submission: Submission
) -> Submission:
    """A submitted assessment with one warning and one statement, assigned to the assessor."""
    client = api(owner)
    said = [{"item": "T05-4", "not_applicable": True, "reason": "一处机房"}]
    assert client.put(path(submission, "measurements/"), ODD, format="json").status_code == 200
    assert client.put(path(submission, "answers/"), said, format="json").status_code == 200
    workflow.assign(submission, assessor, by=administrator)
    assert client.post(path(submission, "submit/")).status_code == 202
    return submission


def test_the_rules_that_fire_are_told_with_their_numbers(
    api: Api, owner: User, odd: Submission
) -> None:
    (told,) = api(owner).get(path(odd, "checks/")).json()
    assert (told["code"], told["severity"], told["open"]) == ("CK4", "warning", True)
    assert "12 min" in told["message"]["en"]
    assert told["indicators"] == ["P19", "P20"]


def test_an_assessor_accepts_and_takes_back(api: Api, assessor: User, odd: Submission) -> None:
    client = api(assessor)
    (told,) = client.post(
        path(odd, "checks/CK4/accept/"), {"note": "事后定位"}, format="json"
    ).json()
    assert (told["open"], told["accepted"]["reason"]) == (False, "事后定位")
    (told,) = client.post(path(odd, "checks/CK4/withdraw/")).json()
    assert (told["open"], told["accepted"]) == (True, None)
    again = client.post(path(odd, "checks/CK4/withdraw/"))
    assert (again.status_code, again.json()["code"]) == (409, "not_accepted")


def test_finalising_lists_everything_that_is_open(
    api: Api, assessor: User, odd: Submission
) -> None:
    client = api(assessor)
    refused = client.post(path(odd, "finalise/"))
    assert (refused.status_code, refused.json()["code"]) == (409, "unsettled")
    found = {(item["found"], item["code"]) for item in refused.json()["errors"]}
    assert found == {("CK4", "warning"), ("T05-4", "not_applicable")}
    client.post(path(odd, "checks/CK4/accept/"), {"note": "事后定位"}, format="json")
    ruled = [{"item": "T05-4", "decision": "approved"}]
    (told,) = client.put(path(odd, "not-applicable/"), ruled, format="json").json()
    assert (told["decision"], told["decided_by"]) == ("approved", "assessor")
    assert told["allowed_when"]["en"] == "Only one site"
    assert client.post(path(odd, "finalise/")).status_code == 202


@pytest.mark.parametrize(
    ("ruled", "status", "code"),
    [
        ([{"item": "T05-4", "decision": "refused"}], 409, "reason_missing"),
        ([{"item": "P05", "decision": "approved"}], 409, "not_stated"),
        ([{"item": "T05-4", "decision": "perhaps"}], 400, "validation_failed"),
        ([{"item": "T05-4"}], 400, "validation_failed"),
    ],
)
def test_a_wrong_ruling_is_refused(
    api: Api, assessor: User, odd: Submission, ruled: list[Any], status: int, code: str
) -> None:
    told = api(assessor).put(path(odd, "not-applicable/"), ruled, format="json")
    assert (told.status_code, told.json()["code"]) == (status, code)
    assert odd.answers.get().decision == ""


@pytest.mark.parametrize(("who", "status"), [("owner", 403), ("colleague", 403), ("outsider", 404)])
def test_others_decide_nothing(
    who: str, status: int, api: Api, odd: Submission, request: pytest.FixtureRequest
) -> None:
    client = api(request.getfixturevalue(who))
    note = {"note": "因为"}
    ruled = [{"item": "T05-4", "decision": "approved"}]
    assert client.post(path(odd, "checks/CK4/accept/"), note, format="json").status_code == status
    assert client.post(path(odd, "checks/CK4/withdraw/")).status_code == status
    assert client.put(path(odd, "not-applicable/"), ruled, format="json").status_code == status


def test_an_impossible_figure_is_not_handed_in(
    api: Api, owner: User, submission: Submission
) -> None:
    wrong = [{"input": "achieved_throughput", "value": 51}, {"input": "line_rate", "value": 50}]
    client = api(owner)
    client.put(path(submission, "measurements/"), wrong, format="json")
    refused = client.post(path(submission, "submit/"))
    assert (refused.status_code, refused.json()["errors"][0]["found"]) == (409, "CK8")


def test_a_score_tells_its_checks_and_its_scope(
    api: Api, owner: User, odd: Submission, run_jobs: Callable[[], int]
) -> None:
    run_jobs()
    told = api(owner).get(path(odd, "score/")).json()
    assert [item["code"] for item in told["checks"]] == ["CK4"]
    assert (told["partial_scope"], told["not_applicable"], told["discounted"]) == (False, 0.0, None)
