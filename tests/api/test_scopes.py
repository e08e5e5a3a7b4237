"""Tokens open what they were made for, and tell when they were used."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from assess.models import Scope, Submission, Token, User
from tests.api.conftest import Filled


def client_with(user: User, *scopes: Scope) -> APIClient:
    """A client whose token has these scopes only."""
    _row, secret = Token.objects.create(user, expiry=timedelta(days=1), scopes=list(scopes))
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}", HTTP_ACCEPT_LANGUAGE="en")
    return client


def test_a_token_for_reading_reads_and_writes_nothing(owner: User, filled: Filled) -> None:
    client = client_with(owner, Scope.READ)
    path = f"/api/v1/submissions/{filled.submission.pk}/"
    assert client.get(path).status_code == 200
    answer = client.patch(path, {"title": "other"})
    assert (answer.status_code, answer.json()["code"]) == (403, "out_of_scope")
    assert "write" in answer.json()["detail"]


def test_a_token_for_writing_neither_reads_nor_hands_in(owner: User, filled: Filled) -> None:
    client = client_with(owner, Scope.WRITE)
    path = f"/api/v1/submissions/{filled.submission.pk}/"
    assert client.get(path).json()["code"] == "out_of_scope"
    assert client.put(f"{path}measurements/", [{"input": "mfu", "value": 40}]).status_code == 200
    assert client.post(f"{path}submit/").json()["code"] == "out_of_scope"
    filled.submission.refresh_from_db()
    assert filled.submission.state == Submission.State.DRAFT


@pytest.mark.parametrize("verb", ["return", "finalise"])
def test_only_a_token_for_reviewing_reviews(verb: str, assessor: User, filled: Filled) -> None:
    path = f"/api/v1/submissions/{filled.submission.pk}/{verb}/"
    refused = client_with(assessor, Scope.READ, Scope.WRITE, Scope.SUBMIT).post(path, {"note": "x"})
    assert refused.json()["code"] == "out_of_scope"
    reached = client_with(assessor, Scope.REVIEW).post(path, {"note": "x"})
    assert reached.json().get("code") != "out_of_scope"


def test_a_scope_never_gives_more_than_its_person_may(outsider: User, filled: Filled) -> None:
    client = client_with(outsider, *Scope)
    assert client.get(f"/api/v1/submissions/{filled.submission.pk}/").status_code == 404


def test_a_token_tells_when_it_was_last_used(owner: User) -> None:
    client = client_with(owner, Scope.READ)
    assert Token.objects.get().used_at is None
    client.get("/api/v1/organisations/")
    used = Token.objects.get().used_at
    assert used is not None
    assert used <= timezone.now()


def test_last_use_is_not_written_with_every_request(
    owner: User, django_assert_num_queries: Callable[[int], object]
) -> None:
    client = client_with(owner, Scope.READ)
    client.get("/api/v1/organisations/")
    first = Token.objects.get().used_at
    client.get("/api/v1/organisations/")
    assert Token.objects.get().used_at == first


def test_an_expired_token_opens_nothing(owner: User) -> None:
    client = client_with(owner, Scope.READ)
    Token.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    assert client.get("/api/v1/organisations/").status_code == 401


def test_every_answer_tells_the_rate(owner: User) -> None:
    client = client_with(owner, Scope.READ)
    first, second = (client.get("/api/v1/organisations/") for _ in range(2))
    assert first["RateLimit-Limit"] == "600"
    assert int(second["RateLimit-Remaining"]) == int(first["RateLimit-Remaining"]) - 1
    assert 0 < int(first["RateLimit-Reset"]) <= 61
