"""A file on its way in pieces; becomes an evidence file once it is whole."""

import uuid
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from assess.models.evidence import Evidence
from assess.models.organisation import User
from assess.models.submission import Submission

TAKE_TASK = "assess.tasks.take_upload"
"""Who orders the work knows it by name; the task itself stands above."""


class UploadQuerySet(models.QuerySet["Upload"]):
    """Uploads, as seen by somebody."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of visible submissions."""
        return self.filter(submission__in=Submission.objects.visible_to(user))


class Upload(models.Model):
    """How long the file will be, and until when it is waited for. How much has come stands in the file of pieces itself.

    evidence: what it became. already: whether the same content had been there before.
    """

    class State(models.TextChoices):
        OPEN = "open", _("on its way")
        ARRIVED = "arrived", _("arrived, being taken in")
        KEPT = "kept", _("kept")
        REFUSED = "refused", _("refused: the assessment is no longer a draft")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="uploads")
    path = models.CharField(_("path"), max_length=1300)
    size = models.BigIntegerField(_("size"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)
    evidence = models.ForeignKey(
        Evidence, on_delete=models.CASCADE, null=True, related_name="uploads"
    )
    already = models.BooleanField(default=False)

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")

    def __str__(self) -> str:
        return self.path
