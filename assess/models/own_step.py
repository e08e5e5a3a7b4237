"""A step time that an organisation measured itself, from which the step-time model can learn."""

import uuid
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from assess.models.organisation import Organisation, User


class OwnStepQuerySet(models.QuerySet["OwnStep"]):
    """Own step times, as seen by somebody."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of own organisations, all for administrators."""
        if user.is_anonymous:
            return self.none()
        if user.is_staff:
            return self
        return self.filter(organisation__memberships__user=user).distinct()


class OwnStep(models.Model):
    """Cells of the columns of ``step_times_a100.csv``, and the machine that they were measured on, as it was then."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="own_steps"
    )
    card = models.CharField(_("card"), max_length=80)
    machine = models.JSONField()
    cells = models.JSONField()
    digest = models.CharField(max_length=64)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    objects = OwnStepQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "digest"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "digest"], name="one_own_step_time_of_a_kind"
            )
        ]
        verbose_name = _("own step time")

    def __str__(self) -> str:
        return f"{self.card} {self.cells.get('params_billion')}"
