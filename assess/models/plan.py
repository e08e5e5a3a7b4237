"""A capacity plan: what was asked, and, once computed, the immutable answer."""

import uuid
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assess.models.organisation import Organisation, User


class CapacityPlanQuerySet(models.QuerySet["CapacityPlan"]):
    """Plans, as seen by somebody."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Own ones, those of own organisations, all for administrators; none from the bin."""
        return self._seen_by(user).filter(deleted_at=None)

    def binned_for(self, user: User | AnonymousUser) -> Self:
        """What lies in the bin of those that somebody would see."""
        return self._seen_by(user).exclude(deleted_at=None)

    def _seen_by(self, user: User | AnonymousUser) -> Self:
        if user.is_anonymous:
            return self.none()
        if user.is_staff:
            return self
        own = Q(organisation__memberships__user=user)
        return self.filter(Q(created_by=user, organisation=None) | own).distinct()


class CapacityPlan(models.Model):
    """Order and result of a plan, by the report's appendix or as an engineer makes it.

    Order and result never change; name, note and whom it is shared with do. One in the bin is seen nowhere else.
    """

    class Mode(models.TextChoices):
        REPORT = "report", _("By the report's appendix")
        ENGINEERING = "engineering", _("Engineering")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
    )
    name = models.CharField(_("name"), max_length=200)
    note = models.TextField(_("note"), blank=True)
    mode = models.CharField(_("mode"), max_length=12, choices=Mode, default=Mode.REPORT)
    order = models.JSONField()
    digest = models.CharField(max_length=64)
    result = models.JSONField(null=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="plans")
    created_at = models.DateTimeField(auto_now_add=True)
    computed_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = CapacityPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("capacity plan")

    def __str__(self) -> str:
        return self.name
