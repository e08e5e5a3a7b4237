"""A submission: one cluster, one period, one framework and profile; what was given and by whom."""

import uuid
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assess.models.cluster import Cluster
from assess.models.organisation import User
from indicators.models import Framework, Profile


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Submissions, as seen by somebody."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of own organisations, assigned ones, all for administrators."""
        if user.is_anonymous:
            return self.none()
        if user.is_staff:
            return self
        own = Q(cluster__organisation__memberships__user=user)
        return self.filter(own | Q(assignments__assessor=user)).distinct()

    def with_context(self) -> Self:
        """With cluster, organisation, accelerator, framework and profile, in one query.

        The definitions stay behind: they are long, and each process keeps them parsed.
        """
        return self.select_related(
            "cluster__organisation", "cluster__accelerator", "framework", "profile__framework"
        ).defer("framework__definition", "profile__definition", "profile__framework__definition")


class Submission(models.Model):
    """The data of a cluster for a period, on its way from draft to final."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        FINAL = "final", _("Final")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="submissions")
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT)
    profile = models.ForeignKey(Profile, on_delete=models.PROTECT)
    title = models.CharField(_("title"), max_length=200)
    period_start = models.DateField(_("period from"))
    period_end = models.DateField(_("period to"))
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.DRAFT, db_index=True
    )
    note = models.TextField(_("note and sources"), blank=True)
    revision = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="submissions_created"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["-period_end", "-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")), name="period_in_order"
            )
        ]
        verbose_name = _("submission")

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether its figures may still be changed."""
        return self.state == self.State.DRAFT


class Assignment(models.Model):
    """An assessor who looks at a submission."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="assignments")
    assessor = models.ForeignKey(User, on_delete=models.CASCADE, related_name="assignments")
    assigned_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["assigned_at"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "assessor"], name="assigned_once")
        ]
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")

    def __str__(self) -> str:
        return f"{self.assessor} -> {self.submission}"


class Event(models.Model):
    """Who did what, when. Rows are only added."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="events")
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=30)
    note = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.actor} {self.verb}"
