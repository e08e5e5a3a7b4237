"""Constants of the step-time model fitted to an organisation's own measurements."""

import uuid
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assess.models.organisation import Organisation, User


class StepCalibrationQuerySet(models.QuerySet["StepCalibration"]):
    """Calibrations, as seen by somebody."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of own organisations, all for administrators."""
        if user.is_anonymous:
            return self.none()
        if user.is_staff:
            return self
        return self.filter(organisation__memberships__user=user).distinct()

    def accepted(self) -> Self:
        """Those that plans may use."""
        return self.filter(accepted_at__isnull=False)


class StepCalibration(models.Model):
    """What a fit found, with its errors before and after; once accepted it has a name and never changes."""

    class Basis(models.TextChoices):
        OWN = "own", _("Own measurements alone")
        JOINED = "joined", _("Own measurements and SuanHeng's")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="calibrations"
    )
    basis = models.CharField(_("learns from"), max_length=6, choices=Basis)
    name = models.CharField(_("name"), max_length=100, blank=True)
    result = models.JSONField(null=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)

    objects = StepCalibrationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                condition=~Q(name=""),
                name="one_calibration_of_a_name",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, name="")
                | (Q(accepted_at__isnull=False, result__isnull=False) & ~Q(name="")),
                name="an_accepted_calibration_has_name_and_result",
            ),
        ]
        verbose_name = _("calibration")

    def __str__(self) -> str:
        return self.name or str(self.get_basis_display())
