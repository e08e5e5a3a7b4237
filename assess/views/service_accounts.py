"""Service accounts of an organisation and their tokens; for its owners."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from assess import service_accounts
from assess.models import Organisation, Token, User
from assess.permissions import Action, WrongState, require
from assess.program_forms import ServiceAccountForm, TokenForm
from assess.views.request import Request


@never_cache
def organisation_accounts(request: Request, pk: UUID) -> HttpResponse:
    """The accounts and their tokens; a POST makes an account."""
    organisation = _managed(request, pk)
    form = ServiceAccountForm(request.POST or None)
    if form.is_valid():
        try:
            account = service_accounts.create(organisation, by=request.user, **form.cleaned_data)
        except WrongState as error:
            form.add_error("name", error.message)
        else:
            messages.success(
                request, _("%(name)s is made; give it a token now.") % {"name": account}
            )
            return redirect("organisation_accounts", pk)
    return _page(request, organisation, form=form, status=422 if form.is_bound else 200)


@never_cache
@require_POST
def organisation_account_token(request: Request, pk: UUID, account: int) -> HttpResponse:
    """Make a token of an account; it is shown once, in this answer."""
    organisation = _managed(request, pk)
    found = _account(organisation, account)
    form = TokenForm(request.POST, prefix=f"token-{account}")
    if not form.is_valid():
        return _page(request, organisation, bad={account: form}, status=422)
    secret = service_accounts.issue_token(found, by=request.user, **form.cleaned_data)
    return _page(request, organisation, secret=secret)


@require_POST
def organisation_account_revoke(request: Request, pk: UUID, key: str) -> HttpResponse:
    """End a token of an account."""
    organisation = _managed(request, pk)
    token = get_object_or_404(Token, user__service_of=organisation, token_key=key)
    service_accounts.revoke_token(token, by=request.user)
    messages.success(request, _("The token is revoked; it opens nothing any more."))
    return redirect("organisation_accounts", pk)


@require_POST
def organisation_account_close(request: Request, pk: UUID, account: int) -> HttpResponse:
    """End an account with all its tokens."""
    organisation = _managed(request, pk)
    found = _account(organisation, account)
    service_accounts.close(found, by=request.user)
    messages.success(
        request, _("%(name)s is closed; its tokens open nothing any more.") % {"name": found}
    )
    return redirect("organisation_accounts", pk)


def _managed(request: Request, pk: UUID) -> Organisation:
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    require(request.user, Action.MANAGE, organisation)
    return organisation


def _account(organisation: Organisation, pk: int) -> User:
    return get_object_or_404(organisation.service_accounts.filter(is_active=True), pk=pk)


def _page(
    request: Request,
    organisation: Organisation,
    *,
    form: ServiceAccountForm | None = None,
    bad: dict[int, TokenForm] | None = None,
    secret: str = "",
    status: int = 200,
) -> HttpResponse:
    tokens = Prefetch("auth_token_set", queryset=Token.objects.order_by("-created"))
    accounts = organisation.service_accounts.filter(is_active=True).prefetch_related(
        tokens, "memberships"
    )
    forms = bad or {}
    rows = [
        (account, forms.get(account.pk) or TokenForm(prefix=f"token-{account.pk}"))
        for account in accounts
    ]
    context = {
        "organisation": organisation,
        "rows": rows,
        "form": form or ServiceAccountForm(),
        "secret": secret,
    }
    return render(request, "assess/service_accounts.html", context, status=status)
