"""A piece of background work. The row is the truth; the queue only wakes a worker."""

import uuid
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assess.models.organisation import Organisation, User


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs, as seen by somebody."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Own orders, those of own organisations, all for administrators."""
        if user.is_anonymous:
            return self.none()
        if user.is_staff:
            return self
        return self.filter(Q(ordered_by=user) | Q(organisation__memberships__user=user)).distinct()


class Job(models.Model):
    """Work ordered, claimed by one worker at a time under a lease, finished or failed with a problem."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    task = models.CharField(max_length=80)
    target = models.UUIDField(db_index=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, related_name="jobs"
    )
    ordered_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="jobs")
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    owner = models.CharField(max_length=100, blank=True)
    lease_until = models.DateTimeField(null=True)
    woken_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.JSONField(null=True)
    ordered_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-ordered_at"]
        indexes = [models.Index(fields=["state", "lease_until"])]
        verbose_name = _("job")
        verbose_name_plural = _("jobs")

    def __str__(self) -> str:
        return f"{self.task} {self.target} {self.state}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in {self.State.DONE, self.State.FAILED}
