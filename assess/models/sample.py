"""What a cluster reports of itself as time goes by: one figure of an input at a moment."""

from typing import Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, Max, Min, Q
from django.utils.translation import gettext_lazy as _

from assess.models.cluster import Cluster
from assess.models.organisation import User


class SampleQuerySet(models.QuerySet["Sample"]):
    """Samples, as seen by somebody."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of visible clusters."""
        return self.filter(cluster__in=Cluster.objects.visible_to(user))

    def current(self) -> Self:
        """Without those that were corrected."""
        return self.filter(is_current=True)

    def summed_up(self) -> list[dict[str, Any]]:
        """Each series (input, source, canonical_unit) of those that count: count, first and last moment."""
        rows = self.current().order_by("input", "source")
        found = rows.values("input", "source", "canonical_unit").annotate(
            count=Count("pk"), first=Min("at"), last=Max("at")
        )
        return [dict(row) for row in found]


class Sample(models.Model):
    """A figure as it was reported (text, unit) and as it was understood. ``source``: which program measured it.

    The same input, moment and source again is the same sample; with another figure it is its next ``version``, and the
    former one stays.
    """

    id = models.BigAutoField(primary_key=True)
    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="samples")
    input = models.CharField(max_length=60)
    source = models.CharField(_("source"), max_length=60)
    at = models.DateTimeField(_("moment"))
    version = models.PositiveSmallIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    text = models.CharField(max_length=60)
    unit = models.CharField(max_length=30)
    value = models.FloatField()
    canonical_unit = models.CharField(max_length=30)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    given_at = models.DateTimeField(auto_now_add=True)

    objects = SampleQuerySet.as_manager()

    class Meta:
        ordering = ["cluster", "input", "at", "source", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "input", "at", "source", "version"],
                name="one_sample_of_a_version",
            ),
            models.UniqueConstraint(
                fields=["cluster", "input", "at", "source"],
                condition=Q(is_current=True),
                name="one_sample_that_counts",
            ),
        ]
        verbose_name = _("sample")

    def __str__(self) -> str:
        return f"{self.input} = {self.text} {self.unit} @ {self.at:%Y-%m-%d %H:%M}"
