"""Accounts of programs: made by owners of an organisation, with tokens of their own, ended at once."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from assess.models import Membership, Organisation, Token, User
from assess.permissions import Action, WrongState, require


@transaction.atomic
def create(organisation: Organisation, *, by: User, name: str, role: str) -> User:
    """Make a service account. Its user name carries the organisation's id, so that names need not differ across them.

    Raises WrongState "name_taken" where the organisation has one of this name.
    """
    require(by, Action.MANAGE, organisation)
    username = f"{name}@{organisation.pk.hex[:12]}"
    if User.objects.filter(username=username).exists():
        raise WrongState("name_taken", _("There is a service account of this name already."))
    account = User(username=username, first_name=name, service_of=organisation)
    account.set_unusable_password()
    account.save()
    Membership.objects.create(user=account, organisation=organisation, role=role)
    return account


def issue_token(account: User, *, by: User, name: str, days: int, scopes: list[str]) -> str:
    """Make a token of a service account and return its text, which is kept nowhere."""
    require(by, Action.MANAGE, _organisation(account))
    _row, secret = Token.objects.create(
        account, expiry=timedelta(days=days), name=name, scopes=scopes
    )
    return str(secret)


def revoke_token(token: Token, *, by: User) -> None:
    """End a token of a service account at once."""
    require(by, Action.MANAGE, _organisation(token.user))
    token.delete()


@transaction.atomic
def close(account: User, *, by: User) -> None:
    """End a service account and all its tokens; what it gave stays under its name."""
    organisation = _organisation(account)
    require(by, Action.MANAGE, organisation)
    Token.objects.filter(user=account).delete()
    Membership.objects.filter(user=account).delete()
    User.objects.filter(pk=account.pk).update(is_active=False)


def _organisation(account: User) -> Organisation:
    organisation = account.service_of
    if organisation is None:
        raise WrongState("no_service_account", _("This is a person, not a service account."))
    return organisation
