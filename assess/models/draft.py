"""A draft of a framework or profile: what an organisation is working on before it publishes a version."""

import uuid
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assess.models.organisation import Organisation, User


class DraftQuerySet(models.QuerySet["Draft"]):
    """Drafts, as seen by somebody."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of own organisations, all for administrators."""
        if user.is_anonymous:
            return self.none()
        if user.is_staff:
            return self
        return self.filter(Q(organisation__memberships__user=user)).distinct()

    def kept(self) -> Self:
        """Without those in the bin."""
        return self.filter(deleted_at=None)


class Draft(models.Model):
    """Tables of a framework or profile, right or wrong. ``organisation`` None: to be published for everybody.

    ``revision`` counts the changes: a change names the revision that it was made on.
    """

    class Kind(models.TextChoices):
        FRAMEWORK = "framework", _("Framework")
        PROFILE = "profile", _("Scoring profile")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="drafts"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    tables = models.JSONField()
    revision = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at"]
        verbose_name = _("draft")

    def __str__(self) -> str:
        return f"{self.tables.get('code', '')} {self.tables.get('version', '')}"
