"""Accounts of programs: made and ended by owners, opened by tokens, never by a password."""

from collections.abc import Callable

import pytest
from django.contrib.auth import authenticate
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from assess import service_accounts
from assess.models import Organisation, Scope, Token, User
from assess.permissions import Forbidden, WrongState

ClientOf = Callable[[User], Client]


@pytest.fixture
def account(organisation: Organisation, owner: User) -> User:
    """A service account that edits."""
    return service_accounts.create(organisation, by=owner, name="metrics", role="editor")


def token_client(secret: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


def issue(account: User, owner: User) -> str:
    return service_accounts.issue_token(
        account, by=owner, name="t", days=30, scopes=[Scope.READ, Scope.WRITE]
    )


def test_a_program_reports_for_its_organisation_and_sees_no_other(
    account: User, owner: User, organisation: Organisation, other_organisation: Organisation
) -> None:
    client = token_client(issue(account, owner))
    seen = [row["id"] for row in client.get("/api/v1/organisations/").json()["results"]]
    assert seen == [str(organisation.pk)]
    made = client.post("/api/v1/clusters/", {"organisation": str(organisation.pk), "name": "C"})
    assert made.status_code == 201
    foreign = client.post("/api/v1/clusters/", {"organisation": str(other_organisation.pk), "name": "C"})  # fmt: skip
    assert foreign.status_code == 400


def test_no_password_opens_a_service_account(account: User) -> None:
    assert not account.has_usable_password()
    assert authenticate(username=account.username, password="") is None


@pytest.mark.parametrize("who", ["colleague", "outsider"])
def test_only_owners_make_accounts(
    who: str, organisation: Organisation, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(Forbidden):
        service_accounts.create(
            organisation, by=request.getfixturevalue(who), name="x1", role="editor"
        )


def test_a_name_is_used_once_in_an_organisation(
    account: User, organisation: Organisation, owner: User
) -> None:
    with pytest.raises(WrongState) as refused:
        service_accounts.create(organisation, by=owner, name="metrics", role="viewer")
    assert refused.value.code == "name_taken"


def test_a_closed_account_opens_nothing_and_keeps_its_name_on_what_it_gave(
    account: User, owner: User
) -> None:
    client = token_client(issue(account, owner))
    service_accounts.close(account, by=owner)
    assert client.get("/api/v1/organisations/").status_code == 401
    assert User.objects.filter(pk=account.pk, is_active=False).exists()


def test_people_are_no_service_accounts(owner: User, colleague: User) -> None:
    with pytest.raises(WrongState):
        service_accounts.close(colleague, by=owner)


def test_an_owner_makes_an_account_and_its_token_is_shown_once(
    client_of: ClientOf, owner: User, organisation: Organisation
) -> None:
    client = client_of(owner)
    page = reverse("organisation_accounts", args=[organisation.pk])
    client.post(page, {"name": "cluster-a", "role": "editor"})
    account = organisation.service_accounts.get()
    make = reverse("organisation_account_token", args=[organisation.pk, account.pk])
    prefix = f"token-{account.pk}"
    answer = client.post(
        make, {f"{prefix}-name": "cron", f"{prefix}-days": "30", f"{prefix}-scopes": ["read"]}
    )
    token = Token.objects.get(user=account)
    assert token.scopes == ["read"]
    assert token.token_key in answer.content.decode()
    again = client.get(page).content.decode()
    assert token.token_key[:8] in again
    assert token.token_key not in again.replace(f"revoke/{token.token_key}", "")


def test_a_colleague_and_an_outsider_do_not_see_the_page(
    client_of: ClientOf, colleague: User, outsider: User, organisation: Organisation
) -> None:
    page = reverse("organisation_accounts", args=[organisation.pk])
    assert client_of(colleague).get(page).status_code == 403
    assert client_of(outsider).get(page).status_code == 404


def test_an_account_of_another_organisation_is_not_found(
    account: User, client_of: ClientOf, outsider: User, other_organisation: Organisation
) -> None:
    close = reverse("organisation_account_close", args=[other_organisation.pk, account.pk])
    assert client_of(outsider).post(close).status_code == 404


def test_a_wrong_name_says_what_a_name_is_like(
    client_of: ClientOf, owner: User, organisation: Organisation
) -> None:
    page = reverse("organisation_accounts", args=[organisation.pk])
    answer = client_of(owner).post(page, {"name": "Nope!", "role": "editor"})
    assert answer.status_code == 422
    assert not organisation.service_accounts.exists()
