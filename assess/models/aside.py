"""What an upgrade to another framework version found no place for: kept, and listed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from assess.models.organisation import User
from assess.models.submission import Submission
from indicators.models import Framework


class SetAside(models.Model):
    """A measurement or a part of an answer as it was given, and why the new version cannot take it."""

    class Kind(models.TextChoices):
        MEASUREMENT = "measurement", _("Raw input")
        ANSWER = "answer", _("Answer")

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="set_aside")
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=11, choices=Kind)
    item = models.CharField(max_length=60)
    content = models.JSONField()
    why = models.CharField(max_length=20)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["set_at", "pk"]

    def __str__(self) -> str:
        return f"{self.item}: {self.why}"
