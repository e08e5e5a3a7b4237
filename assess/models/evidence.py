"""A file of a submission: raw output of a tool that measured the cluster. Its bytes are kept for ever."""

import uuid
from typing import Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from assess.models.organisation import User
from assess.models.submission import Submission

READ_TASK = "assess.tasks.read_evidence"
"""Who orders the reading knows it by name; the task itself stands above."""


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Evidence files, as seen by somebody."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of visible submissions."""
        return self.filter(submission__in=Submission.objects.visible_to(user))

    def current(self) -> Self:
        """Those that count: no later file of the same name took their place, nobody left them out."""
        return self.filter(superseded_by=None, withdrawn_at=None)


class Evidence(models.Model):
    """A file once per submission and content.

    name and folder as uploaded, never trusted; ``key`` is where the storage keeps the bytes, one copy per organisation
    and content. kinds: what each reader found (kind, tool, version, facts). superseded_by: the later file of the same name.
    archive: the file that it was unpacked from. parser: the product version that read it. withdrawn_at: since when it is
    left out. changes: what the latest reading changed against the one before ({"before": version, "count", "lines"}).
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting to be read")
        READ = "read", _("read")
        NOTHING = "nothing", _("proves nothing")
        FAILED = "failed", _("could not be read")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="evidence")
    name = models.CharField(_("name"), max_length=255)
    folder = models.CharField(_("folder"), max_length=1000, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(_("size"))
    key = models.CharField(max_length=200)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.WAITING)
    kinds = models.JSONField(default=list)
    parser = models.CharField(max_length=20, blank=True)
    read_at = models.DateTimeField(null=True)
    superseded_by = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="supersedes"
    )
    archive = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="members"
    )

    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    changes = models.JSONField(default=dict)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["folder", "name", "given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "sha256"], name="one_evidence_per_submission_and_content"
            )
        ]
        verbose_name = _("evidence file")
        verbose_name_plural = _("evidence files")

    def __str__(self) -> str:
        return self.path

    @property
    def path(self) -> str:
        """Folder and name, as uploaded."""
        return f"{self.folder}/{self.name}" if self.folder else self.name

    @property
    def counts(self) -> bool:
        """Whether it is among those that count."""
        return self.superseded_by_id is None and self.withdrawn_at is None

    def unpacked(self) -> "list[Evidence]":
        """What was unpacked from it, and from that again."""
        members = list(self.members.all())
        return [*members, *(row for member in members for row in member.unpacked())]

    @property
    def tools(self) -> str:
        """What wrote it: tool and version of each kind found."""
        found: list[dict[str, Any]] = [item for item in self.kinds if item["tool"]]
        return ", ".join(f"{item['tool']} {item['tool_version']}".strip() for item in found)
