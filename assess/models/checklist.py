"""What was said of an item of a platform checklist. It takes no part in any score."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assess.models.measurement import Answer
from assess.models.organisation import User
from assess.models.submission import Submission
from indicators.models import Checklist


class ChecklistAnswer(models.Model):
    """Yes, partly, no or not applicable, with the class of evidence and a note; pinned to a checklist version."""

    class Said(models.TextChoices):
        YES = "yes", _("Yes")
        PARTLY = "partly", _("Partly")
        NO = "no", _("No")
        NOT_APPLICABLE = "not_applicable", _("Not applicable")

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="checklist_answers"
    )
    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=20)
    answer = models.CharField(max_length=14, choices=Said, blank=True)
    reason = models.TextField(blank=True)
    evidence = models.CharField(max_length=2, choices=Answer.Evidence, blank=True)
    note = models.TextField(blank=True)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["checklist", "item"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "checklist", "item"], name="one_answer_per_checklist_item"
            ),
            models.CheckConstraint(
                condition=~Q(answer="not_applicable") | ~Q(reason=""),
                name="checklist_not_applicable_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.answer}"
