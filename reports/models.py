"""A finished document: which figures it shows (score and digest), its file and its hash."""

import uuid
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from assess.models import CapacityPlan, Score, User


class ReportFileQuerySet(models.QuerySet["ReportFile"]):
    """Reports, as seen by somebody."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of visible scores."""
        return self.filter(score__in=Score.objects.visible_to(user))


class ReportFile(models.Model):
    """A report ordered from a score, in a format and a language; ``file`` is empty until it is rendered."""

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        JSON = "json", "JSON"

    class Language(models.TextChoices):
        CHINESE = "zh-hans", _("Chinese")
        ENGLISH = "en", _("English")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    score = models.ForeignKey(Score, on_delete=models.CASCADE, related_name="reports")
    format = models.CharField(max_length=4, choices=Format)
    language = models.CharField(max_length=10, choices=Language)
    file = models.FileField(upload_to="reports/%Y/%m/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    bytes = models.PositiveIntegerField(null=True)
    replaced_characters = models.CharField(max_length=200, blank=True)
    ordered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField(auto_now_add=True)
    rendered_at = models.DateTimeField(null=True)

    objects = ReportFileQuerySet.as_manager()

    class Meta:
        ordering = ["-ordered_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["score", "format", "language"], name="one_report_per_score_and_kind"
            )
        ]
        verbose_name = _("report")
        verbose_name_plural = _("reports")

    def __str__(self) -> str:
        return f"{self.score} {self.format} {self.language}"


class PlanChapterQuerySet(models.QuerySet["PlanChapter"]):
    """Chapters, as seen by somebody."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of visible plans."""
        return self.filter(plan__in=CapacityPlan.objects.visible_to(user))


class PlanChapter(models.Model):
    """The chapter on a capacity plan as a PDF, ordered in a language; ``file`` is empty until it is rendered.

    ``title`` and ``note`` are the plan's when it was ordered: a renamed plan has a chapter of its own.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(CapacityPlan, on_delete=models.CASCADE, related_name="chapters")
    language = models.CharField(max_length=10, choices=ReportFile.Language)
    title = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    file = models.FileField(upload_to="plans/%Y/%m/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    bytes = models.PositiveIntegerField(null=True)
    ordered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField(auto_now_add=True)
    rendered_at = models.DateTimeField(null=True)

    objects = PlanChapterQuerySet.as_manager()

    class Meta:
        ordering = ["-ordered_at"]
        verbose_name = _("chapter on a plan")
        verbose_name_plural = _("chapters on plans")

    def __str__(self) -> str:
        return f"{self.title} {self.language}"
