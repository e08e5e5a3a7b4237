"""Frameworks and cards over REST."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from indicators.models import Accelerator, Checklist, Framework, Profile


class TextSerializer(serializers.Serializer[Any]):
    """A text in Chinese and English."""

    zh = serializers.CharField()
    en = serializers.CharField()


class _Titled(serializers.ModelSerializer[Any]):
    """Something published, with a title in both languages."""

    title = serializers.SerializerMethodField()

    @extend_schema_field(TextSerializer)
    def get_title(self, row: Framework | Profile | Checklist) -> dict[str, str]:
        """The title in both languages."""
        return {"zh": row.title_zh, "en": row.title_en}


class FrameworkSerializer(_Titled):
    """A published framework version."""

    class Meta:
        model = Framework
        fields = ["code", "version", "title", "digest", "published_at"]


class ProfileSerializer(_Titled):
    """A published scoring profile: SuanHeng's method, not CAICT's."""

    definition = serializers.DictField(help_text="Weights, anchors, gates and levels.")

    class Meta:
        model = Profile
        fields = ["code", "version", "title", "digest", "published_at", "definition"]


class FrameworkDetail(_Titled):
    """A framework version with everything it says, and the profiles it is scored with."""

    definition = serializers.DictField(
        help_text="Pillars, groups, inputs, indicators with criteria and formulas, notes."
    )
    profiles = ProfileSerializer(many=True, read_only=True)

    class Meta:
        model = Framework
        fields = [
            "code", "version", "title", "digest", "published_at", "definition", "profiles",
        ]  # fmt: skip


class ChecklistSerializer(_Titled):
    """A published checklist version: unscored, and no claim of conformance."""

    definition = serializers.DictField(
        help_text="Sections, items with their origin and links, standards with plan numbers, notes."
    )

    class Meta:
        model = Checklist
        fields = ["code", "version", "title", "digest", "published_at", "definition"]


class CardSerializer(serializers.ModelSerializer[Accelerator]):
    """An accelerator card. Peak is dense 16-bit; null is “not known”, never 0."""

    note = serializers.SerializerMethodField()

    class Meta:
        model = Accelerator
        fields = [
            "code", "name", "vendor", "peak_tflops", "memory_gb", "memory_bandwidth_gb_s",
            "link_gb_s", "link_name", "power_w", "source", "verified", "note",
        ]  # fmt: skip

    @extend_schema_field(TextSerializer)
    def get_note(self, row: Accelerator) -> dict[str, str]:
        """What is unsure, in both languages."""
        return {"zh": row.note_zh, "en": row.note_en}
