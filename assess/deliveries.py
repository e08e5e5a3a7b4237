"""Messages on their way: signed, sent by a worker, tried again ever more slowly, given up after days."""

import json
import random
import uuid
from base64 import b64encode
from datetime import datetime, timedelta
from ipaddress import ip_network

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from assess import jobs
from assess.announcements import DELIVER
from assess.models import Delivery, Webhook
from assess.sending.addresses import Policy
from assess.sending.posting import Outcome, post
from assess.sending.signing import signed_headers

MOST_ATTEMPTS = 9
FIRST_DELAY = timedelta(seconds=15)
GROWTH = 4
LONGEST_DELAY = timedelta(hours=24)
SPREAD = 0.2
"""A delay is up to so much longer, so that not everything comes back at once."""

PATIENCE = timedelta(days=3)
"""A webhook that took nothing for so long is switched off."""

KEPT_FOR = timedelta(days=30)
GONE = 410
AGENT = "SuanHeng-Webhook/1"


def policy() -> Policy:
    """Which addresses this installation asks."""
    allowed = tuple(ip_network(text) for text in settings.WEBHOOK_ALLOWED_NETWORKS)
    return Policy(allowed, settings.WEBHOOK_PLAIN_HTTP)


def secret_of(webhook: Webhook, salt: str) -> str:
    """The secret that belongs to a salt: derived from the installation's key, and kept nowhere."""
    purpose = f"assess.webhook.{webhook.pk}"
    key = salted_hmac(purpose, salt, algorithm="sha256").digest()
    return f"whsec_{b64encode(key).decode()}"


def secrets_of(webhook: Webhook, now: datetime) -> list[str]:
    """The secrets that sign now: the present one, and for a day the former."""
    salts = [webhook.salt]
    if webhook.former_until is not None and webhook.former_until > now:
        salts.append(webhook.former_salt)
    return [secret_of(webhook, salt) for salt in salts]


def deliver(delivery_id: uuid.UUID) -> None:
    """Send a message that waits; one that is over is left alone."""
    message = Delivery.objects.select_related("webhook").get(pk=delivery_id)
    if message.state == Delivery.State.WAITING:
        _note(message.pk, _send(message))


def delay_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: 15 s, 1 min, 4 min, 16 min, 1 h, 4 h, 17 h, 24 h; before the spread."""
    growth: int = GROWTH ** (attempts - 1)
    return min(FIRST_DELAY * growth, LONGEST_DELAY)


def forget() -> int:
    """Delete messages that are over and older than a month; return how many."""
    old = Delivery.objects.filter(created_at__lt=timezone.now() - KEPT_FOR)
    return old.exclude(state=Delivery.State.WAITING).delete()[0]


def _send(message: Delivery) -> Outcome:
    now = timezone.now()
    body = json.dumps(message.content, ensure_ascii=False, separators=(",", ":"))
    secrets = secrets_of(message.webhook, now)
    headers = {
        "content-type": "application/json",
        "user-agent": AGENT,
        **signed_headers(secrets, message.message_id, now, body),
    }
    return post(message.webhook.url, body.encode(), headers, policy())


@transaction.atomic
def _note(delivery_id: uuid.UUID, outcome: Outcome) -> None:
    """Write down how an attempt ended, and what follows from it."""
    message = Delivery.objects.select_for_update().get(pk=delivery_id)
    webhook = (
        Webhook.objects.select_for_update(of=("self",))
        .select_related("organisation", "created_by")
        .get(pk=message.webhook_id)
    )
    now = timezone.now()
    message.attempts += 1
    message.attempted_at, message.due_at = now, None
    message.status, message.problem = outcome.status, outcome.problem
    message.excerpt = outcome.excerpt
    if outcome.is_good:
        message.state = Delivery.State.DELIVERED
    elif message.attempts >= MOST_ATTEMPTS or outcome.status == GONE:
        message.state = Delivery.State.FAILED
    elif message.state == Delivery.State.WAITING:
        message.due_at = _again(message, webhook, now)
    message.save()
    _judge(webhook, outcome, now)


def _again(message: Delivery, webhook: Webhook, now: datetime) -> datetime:
    """Order the next attempt; return when it is."""
    spread = 1 + random.random() * SPREAD  # noqa: S311 - no secret
    due = now + delay_after(message.attempts) * spread
    jobs.order_later(
        DELIVER, message.pk, by=webhook.created_by, organisation=webhook.organisation, at=due
    )
    return due


def _judge(webhook: Webhook, outcome: Outcome, now: datetime) -> None:
    """Keep since when a webhook fails; switch off one that is gone or fails for too long."""
    rows = Webhook.objects.filter(pk=webhook.pk)
    if outcome.is_good:
        rows.filter(failing_since__isnull=False).update(failing_since=None)
        return
    since = webhook.failing_since or now
    rows.update(failing_since=since)
    if outcome.status == GONE or now - since >= PATIENCE:
        rows.filter(state=Webhook.State.ACTIVE).update(state=Webhook.State.DISABLED)
        drop_waiting(webhook)


def drop_waiting(webhook: Webhook) -> None:
    """What still waits for a webhook that is paused or switched off is not sent any more."""
    waiting = webhook.deliveries.filter(state=Delivery.State.WAITING)
    waiting.update(state=Delivery.State.DROPPED, due_at=None)
