"""A figure that was taken over from evidence files, with what it rests on and what stood there before."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from assess.models.organisation import User
from assess.models.submission import Submission


class Taking(models.Model):
    """One slot of a submission (P01, P09a...) as taken over. Kept as it was read, whatever becomes of the files' rows.

    inputs: raw inputs as kept. proofs: file (id, path, SHA-256), tool, line, key and printed text of every reading.
    before: the inputs that it set or took away as they stood, None for those that were not there. rule and key: how it
    was chosen among several.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="takings")
    slot = models.CharField(max_length=10)
    indicator = models.CharField(max_length=10)
    value = models.FloatField()
    unit = models.CharField(max_length=30)
    inputs = models.JSONField()
    formula = models.TextField()
    rule = models.CharField(max_length=10)
    key = models.TextField()
    evidence = models.CharField(max_length=2)
    proofs = models.JSONField()
    assumptions = models.JSONField(default=list)
    before = models.JSONField(default=dict)
    evidence_before = models.CharField(max_length=2, blank=True)
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["slot"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "slot"], name="one_taking_per_slot")
        ]
        verbose_name = _("figure taken over from files")
        verbose_name_plural = _("figures taken over from files")

    def __str__(self) -> str:
        return f"{self.slot} = {self.value:g} {self.unit}"
