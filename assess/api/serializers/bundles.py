"""A checked bundle over REST."""

from typing import Any

from rest_framework import serializers

Shape = serializers.Serializer[Any]


class DifferenceSerializer(Shape):
    """A line on which the bundle and the computation disagree."""

    code = serializers.ChoiceField(["hash", "method", "value", "digest", "result"])
    line = serializers.CharField()
    stated = serializers.JSONField(allow_null=True)
    computed = serializers.JSONField(allow_null=True)
    message = serializers.CharField()


class CheckSerializer(Shape):
    """A bundle computed again."""

    agrees = serializers.BooleanField()
    content = serializers.CharField(help_text="Hash of everything in the bundle, as stated.")
    digest = serializers.CharField(help_text="SHA-256 of the score, computed.")
    method = serializers.CharField()
    kind = serializers.CharField(help_text="“draft” or “final”.")
    overall = serializers.FloatField(allow_null=True, help_text="Computed.")
    level = serializers.CharField(allow_null=True, help_text="Computed.")
    differences = DifferenceSerializer(many=True)
