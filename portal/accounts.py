"""Accounts are made by an administrator; there is no open sign-up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitationOnly(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Nobody can sign up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
