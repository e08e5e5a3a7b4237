"""Published frameworks, profiles and accelerators: rows made from files, never changed afterwards."""

import uuid

from django.db import models


class Framework(models.Model):
    """A published framework version. ``definition`` is the checked file; ``digest`` its SHA-256."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(max_length=60)
    version = models.CharField(max_length=30)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    definition = models.JSONField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["code", "version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="framework_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class Profile(models.Model):
    """A published scoring profile of a framework version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="profiles")
    code = models.SlugField(max_length=60)
    version = models.CharField(max_length=30)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    definition = models.JSONField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["framework", "code", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "code", "version"], name="profile_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


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

    class Meta:
        ordering = ["vendor", "name"]

    def __str__(self) -> str:
        return f"{self.vendor} {self.name}"
