"""An organisation's own weights on their way to a profile: what its experts judged, level by level."""

import uuid
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from assess.models.organisation import Organisation, User
from indicators.models import Profile


class WeightingQuerySet(models.QuerySet["Weighting"]):
    """Weightings, as seen by somebody."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of own organisations, all for administrators. Assessors see what is published of them."""
        if user.is_anonymous:
            return self.none()
        if user.is_staff:
            return self
        return self.filter(organisation__memberships__user=user)


class Weighting(models.Model):
    """A draft of weights over a base profile; once published it is closed, and the next version a new row."""

    class Method(models.TextChoices):
        BUDGET = "budget", _("Expert budget: share out 100 points")
        AHP = "ahp", _("Pairwise comparison (AHP)")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="weightings",
    )
    name = models.CharField(_("name"), max_length=100)
    base = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(_("method"), max_length=6, choices=Method, default=Method.BUDGET)
    code = models.SlugField(max_length=60, editable=False)
    version = models.PositiveSmallIntegerField(default=1)
    profile = models.OneToOneField(
        Profile, on_delete=models.PROTECT, null=True, related_name="weighting"
    )
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = WeightingQuerySet.as_manager()

    class Meta:
        ordering = ["name", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="weighting_version_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether its judgements may still be changed."""
        return self.profile_id is None


class Judgement(models.Model):
    """What one expert says of one level: points by item, or how much more important one item is than another.

    values: {"P-system": 20, ...} of a budget, {"P-system:P-compute": 3, ...} of comparisons.
    """

    weighting = models.ForeignKey(Weighting, on_delete=models.CASCADE, related_name="judgements")
    expert = models.CharField(max_length=60)
    node = models.CharField(max_length=40)
    values = models.JSONField()
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["expert", "node"]
        constraints = [
            models.UniqueConstraint(
                fields=["weighting", "expert", "node"], name="one_judgement_per_expert_and_level"
            )
        ]

    def __str__(self) -> str:
        return f"{self.expert}: {self.node}"
