"""Requests that a program may repeat without doing the work twice."""

from django.db import models

from assess.models.organisation import User


class KeptAnswer(models.Model):
    """The answer to a POST with an Idempotency-Key, kept for a day; the same key gives it again."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.BinaryField()
    content_type = models.CharField(max_length=100)
    location = models.CharField(max_length=500, blank=True)
    kept_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["-kept_at"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_answer_per_key")]

    def __str__(self) -> str:
        return self.key
