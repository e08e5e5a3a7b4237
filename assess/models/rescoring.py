"""Finished assessments scored again under another profile or method: the batch, its parts, what came out."""

import uuid
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from assess.models.organisation import User
from assess.models.score import Score
from indicators.models import Profile


class RescoringQuerySet(models.QuerySet["Rescoring"]):
    """Batches, as seen by somebody."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """All for administrators, none for others: a batch is about every organisation."""
        return self if user.is_staff else self.none()


class Rescoring(models.Model):
    """A batch: the final scores there were when it began, computed again by ``profile`` and ``method``."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        STOPPED = "stopped", _("Stopped")
        DONE = "done", _("Done")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=30)
    every_profile = models.BooleanField(default=False)
    total = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    ordered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    objects = RescoringQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.profile} {self.method}"


class RescoringPart(models.Model):
    """A part that one worker does at a time: ids of final scores."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rescoring = models.ForeignKey(Rescoring, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    scores = models.JSONField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["rescoring", "number"], name="one_part_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.rescoring} {self.number}"


class Rescore(models.Model):
    """What a final score would be. It counts nowhere; ``score`` is the one that counts and never changes."""

    rescoring = models.ForeignKey(Rescoring, on_delete=models.CASCADE, related_name="rescores")
    score = models.ForeignKey(Score, on_delete=models.CASCADE, related_name="rescores")
    digest = models.CharField(max_length=64)
    overall = models.FloatField()
    level = models.CharField(max_length=10, blank=True)
    coverage = models.FloatField()
    assurance = models.FloatField()
    change = models.FloatField()

    class Meta:
        ordering = ["-change", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["rescoring", "score"], name="one_rescore_per_score")
        ]

    def __str__(self) -> str:
        return f"{self.score} {self.change:+.3f}"
