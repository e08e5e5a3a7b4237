"""A cluster: described once, assessed many times."""

import uuid
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assess.models.organisation import Organisation, User
from indicators.models import Accelerator


class ClusterQuerySet(models.QuerySet["Cluster"]):
    """Clusters, as seen by somebody."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of own organisations; those of assigned submissions; all for administrators."""
        if user.is_anonymous:
            return self.none()
        if user.is_staff:
            return self
        own = Q(organisation__memberships__user=user)
        return self.filter(own | Q(submissions__assignments__assessor=user)).distinct()


class Cluster(models.Model):
    """Nodes with accelerator cards. A figure that was not disclosed is None, not zero."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="clusters"
    )
    name = models.CharField(_("name"), max_length=200)
    nodes = models.PositiveIntegerField(
        _("nodes"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    cards_per_node = models.PositiveIntegerField(
        _("cards per node"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    accelerator = models.ForeignKey(
        Accelerator, verbose_name=_("accelerator"), on_delete=models.PROTECT, null=True, blank=True
    )
    card_peak_tflops = models.FloatField(
        _("dense 16-bit peak per card (TFLOPS), where it differs from the catalogue"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0.001), MaxValueValidator(1_000_000)],
    )
    location = models.CharField(_("location"), max_length=200, blank=True)
    note = models.TextField(_("note and sources"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ClusterQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"], name="cluster_name_once_per_organisation"
            ),
            models.CheckConstraint(
                condition=Q(nodes__isnull=True) | Q(nodes__gte=1), name="cluster_has_nodes"
            ),
            models.CheckConstraint(
                condition=Q(cards_per_node__isnull=True) | Q(cards_per_node__gte=1),
                name="cluster_has_cards",
            ),
            models.CheckConstraint(
                condition=Q(card_peak_tflops__isnull=True) | Q(card_peak_tflops__gt=0),
                name="cluster_peak_positive",
            ),
        ]
        verbose_name = _("cluster")

    def __str__(self) -> str:
        return self.name

    @property
    def cards(self) -> int | None:
        """Number of cards, where nodes and cards per node are known."""
        if self.nodes is None or self.cards_per_node is None:
            return None
        return self.nodes * self.cards_per_node

    @property
    def card_peak(self) -> float | None:
        """Dense 16-bit peak of a card [TFLOPS]: own figure, else the catalogue's."""
        if self.card_peak_tflops is not None:
            return self.card_peak_tflops
        return self.accelerator.peak_tflops if self.accelerator else None

    @property
    def link_gb_s(self) -> float | None:
        """Scale-up bandwidth of a card, bidirectional [GB/s], from the catalogue."""
        return self.accelerator.link_gb_s if self.accelerator else None

    @property
    def nominal_pflops(self) -> float | None:
        """Nominal compute, dense 16-bit [PFLOPS] (report, chapter 1: per node times nodes)."""
        if self.cards is None or self.card_peak is None:
            return None
        return self.cards * self.card_peak / 1000
