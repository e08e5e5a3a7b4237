"""Webhooks of an organisation; for its owners."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from assess import webhooks
from assess.models import Delivery, Organisation, Webhook
from assess.permissions import Action, WrongState, require
from assess.program_forms import WebhookForm
from assess.views.request import Request, attempt

PAGE = 25


@never_cache
def organisation_webhooks(request: Request, pk: UUID) -> HttpResponse:
    """The webhooks; a POST makes one, whose secret is shown once, in this answer."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    require(request.user, Action.MANAGE, organisation)
    form = WebhookForm(request.POST or None)
    secret = ""
    if form.is_valid():
        secret = _kept(form, lambda: _made(request, organisation, form))
    context = {
        "organisation": organisation,
        "webhooks": organisation.webhooks.all(),
        "form": WebhookForm() if secret else form,
        "secret": secret,
    }
    status = 422 if form.is_bound and not secret else 200
    return render(request, "assess/webhook_list.html", context, status=status)


@never_cache
def webhook_detail(request: Request, pk: UUID) -> HttpResponse:
    """A webhook with what was sent to it; a POST changes it."""
    webhook = _webhook(request, pk)
    form = WebhookForm(request.POST or None, initial=vars(webhook))
    if form.is_valid() and _kept(form, lambda: _changed(request, webhook, form)):
        messages.success(request, _("The webhook is changed."))
        return redirect("webhook_detail", pk)
    return _page(request, webhook, form=form, status=422 if form.is_bound else 200)


@never_cache
@require_POST
def webhook_secret(request: Request, pk: UUID) -> HttpResponse:
    """Renew the secret; it is shown once, in this answer."""
    webhook = _webhook(request, pk)
    return _page(request, webhook, secret=webhooks.renew_secret(webhook, by=request.user))


@require_POST
def webhook_switch(request: Request, pk: UUID) -> HttpResponse:
    """Pause a webhook that is active, take up one that is not."""
    webhook = _webhook(request, pk)
    active = webhook.state == Webhook.State.ACTIVE
    state = Webhook.State.PAUSED if active else Webhook.State.ACTIVE
    webhooks.change(webhook, by=request.user, state=state)
    messages.success(request, _("It is paused.") if active else _("It is active again."))
    return redirect("webhook_detail", pk)


@require_POST
def webhook_ping(request: Request, pk: UUID) -> HttpResponse:
    """Send a test message."""
    webhooks.ping(_webhook(request, pk), by=request.user)
    messages.success(request, _("A test message is on its way; reload to see how it went."))
    return redirect("webhook_detail", pk)


@require_POST
def webhook_delete(request: Request, pk: UUID) -> HttpResponse:
    """Delete a webhook."""
    webhook = _webhook(request, pk)
    organisation = webhook.organisation_id
    webhooks.delete(webhook, by=request.user)
    messages.success(request, _("The webhook is deleted."))
    return redirect("organisation_webhooks", organisation)


@require_POST
def webhook_redeliver(request: Request, pk: UUID) -> HttpResponse:
    """Send a message again."""
    rows: QuerySet[Delivery] = Delivery.objects.visible_to(request.user)
    whole = rows.select_related("webhook__organisation", "webhook__created_by")
    message = get_object_or_404(whole, pk=pk)
    done = _("The message is on its way again; reload to see how it went.")
    attempt(request, lambda: webhooks.redeliver(message, by=request.user), done)
    return redirect("webhook_detail", message.webhook_id)


def _webhook(request: Request, pk: UUID) -> Webhook:
    rows: QuerySet[Webhook] = Webhook.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("organisation", "created_by"), pk=pk)


def _made(request: Request, organisation: Organisation, form: WebhookForm) -> str:
    _row, secret = webhooks.create(organisation, by=request.user, **form.cleaned_data)
    return secret


def _changed(request: Request, webhook: Webhook, form: WebhookForm) -> str:
    webhooks.change(webhook, by=request.user, **form.cleaned_data)
    return "changed"


def _kept(form: WebhookForm, act: Callable[[], str]) -> str:
    """Do it; what is refused stands at the form, and nothing is returned."""
    try:
        return act()
    except webhooks.Unfit as error:
        words = _("Expected is %(expected)s.") % {"expected": error.expected}
        form.add_error("url", words)
    except WrongState as error:
        form.add_error(None, error.message)
    return ""


def _page(
    request: Request,
    webhook: Webhook,
    *,
    form: WebhookForm | None = None,
    secret: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "webhook": webhook,
        "organisation": webhook.organisation,
        "form": form or WebhookForm(initial=vars(webhook)),
        "page": Paginator(webhook.deliveries.all(), PAGE).get_page(request.GET.get("page")),
        "secret": secret,
    }
    return render(request, "assess/webhook_detail.html", context, status=status)
