"""Serializers that refuse what they do not know."""

import math
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from rest_framework import serializers


class FiniteFloat(serializers.FloatField):
    """A float that is a number: "nan" and "inf" are texts."""

    def to_internal_value(self, data: Any) -> float:
        """Read a number; refuse what no column can hold."""
        value = super().to_internal_value(data)
        if not math.isfinite(value):
            self.fail("invalid")
        return value


class Strict(serializers.Serializer[Any]):
    """Refuses members that it does not know, by name, together with everything else that is wrong."""

    def to_internal_value(self, data: Any) -> Any:
        """Read the members; collect all errors."""
        unknown = _unknown(data, self)
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as error:
            if not isinstance(error.detail, dict):
                raise
            raise serializers.ValidationError({**error.detail, **unknown}) from error
        if unknown:
            raise serializers.ValidationError(unknown)
        return value


def _unknown(data: Any, serializer: serializers.Serializer[Any]) -> dict[str, Any]:
    """Errors for members of the request that the serializer does not take."""
    taken = [name for name, field in serializer.fields.items() if not field.read_only]
    expected = _("one of: %(keys)s") % {"keys": ", ".join(sorted(taken)) or "–"}
    found = data if isinstance(data, dict) else {}
    error = [serializers.ErrorDetail(expected, code="unknown_key")]
    return {str(name): error for name in found if name not in taken}


class StrictModel(Strict, serializers.ModelSerializer[Any]):
    """The same for a model."""

    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.FloatField: FiniteFloat,
    }


class Nothing(Strict):
    """A body without members."""


class Note(Strict):
    """Why something is done."""

    note = serializers.CharField(max_length=4000, help_text="Why; the others read it.")


class OptionalNote(Strict):
    """Why something is done, if it needs saying."""

    note = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")


class VisibleKey(serializers.PrimaryKeyRelatedField[Any]):
    """The id of something that the person sees; a foreign id is as unknown as a wrong one."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("pk_field", serializers.UUIDField())
        super().__init__(**options)

    def get_queryset(self) -> Any:
        """Narrow to what is visible."""
        queryset: Any = super().get_queryset()
        request = self.context.get("request")
        return queryset.visible_to(request.user) if request else queryset
