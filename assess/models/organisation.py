"""People, organisations and who belongs where."""

import uuid
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable


class User(AbstractUser):  # type: ignore[django-manager-missing]  # that of knox is untyped
    """Somebody who signs in. Staff are administrators and see everything.

    A service account is no person: it belongs to one organisation, has tokens and cannot sign in.
    """

    service_of = models.ForeignKey(
        "Organisation",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="service_accounts",
    )

    class Meta(AbstractUser.Meta):
        ordering = ["username"]

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations, as seen by somebody."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Own ones; those of assigned submissions; all for administrators."""
        if user.is_anonymous:
            return self.none()
        if user.is_staff:
            return self
        assigned = Q(clusters__submissions__assignments__assessor=user)
        return self.filter(Q(memberships__user=user) | assigned).distinct()


class Organisation(models.Model):
    """A company, institute or centre whose infrastructure is assessed."""

    class Origin(models.TextChoices):
        REAL = "real", _("Own data")
        PUBLISHED = "published", _("Published figures")
        SYNTHETIC = "synthetic", _("Synthetic example")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=200, unique=True)
    origin = models.CharField(
        _("origin of data"), max_length=12, choices=Origin, default=Origin.REAL
    )
    note = models.TextField(_("note"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person in an organisation, with a role."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        EDITOR = "editor", _("Editor")
        VIEWER = "viewer", _("Viewer")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.EDITOR)

    class Meta:
        ordering = ["organisation", "user"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"], name="one_membership_per_person"
            )
        ]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")

    def __str__(self) -> str:
        return f"{self.user} @ {self.organisation} ({self.role})"


def organisations_of(user: User) -> "Iterable[uuid.UUID]":
    """Ids of the organisations a person belongs to."""
    return user.memberships.values_list("organisation_id", flat=True)
