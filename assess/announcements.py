"""What happened is written down as messages to the webhooks that asked for it, in the transaction of the change itself."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assess import jobs
from assess.models import CapacityPlan, Delivery, Submission, Webhook

DELIVER = "assess.tasks.deliver_message"
"""Who orders the delivery knows it by name; the task itself stands above."""


def announce_submission(event: str, submission: Submission) -> None:
    """Tell what became of a submission."""
    announce_part(event, submission, {}, link("api:submission", submission.pk))


def announce_part(
    event: str, submission: Submission, ids: Mapping[str, uuid.UUID], url: str
) -> None:
    """Tell of something that belongs to a submission: its ids by noun, and its address."""
    organisation = submission.cluster.organisation_id
    names = {"organisation": organisation, "submission": submission.pk, **ids}
    data = {name: str(value) for name, value in names.items()}
    announce(event, organisation, {**data, "url": url})


def announce_plan(plan: CapacityPlan) -> None:
    """Tell that a plan is computed, to the organisation that shares it."""
    if plan.organisation_id is None:
        return
    data = {"organisation": str(plan.organisation_id), "plan": str(plan.pk)}
    announce(
        Webhook.Event.PLANNED, plan.organisation_id, {**data, "url": link("api:plan", plan.pk)}
    )


@transaction.atomic
def announce(event: str, organisation: uuid.UUID, data: Mapping[str, Any]) -> None:
    """Write a message to every active webhook of an organisation that asked for this event."""
    hooks = Webhook.objects.filter(organisation=organisation, state=Webhook.State.ACTIVE)
    for webhook in hooks.select_related("organisation", "created_by"):
        if event in webhook.events:
            write(webhook, event, data)


def write(webhook: Webhook, event: str, data: Mapping[str, Any]) -> Delivery:
    """Write one message, with the work to deliver it."""
    now = timezone.now()
    content = {"type": event, "timestamp": now.isoformat(timespec="seconds"), "data": data}
    message = Delivery.objects.create(webhook=webhook, event=event, content=content, due_at=now)
    order(message)
    return message


def order(message: Delivery) -> None:
    """Have a message delivered now."""
    hook = message.webhook
    jobs.order(DELIVER, message.pk, by=hook.created_by, organisation=hook.organisation)


def link(name: str, pk: uuid.UUID) -> str:
    """The address of something over REST; whole where the installation knows its own."""
    return f"{settings.PUBLIC_URL}{reverse(name, args=[pk])}"
