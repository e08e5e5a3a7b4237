"""Resumable uploads over REST: the headers of the tus protocol, and what became of a file."""

import base64
import binascii
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from assess import uploads
from assess.models import Upload

LONGEST_PATH = 1200


class UploadHeaders(serializers.Serializer[Any]):
    """What a new upload is announced by."""

    length = serializers.IntegerField(min_value=0)
    metadata = serializers.CharField(required=False, allow_blank=True, max_length=8000)

    def validate_length(self, value: int) -> int:
        """Not longer than a file may be."""
        if value > settings.EVIDENCE_MAX_BYTES:
            words = _("at most %(limit)d bytes") % {"limit": settings.EVIDENCE_MAX_BYTES}
            raise serializers.ValidationError(words, code="too_large")
        return value

    def validate_metadata(self, value: str) -> str:
        """The path in it: ``relativePath`` where folders are told, else ``filename``."""
        names = dict(_pair(item) for item in value.split(",") if item.strip())
        path = names.get("relativePath") or names.get("filename") or "file"
        return path[-LONGEST_PATH:]


def _pair(item: str) -> tuple[str, str]:
    name, _space, value = item.strip().partition(" ")
    try:
        return name, base64.b64decode(value, validate=True).decode()
    except (binascii.Error, ValueError) as error:
        words = _("pairs of a name and a Base64 value, with commas between")
        raise serializers.ValidationError(words, code="invalid") from error


class UploadSerializer(serializers.ModelSerializer[Upload]):
    """How far an upload is, and what it became."""

    offset = serializers.SerializerMethodField()
    evidence = serializers.UUIDField(source="evidence_id", allow_null=True)
    already = serializers.BooleanField(help_text="The same content was there before.")
    url = serializers.SerializerMethodField()

    class Meta:
        model = Upload
        fields = [
            "id", "path", "size", "offset", "state", "evidence", "already", "created_at", "expires_at", "url",
        ]  # fmt: skip

    @extend_schema_field(serializers.IntegerField)
    def get_offset(self, row: Upload) -> int:
        """How many bytes have come."""
        return uploads.offset_of(row)

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_url(self, row: Upload) -> str:
        """Where to go on."""
        return reverse("api:upload", args=[row.pk], request=self.context["request"])
