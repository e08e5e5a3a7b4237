"""A score: immutable, keyed by the digest of everything it was computed from."""

import uuid
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models

from assess.models.organisation import User
from assess.models.submission import Submission


class ScoreQuerySet(models.QuerySet["Score"]):
    """Scores, as seen by somebody."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of visible submissions."""
        return self.filter(submission__in=Submission.objects.visible_to(user))


class Score(models.Model):
    """The result of one computation. ``facts`` and ``result`` hold all that a third party needs to check it;
    ``uncertainty`` is what was drawn, with its seed, null where too little is known."""

    class Kind(models.TextChoices):
        DRAFT = "draft"
        FINAL = "final"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="scores")
    kind = models.CharField(max_length=5, choices=Kind)
    digest = models.CharField(max_length=64)
    method = models.CharField(max_length=30)
    overall = models.FloatField(null=True)
    level = models.CharField(max_length=10, blank=True)
    coverage = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    assurance = models.FloatField()
    facts = models.JSONField()
    result = models.JSONField()
    uncertainty = models.JSONField(null=True)
    computed_at = models.DateTimeField(auto_now_add=True)

    objects = ScoreQuerySet.as_manager()

    class Meta:
        ordering = ["-computed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "kind", "digest"], name="one_score_per_digest"
            )
        ]

    def __str__(self) -> str:
        return f"{self.submission} {self.kind} {self.overall}"


class ScoreLine(models.Model):
    """One indicator of a score."""

    score = models.ForeignKey(Score, on_delete=models.CASCADE, related_name="lines")
    indicator = models.CharField(max_length=20)
    sequence = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=14)
    value = models.FloatField(null=True)
    points = models.FloatField(null=True)
    weight = models.FloatField()
    contribution = models.FloatField()
    evidence = models.CharField(max_length=2)

    class Meta:
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(fields=["score", "indicator"], name="one_line_per_indicator")
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.points}"
