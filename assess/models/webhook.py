"""Where an organisation wants to be told what happens, and every message that was sent there."""

import uuid
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assess.models.organisation import Membership, Organisation, User


class WebhookQuerySet(models.QuerySet["Webhook"]):
    """Webhooks, as seen by somebody."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of organisations that somebody owns, all for administrators."""
        if user.is_anonymous:
            return self.none()
        if user.is_staff:
            return self
        owned = user.memberships.filter(role=Membership.Role.OWNER).values("organisation")
        return self.filter(organisation__in=owned)


class Webhook(models.Model):
    """An address and the events that are told to it.

    The secret is kept nowhere: it is derived from ``salt``, the id and the installation's own key. ``former_salt`` signs
    as well until ``former_until``. ``failing_since``: the first failure after which nothing was taken any more.
    """

    class Event(models.TextChoices):
        SUBMITTED = "submission.submitted", _("Assessment submitted")
        RETURNED = "submission.returned", _("Assessment returned")
        FINALISED = "submission.finalised", _("Assessment finalised")
        WITHDRAWN = "submission.withdrawn", _("Assessment withdrawn")
        SCORED = "score.computed", _("Score computed")
        REPORT = "report.ready", _("Report ready")
        EVIDENCE = "evidence.read", _("Evidence file read")
        PLANNED = "plan.computed", _("Capacity plan computed")

    class State(models.TextChoices):
        ACTIVE = "active", _("active")
        PAUSED = "paused", _("paused")
        DISABLED = "disabled", _("switched off after failing for long")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="webhooks"
    )
    name = models.CharField(_("name"), max_length=100, blank=True)
    url = models.CharField(_("address"), max_length=500)
    events = models.JSONField(_("events"), default=list)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.ACTIVE)
    salt = models.CharField(max_length=32)
    former_salt = models.CharField(max_length=32, blank=True)
    former_until = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("webhook")

    def __str__(self) -> str:
        return self.name or self.url

    @property
    def event_labels(self) -> list[str]:
        """What is told, in words."""
        return [str(self.Event(event).label) for event in self.events]


PROBLEMS = {
    "not_a_url": _("not an address"),
    "not_https": _("the address does not begin with https://"),
    "with_a_password": _("the address holds a user name or password"),
    "internal_address": _("the name leads to an internal address, which is not asked"),
    "host_unknown": _("the host's name is not known"),
    "connection_failed": _("no connection"),
    "tls_failed": _("the certificate is not valid, or no TLS"),
    "timed_out": _("no answer in time"),
    "redirected": _("a redirect, which is not followed"),
    "not_accepted": _("not taken"),
}
"""Why an attempt failed, by code, in words."""


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Messages, as seen by somebody."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of visible webhooks."""
        return self.filter(webhook__in=Webhook.objects.visible_to(user))


class Delivery(models.Model):
    """A message to one webhook. Its id stays through every attempt, so that a receiver can tell what it has already.

    ``problem``: why the last attempt failed, a stable code; ``due_at``: when the next one is.
    """

    PING = "webhook.ping"

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("message", "on its way")
        DELIVERED = "delivered", _("taken")
        FAILED = "failed", _("given up")
        DROPPED = "dropped", _("dropped with the pause")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=30)
    content = models.JSONField()
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True)
    problem = models.CharField(max_length=20, blank=True)
    excerpt = models.TextField(blank=True)
    due_at = models.DateTimeField(null=True)
    attempted_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["webhook", "-created_at"])]
        verbose_name = _("delivery")

    def __str__(self) -> str:
        return f"{self.event} {self.state}"

    @property
    def message_id(self) -> str:
        """What the receiver knows it by: the header ``webhook-id``."""
        return f"msg_{self.pk.hex}"

    @property
    def problem_words(self) -> str:
        """Why the last attempt failed."""
        return str(PROBLEMS.get(self.problem, self.problem))
