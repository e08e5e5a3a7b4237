"""Bundles and batches over REST."""

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from assess.models import Submission, User
from assess.scoring import bundle
from indicators.models import Profile
from tests.api.conftest import Filled

Api = Callable[[User], APIClient]


def test_a_bundle_that_was_taken_away_agrees_when_anybody_checks_it(
    api: Api, owner: User, outsider: User, filled: Filled
) -> None:
    answer = api(owner).get(f"/api/v1/submissions/{filled.submission.pk}/bundle/")
    told = api(outsider).post("/api/v1/bundles/check/", answer.json()).json()
    assert (told["agrees"], told["differences"]) == (True, [])
    assert told["digest"] == answer.json()["score"]["digest"]


def test_a_changed_bundle_names_the_hash(api: Api, owner: User, filled: Filled) -> None:
    tables = api(owner).get(f"/api/v1/submissions/{filled.submission.pk}/bundle/").json()
    tables["subject"]["title"] = "别的"
    told = api(owner).post("/api/v1/bundles/check/", tables).json()
    assert [item["line"] for item in told["differences"]] == ["hashes[subject]"]
    assert tables["hashes"]["subject"] in told["differences"][0]["message"]


@pytest.mark.parametrize("body", [{}, [], {"format": bundle.FORMAT}])
def test_what_is_no_bundle_is_a_problem(api: Api, owner: User, body: object) -> None:
    answer = api(owner).post("/api/v1/bundles/check/", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "validation_failed")


@pytest.fixture
def final(filled: Filled, run_jobs: Callable[[], int], owner: User) -> Submission:
    """The submission, closed and scored."""
    Submission.objects.filter(pk=filled.submission.pk).update(state="final")
    filled.submission.scores.update(kind="final", overall=50.0)
    return filled.submission


def test_an_administrator_scores_again_and_reads_what_would_change(
    api: Api, administrator: User, final: Submission, run_jobs: Callable[[], int]
) -> None:
    client = api(administrator)
    profile = Profile.objects.get(pk=final.profile_id)
    batch = client.post("/api/v1/rescorings/", {"profile": str(profile.pk)})
    assert batch.status_code == 202
    address = f"/api/v1/rescorings/{batch.json()['id']}/"
    run_jobs()
    told = client.get(address).json()
    assert (told["state"], told["summary"]["done"]) == ("done", 1)
    [row] = client.get(f"{address}results/").json()["results"]
    assert row["submission"] == str(final.pk)
    assert row["change"] == pytest.approx(row["overall"] - 50.0)
    assert client.post(f"{address}stop/").json()["code"] == "wrong_state"


def test_others_start_no_batch_and_see_none(api: Api, owner: User, final: Submission) -> None:
    answer = api(owner).post("/api/v1/rescorings/", {"profile": str(final.profile_id)})
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")
    assert api(owner).get("/api/v1/rescorings/").json()["results"] == []
