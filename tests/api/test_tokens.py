"""Tokens: who has a good one is in, who has another one is told so."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from rest_framework.test import APIClient

from assess.models import Token, User

ADDRESS = "/api/v1/clusters/"


def ask(token: str) -> tuple[int, str, str]:
    """Status, code and scheme that a token is answered with."""
    answer = APIClient().get(ADDRESS, HTTP_AUTHORIZATION=f"Bearer {token}")
    body = answer.json()
    return answer.status_code, body.get("code", ""), answer.headers.get("WWW-Authenticate", "")


def made(user: User, *options: str) -> str:
    """A token out of the command."""
    said = StringIO()
    call_command("create_token", user.username, *options, stdout=said)
    return said.getvalue().strip()


def test_the_command_makes_a_token_that_works(owner: User) -> None:
    assert ask(made(owner)) == (200, "", "")


def test_a_token_is_kept_as_a_hash_with_an_end(owner: User) -> None:
    token = made(owner, "--days", "7")
    row = Token.objects.get()
    assert token not in (row.digest, row.token_key)
    assert row.expiry is not None
    assert timedelta(days=6) < row.expiry - row.created < timedelta(days=8)


def test_a_token_for_nobody_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match="nobody signs in"):
        call_command("create_token", "nobody")


def test_a_token_without_a_day_is_refused(owner: User) -> None:
    with pytest.raises(CommandError, match="at least 1"):
        call_command("create_token", "owner", "--days", "0")


def test_an_expired_token_is_refused(owner: User) -> None:
    _row, token = Token.objects.create(user=owner, expiry=timedelta(seconds=-1))
    assert ask(token) == (401, "authentication_failed", "Bearer")


def test_a_revoked_token_is_refused(owner: User) -> None:
    token = made(owner)
    Token.objects.all().delete()
    assert ask(token)[:2] == (401, "authentication_failed")


@pytest.mark.parametrize("token", ["", "x", "ab" * 32, "two words"])
def test_a_wrong_token_is_refused(token: str, owner: User) -> None:
    made(owner)
    assert ask(token)[:2] == (401, "authentication_failed")


def test_the_token_of_somebody_who_left_is_refused(owner: User) -> None:
    token = made(owner)
    User.objects.update(is_active=False)
    assert ask(token)[:2] == (401, "authentication_failed")


def test_a_session_reads_without_a_token(client_of: Callable[[User], Client], owner: User) -> None:
    assert client_of(owner).get(ADDRESS).status_code == 200


def test_a_session_writes_only_with_the_csrf_token(owner: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    answer = client.post("/api/v1/plans/", "{}", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")
