"""Published frameworks, profiles and accelerators: rows made from files, never changed afterwards."""

import uuid
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indicators import checklists, definitions, parsing, records

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

_FRAMEWORKS: dict[str, definitions.Framework] = {}
_CHECKLISTS: dict[tuple[str, str], checklists.Checklist] = {}
_PROFILES: dict[tuple[str, str], definitions.Profile] = {}


class ReferenceQuerySet(models.QuerySet[Any]):
    """Reference data: the same for everybody."""

    def visible_to(self, user: "AbstractBaseUser | AnonymousUser") -> Self:
        """All of it, also to people who are not signed in."""
        return self


class VersionQuerySet(ReferenceQuerySet):
    """Published versions, as seen by somebody."""

    def visible_to(self, user: Any) -> Self:
        """Everybody's; those of own organisations and of assigned submissions; all for administrators."""
        if user.is_anonymous:
            return self.open_to(None)
        if user.is_staff:
            return self
        own = user.memberships.values("organisation_id")
        assigned = user.assignments.values("submission__cluster__organisation_id")
        return self.filter(Q(owner=None) | Q(owner__in=own) | Q(owner__in=assigned))

    def open_to(self, owner: uuid.UUID | None) -> Self:
        """Everybody's, and those of one organisation."""
        return self.filter(Q(owner=None) | Q(owner=owner)) if owner else self.filter(owner=None)

    def newest(self, code: str) -> Any:
        """Return the version of ``code`` that was published last; raises DoesNotExist."""
        return self.filter(code=code).latest("published_at", "version")


class Version(models.Model):
    """A published version. ``definition`` is the checked file, ``digest`` the SHA-256 of its content.

    The row is written once by ``load`` and never changed: a new content is a new version. ``owner`` is
    the id of the organisation that published it and sees it; None: published for everybody.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.UUIDField(null=True, blank=True, db_index=True)
    code = models.SlugField(max_length=60)
    version = models.CharField(max_length=30)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    definition = models.JSONField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField(auto_now_add=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.code} {self.version}"

    @property
    def title(self) -> records.Text:
        """The title in both languages."""
        return records.Text(self.title_zh, self.title_en)


class Framework(Version):
    """A framework version: what is measured."""

    class Meta:
        ordering = ["code", "version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="framework_version_once")
        ]
        verbose_name = _("framework")
        verbose_name_plural = _("frameworks")

    def parsed(self) -> definitions.Framework:
        """Return the records, made once per process and content."""
        if self.digest not in _FRAMEWORKS:
            _FRAMEWORKS[self.digest] = parsing.published_framework(self.definition)
        return _FRAMEWORKS[self.digest]


class Profile(Version):
    """A scoring profile of a framework version: SuanHeng's method, not the framework's author's."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="profiles")

    class Meta:
        ordering = ["framework", "code", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "code", "version"], name="profile_version_once"
            )
        ]
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")

    def parsed(self) -> definitions.Profile:
        """Return the records, made once per process, content and framework."""
        key = (self.digest, self.framework.digest)
        if key not in _PROFILES:
            _PROFILES[key] = parsing.published_profile(self.definition)
        return _PROFILES[key]


class Checklist(Version):
    """A version of an unscored framework. ``framework`` is the version whose criteria its items link to."""

    framework = models.ForeignKey(
        Framework, on_delete=models.PROTECT, related_name="checklists", null=True
    )

    class Meta:
        ordering = ["code", "version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="checklist_version_once")
        ]

    def parsed(self) -> checklists.Checklist:
        """Return the records, made once per process, content and framework."""
        key = (self.digest, self.framework.digest if self.framework else "")
        if key not in _CHECKLISTS:
            _CHECKLISTS[key] = parsing.published_checklist(self.definition)
        return _CHECKLISTS[key]


class Accelerator(models.Model):
    """An accelerator card of the catalogue. None is "not known", never zero."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=100)
    vendor = models.CharField(max_length=60)
    peak_tflops = models.FloatField(null=True)
    memory_gb = models.FloatField(null=True)
    memory_bandwidth_gb_s = models.FloatField(null=True)
    link_gb_s = models.FloatField(null=True)
    link_name = models.CharField(max_length=60, blank=True)
    power_w = models.FloatField(null=True)
    source = models.TextField()
    verified = models.BooleanField()
    note_zh = models.TextField(blank=True)
    note_en = models.TextField(blank=True)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ["vendor", "name"]
        verbose_name = _("accelerator")
        verbose_name_plural = _("accelerators")

    def __str__(self) -> str:
        return f"{self.vendor} {self.name}"

    @property
    def note(self) -> records.Text:
        """What is unsure, in both languages."""
        return records.Text(self.note_zh, self.note_en)
