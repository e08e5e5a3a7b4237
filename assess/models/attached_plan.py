"""The plan that a submission is held against."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from assess.models.organisation import User
from assess.models.plan import CapacityPlan
from assess.models.submission import Submission


class AttachedPlan(models.Model):
    """What the cluster of a submission is to be able to do: at most one plan for each submission.

    Whoever sees the submission sees what the plan needs, even where the plan itself is not theirs to see.
    """

    submission = models.OneToOneField(
        Submission, on_delete=models.CASCADE, related_name="attached_plan"
    )
    plan = models.ForeignKey(CapacityPlan, on_delete=models.CASCADE, related_name="attached_to")
    attached_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    attached_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-attached_at"]
        verbose_name = _("attached plan")

    def __str__(self) -> str:
        return f"{self.plan} -> {self.submission}"
