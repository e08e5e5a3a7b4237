"""API tokens of the person who is signed in."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from assess.models import Token
from assess.program_forms import TokenForm
from assess.views.request import Request


@never_cache
def tokens(request: Request) -> HttpResponse:
    """Own tokens; a new one is shown once, in the answer that makes it."""
    form, secret = TokenForm(request.POST or None), ""
    if form.is_valid():
        expiry = timedelta(days=form.cleaned_data["days"])
        _row, secret = Token.objects.create(
            request.user,
            expiry=expiry,
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
        )
    context = {
        "form": TokenForm() if secret else form,
        "secret": secret,
        "tokens": Token.objects.filter(user=request.user),
    }
    status = 422 if form.is_bound and not secret else 200
    return render(request, "assess/tokens.html", context, status=status)


@require_POST
def token_revoke(request: Request, key: str) -> HttpResponse:
    """End a token at once."""
    token = get_object_or_404(Token, user=request.user, token_key=key)
    token.delete()
    messages.success(request, _("The token is revoked; it opens nothing any more."))
    return redirect("tokens")
