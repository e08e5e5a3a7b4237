"""Evidence files over REST: what is sent, what is kept of it, what was read."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from assess.api.serializers.catalogue import TextSerializer
from assess.api.serializers.jobs import JobSerializer
from assess.api.serializers.strict import Strict
from assess.evidence_bytes import Given
from assess.models import Evidence, EvidenceFinding, EvidenceReading

MOST_FILES = 500


class EvidenceFiles(Strict):
    """Files in one request; ``path`` once for each file, in the same order, where folders are to be kept."""

    file = serializers.ListField(
        child=serializers.FileField(max_length=255, allow_empty_file=True),
        min_length=1,
        max_length=MOST_FILES,
    )
    path = serializers.ListField(
        child=serializers.CharField(max_length=1200), required=False, max_length=MOST_FILES
    )
    dry_run = serializers.BooleanField(
        required=False, default=False, help_text="Tell what would be read, and keep nothing."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A path for each file, or none at all."""
        if "path" in attrs and len(attrs["path"]) != len(attrs["file"]):
            raise serializers.ValidationError({"path": ["one for each file"]}, code="not_as_many")
        return attrs


def given_files(attrs: dict[str, Any]) -> list[Given]:
    """The files with their paths."""
    files = attrs["file"]
    paths = attrs.get("path") or [file.name for file in files]
    return [Given(path, file) for path, file in zip(paths, files, strict=True)]


class WhereSerializer(serializers.Serializer[Any]):
    """A place in a file."""

    line = serializers.IntegerField(required=False, help_text="From 1.")
    end = serializers.IntegerField(required=False, help_text="Last line of a span.")
    key = serializers.CharField(required=False, help_text="Key of a structured file.")


class FindingSerializer(serializers.Serializer[Any]):
    """Something to be said of a file: error (not used), warning (used with care), note (what was assumed)."""

    rule = serializers.CharField(help_text="Stable, for programs.")
    severity = serializers.ChoiceField(EvidenceFinding.Severity.choices)
    message = TextSerializer()
    where = WhereSerializer()
    found = serializers.CharField()
    expected = serializers.CharField()


class ReadingSerializer(serializers.Serializer[Any]):
    """A figure read from a file: in its canonical unit, as printed, and under which conditions."""

    kind = serializers.CharField()
    tool = serializers.CharField()
    tool_version = serializers.CharField()
    quantity = serializers.CharField()
    value = serializers.FloatField()
    unit = serializers.CharField()
    indicator = serializers.CharField(allow_null=True)
    input = serializers.CharField(allow_null=True)
    printed = serializers.CharField()
    printed_unit = serializers.CharField()
    derived = serializers.CharField()
    conditions = serializers.DictField()
    where = WhereSerializer()
    warnings = FindingSerializer(many=True)


class KeptReading(ReadingSerializer):
    """A reading of a file that is kept."""

    id = serializers.IntegerField()


class KindSerializer(serializers.Serializer[Any]):
    """What a reader says that a file is."""

    kind = serializers.CharField()
    tool = serializers.CharField()
    tool_version = serializers.CharField()
    refused = serializers.BooleanField(help_text="It proves nothing; the findings say why.")
    facts = serializers.DictField(help_text="Hosts, cards, model: to compare files by.")


class EvidenceSerializer(serializers.ModelSerializer[Evidence]):
    """A file of a submission."""

    kinds = KindSerializer(many=True)
    given_by = serializers.CharField(source="given_by.username")
    url = serializers.SerializerMethodField()
    superseded_by = serializers.UUIDField(
        source="superseded_by_id", allow_null=True, help_text="The later file of the same path."
    )
    archive = serializers.UUIDField(
        source="archive_id", allow_null=True, help_text="The file that it was unpacked from."
    )

    withdrawn_at = serializers.DateTimeField(
        allow_null=True, help_text="Since when it is left out; null while it counts."
    )

    class Meta:
        model = Evidence
        fields = [
            "id", "name", "folder", "size", "sha256", "state", "kinds", "parser", "given_by", "given_at", "read_at",
            "superseded_by", "withdrawn_at", "archive", "url",
        ]  # fmt: skip

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_url(self, row: Evidence) -> str:
        """Where its readings and findings are."""
        return reverse("api:evidence_file", args=[row.pk], request=self.context["request"])


class FigureChange(serializers.Serializer[Any]):
    """A figure before and after; null where there was none."""

    quantity = serializers.CharField()
    unit = serializers.CharField()
    conditions = serializers.DictField()
    place = serializers.CharField(help_text="Line and key.")
    before = serializers.FloatField(allow_null=True)
    after = serializers.FloatField(allow_null=True)


class FigureChanges(serializers.Serializer[Any]):
    """What the latest reading changed; empty after a first one."""

    before = serializers.CharField(required=False, help_text="Product version of the one before.")
    count = serializers.IntegerField(required=False)
    lines = FigureChange(many=True, required=False, help_text="The first 200.")


class EvidenceDetail(EvidenceSerializer):
    """A file with everything that was read from it."""

    changes = FigureChanges()
    readings = KeptReading(many=True)
    findings = FindingSerializer(many=True)

    class Meta(EvidenceSerializer.Meta):
        fields = [*EvidenceSerializer.Meta.fields, "changes", "readings", "findings"]

    def to_representation(self, instance: Evidence) -> dict[str, Any]:
        """Rows as the outline of ``inspect_evidence`` tells them."""
        told = EvidenceSerializer(instance, context=self.context).data
        return {
            **told,
            "changes": instance.changes,
            "readings": [{"id": row.pk, **told_reading(row)} for row in instance.readings.all()],
            "findings": [told_finding(row) for row in instance.findings.all()],
        }


class ReceivedSerializer(serializers.Serializer[Any]):
    """What became of a file that was sent."""

    evidence = EvidenceSerializer()
    already = serializers.BooleanField(help_text="The same content was there before.")
    job = JobSerializer(allow_null=True, help_text="Reads it; null where it was there before.")


class LookedInto(serializers.Serializer[Any]):
    """What would be read of a file; nothing was kept."""

    path = serializers.CharField()
    kinds = KindSerializer(many=True)
    readings = ReadingSerializer(many=True)
    findings = FindingSerializer(many=True)


def told_outline(path: str, outline: dict[str, Any]) -> dict[str, Any]:
    """An outline of one file, as ``LookedInto`` tells it."""
    found = [item for extract in outline["files"] for item in extract["findings"]]
    return {
        "path": path,
        "kinds": outline["files"],
        "readings": outline["readings"],
        "findings": found,
    }


def told_reading(row: EvidenceReading) -> dict[str, Any]:
    """A reading as plain values."""
    names = (
        "kind", "tool", "tool_version", "quantity", "value", "unit", "printed", "printed_unit", "derived",
        "conditions", "warnings",
    )  # fmt: skip
    known = row.definition
    supports = {
        "indicator": known.indicator if known else None,
        "input": known.input if known else None,
    }
    return {**{name: getattr(row, name) for name in names}, **supports, "where": place_of(row)}


def told_finding(row: EvidenceFinding) -> dict[str, Any]:
    """A finding as plain values."""
    message = {"zh": row.message_zh, "en": row.message_en}
    words = {name: getattr(row, name) for name in ("rule", "severity", "found", "expected")}
    return {**words, "message": message, "where": place_of(row)}


def place_of(row: EvidenceReading | EvidenceFinding) -> dict[str, Any]:
    """What is known of line, end and key."""
    known = {"line": row.line, "end": row.end, "key": row.key or None}
    return {name: value for name, value in known.items() if value is not None}
