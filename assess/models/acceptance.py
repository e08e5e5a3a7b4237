"""An assessor's acceptance of a warning: the reason, and the numbers that it was given for."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assess.models.organisation import User
from assess.models.submission import Submission


class Acceptance(models.Model):
    """A warning that was accepted. It holds for the numbers of ``digest`` only; with others it has lapsed."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="acceptances")
    rule = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    reason = models.TextField(_("reason"))
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["rule"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "rule"], name="one_acceptance_per_rule"),
            models.CheckConstraint(condition=~Q(reason=""), name="accepted_with_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.reason}"
