"""Accounts are made by an administrator; there is no open sign-up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ChangePasswordForm, LoginForm
from django.forms import Form
from django.http import HttpRequest


class InvitationOnly(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Nobody can sign up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SignIn(LoginForm):  # type: ignore[misc]
    """Fields with labels alone: a placeholder would say the same again, half in English."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _without_placeholders(self)


class NewPassword(ChangePasswordForm):  # type: ignore[misc]
    """The same for a change of the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _without_placeholders(self)


def _without_placeholders(form: Form) -> None:
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
