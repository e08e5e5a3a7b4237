"""Measurements and answers over REST. What goes in is read by ``assess.intake``; here are the shapes for the schema."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assess.intake import CREDITS
from assess.models import Answer, Measurement


@extend_schema_field(
    {"oneOf": [{"type": "string", "maxLength": 60}, {"type": "number"}, {"type": "null"}]}
)
class Typed(serializers.Field[Any, Any, Any, Any]):
    """A number, or the text of one as a person types it; null takes the measurement away."""


@extend_schema_field({"enum": [*CREDITS, None], "type": ["number", "null"]})
class Credit(serializers.FloatField):
    """A credit of the scale, or null."""


class MeasurementItem(serializers.Serializer[Any]):
    """A raw input that is given."""

    input = serializers.CharField(help_text="Code of an input of the framework.")
    value = Typed(help_text="12.5, “1.2万”, “99.9”; null or “” takes the measurement away.")
    unit = serializers.CharField(
        required=False, help_text="One of the units of the input; its own unit unless given."
    )
    low = Typed(
        required=False, help_text="Lowest of its range, in the same unit; at most the value."
    )
    high = Typed(required=False, help_text="Highest of its range; at least the value.")

    def get_fields(self) -> dict[str, Any]:
        """With "source", a word that serializers use themselves."""
        source = serializers.CharField(
            required=False, allow_blank=True, help_text="Where the figure comes from."
        )
        return {**super().get_fields(), "source": source}


class MeasurementSerializer(serializers.ModelSerializer[Measurement]):
    """A raw input as it was typed and as it was understood."""

    value = serializers.CharField(source="text", help_text="As it was typed.")
    canonical_value = serializers.FloatField(source="value")
    low = serializers.CharField(source="low_text", help_text="As it was typed; empty: no range.")
    high = serializers.CharField(source="high_text", help_text="As it was typed; empty: no range.")
    canonical_low = serializers.FloatField(source="low", allow_null=True)
    canonical_high = serializers.FloatField(source="high", allow_null=True)
    given_by = serializers.CharField(source="given_by.username")

    class Meta:
        model = Measurement
        fields = [
            "input", "value", "unit", "canonical_value", "canonical_unit", "low", "high", "canonical_low",
            "canonical_high", "source", "road", "given_by", "given_at",
        ]  # fmt: skip


class AnswerItem(serializers.Serializer[Any]):
    """What is said of a criterion or an indicator. Only the members that are given change."""

    item = serializers.CharField(help_text="Code of a criterion or indicator.")
    credit = Credit(required=False, help_text="Criteria of type “ordinal” only.")
    not_applicable = serializers.BooleanField(required=False)
    reason = serializers.CharField(
        required=False, allow_blank=True, help_text="Why it does not apply."
    )
    evidence = serializers.ChoiceField(
        choices=Answer.Evidence.choices,
        required=False,
        help_text="Of a criterion only where it differs from its indicator's.",
    )
    note = serializers.CharField(required=False, allow_blank=True)


class AnswerSerializer(serializers.ModelSerializer[Answer]):
    """What was said of a criterion or an indicator."""

    credit = Credit(help_text="null where none was given.")
    evidence = serializers.SerializerMethodField()
    given_by = serializers.CharField(source="given_by.username")

    class Meta:
        model = Answer
        fields = [
            "item", "credit", "not_applicable", "reason", "evidence", "note", "given_by", "given_at",
        ]  # fmt: skip

    @extend_schema_field({"type": ["string", "null"], "enum": [*Answer.Evidence.values, None]})
    def get_evidence(self, row: Answer) -> str | None:
        """The class, null where none was given."""
        return row.evidence or None
