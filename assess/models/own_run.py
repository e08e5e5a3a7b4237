"""A training that an organisation ran itself, as it is held against the planner."""

import uuid
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from assess.models.organisation import Organisation, User


class OwnRunQuerySet(models.QuerySet["OwnRun"]):
    """Own trainings, as seen by somebody."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of own organisations, all for administrators."""
        if user.is_anonymous:
            return self.none()
        if user.is_staff:
            return self
        return self.filter(organisation__memberships__user=user).distinct()


class OwnRun(models.Model):
    """Cells of the columns of ``published_runs.csv``; nobody outside the organisation sees them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="own_runs"
    )
    name = models.CharField(_("name"), max_length=80)
    cells = models.JSONField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now=True)

    objects = OwnRunQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="one_own_run_of_a_name")
        ]
        verbose_name = _("own training")

    def __str__(self) -> str:
        return self.name
