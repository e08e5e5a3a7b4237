"""A submission that came in a bundle, and who gave what of it, as the bundle says."""

from django.db import models

from assess.models.organisation import User
from assess.models.submission import Submission


class BundleImport(models.Model):
    """Written once. ``givers``: by section and code the number of the person and the time, as in the bundle.

    A row of the submission that bears another time was given here, by a person of this installation.
    """

    submission = models.OneToOneField(
        Submission, on_delete=models.CASCADE, related_name="bundle_import"
    )
    content = models.CharField(max_length=64)
    givers = models.JSONField()
    imported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-imported_at"]

    def __str__(self) -> str:
        return f"{self.submission} {self.content[:12]}"
