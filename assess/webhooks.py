"""Webhooks of an organisation, as its owners manage them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assess import announcements
from assess.deliveries import drop_waiting, policy, secret_of
from assess.models import Delivery, Organisation, User, Webhook
from assess.permissions import Action, WrongState, require
from assess.sending.addresses import UrlRefused, target_of

MOST = 20
FORMER_FOR = timedelta(days=1)
CHANGEABLE = frozenset({"name", "url", "events", "state"})
EXPECTED = {
    "not_a_url": gettext_lazy("a whole address such as https://example.org/hooks"),
    "not_https": gettext_lazy("an address that begins with https://"),
    "with_a_password": gettext_lazy("an address without a user name or password"),
    "internal_address": gettext_lazy("a public address; internal ones are not asked"),
}


class Unfit(Exception):
    """An address that is never asked: what was found, what was expected, a stable code."""

    def __init__(self, found: str, code: str) -> None:
        super().__init__(code)
        self.found, self.code, self.expected = found, code, str(EXPECTED[code])


@transaction.atomic
def create(
    organisation: Organisation, *, by: User, url: str, events: Sequence[str], name: str = ""
) -> tuple[Webhook, str]:
    """Make a webhook; return it with its secret, which is shown this once.

    Raises Unfit for an address that is never asked, WrongState "too_many_webhooks" above the limit.
    """
    require(by, Action.MANAGE, organisation)
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.webhooks.count() >= MOST:
        raise WrongState(
            "too_many_webhooks", _("An organisation has at most %(most)d webhooks.") % {"most": MOST}
        )  # fmt: skip
    webhook = Webhook.objects.create(
        organisation=organisation, created_by=by, name=name, url=_fit(url),
        events=_in_order(events), salt=get_random_string(32),
    )  # fmt: skip
    return webhook, secret_of(webhook, webhook.salt)


@transaction.atomic
def change(webhook: Webhook, *, by: User, **fields: Any) -> None:
    """Change name, url, events or state (active, paused); what is left out stays. A pause drops what waits."""
    require(by, Action.MANAGE, webhook.organisation)
    changes = {name: value for name, value in fields.items() if name in CHANGEABLE}
    if "url" in changes:
        changes["url"] = _fit(changes["url"])
    if "events" in changes:
        changes["events"] = _in_order(changes["events"])
    if changes.get("state") == Webhook.State.ACTIVE:
        changes["failing_since"] = None
    _write(webhook, **changes)
    if changes.get("state") == Webhook.State.PAUSED:
        drop_waiting(webhook)


@transaction.atomic
def renew_secret(webhook: Webhook, *, by: User) -> str:
    """Give a webhook a new secret and return it; the former one signs beside it for a day."""
    require(by, Action.MANAGE, webhook.organisation)
    former = {"former_salt": webhook.salt, "former_until": timezone.now() + FORMER_FOR}
    _write(webhook, salt=get_random_string(32), **former)
    return secret_of(webhook, webhook.salt)


def delete(webhook: Webhook, *, by: User) -> None:
    """Delete a webhook with everything that was sent to it."""
    require(by, Action.MANAGE, webhook.organisation)
    webhook.delete()


@transaction.atomic
def ping(webhook: Webhook, *, by: User) -> Delivery:
    """Send a message that says nothing, also to a webhook that is paused."""
    require(by, Action.MANAGE, webhook.organisation)
    data = {"organisation": str(webhook.organisation_id), "webhook": str(webhook.pk)}
    data["url"] = announcements.link("api:webhook", webhook.pk)
    return announcements.write(webhook, Delivery.PING, data)


@transaction.atomic
def redeliver(message: Delivery, *, by: User) -> None:
    """Send a message again under the same id. Raises WrongState "on_its_way" while it is still being tried."""
    require(by, Action.MANAGE, message.webhook.organisation)
    over = Delivery.objects.filter(pk=message.pk).exclude(state=Delivery.State.WAITING)
    fresh = {"state": Delivery.State.WAITING, "attempts": 0, "due_at": timezone.now()}
    if not over.update(**fresh):
        raise WrongState("on_its_way", _("This message is still being tried."))
    message.refresh_from_db()
    announcements.order(message)


def _write(webhook: Webhook, **fields: Any) -> None:
    Webhook.objects.filter(pk=webhook.pk).update(
        revision=F("revision") + 1, changed_at=timezone.now(), **fields
    )
    webhook.refresh_from_db()


def _fit(url: str) -> str:
    try:
        target_of(url, policy())
    except UrlRefused as error:
        raise Unfit(url, error.code) from error
    return url


def _in_order(events: Sequence[str]) -> list[str]:
    """Each once, in the order of the choices."""
    return [event for event in Webhook.Event.values if event in events]
