"""Capacity plans over REST. The order is read by ``assess.capacity``; here is its shape for the schema."""

from typing import Any

from rest_framework import serializers

from assess.api.serializers.strict import Strict, VisibleKey
from assess.capacity.reading import KINDS, MODEL_QUANTITIES, MOST_MODELS, QUANTITIES, Quantity
from assess.models import CapacityPlan, Organisation


def _field(quantity: Quantity) -> serializers.Field[Any, Any, Any, Any]:
    words: dict[str, Any] = {
        "required": not quantity.optional,
        "allow_null": quantity.optional,
        "help_text": quantity.expected.en,
    }
    low, high = quantity.lowest, quantity.highest
    if quantity.integer:
        return serializers.IntegerField(min_value=int(low), max_value=int(high), **words)
    return serializers.FloatField(min_value=low, max_value=high, **words)


class StoredModelShape(serializers.Serializer[Any]):
    """Models of one kind and size whose data the storage holds."""

    kind = serializers.ChoiceField(KINDS)

    def get_fields(self) -> dict[str, Any]:
        """The quantities that the planner knows."""
        return super().get_fields() | {item.name: _field(item) for item in MODEL_QUANTITIES}


class PlanOrderShape(serializers.Serializer[Any]):
    """What a plan starts from; numbers may be written as text."""

    models = serializers.ListField(child=StoredModelShape(), required=False, max_length=MOST_MODELS)

    def get_fields(self) -> dict[str, Any]:
        """The quantities that the planner knows."""
        return {item.name: _field(item) for item in QUANTITIES} | super().get_fields()


class PlanRequest(Strict):
    """A plan that is ordered. Without an organisation it is the person's own."""

    name = serializers.CharField(max_length=200)
    organisation = VisibleKey(queryset=Organisation.objects.all(), required=False, allow_null=True)
    order = serializers.DictField()


class PlanRequestShape(PlanRequest):
    """A plan that is ordered. Without an organisation it is the person's own."""

    def get_fields(self) -> dict[str, Any]:
        """With the members of the order."""
        return {**super().get_fields(), "order": PlanOrderShape()}


class PlanSerializer(serializers.ModelSerializer[CapacityPlan]):
    """A plan; ``result`` is null until it is computed, and never changes afterwards."""

    order = PlanOrderShape()
    result = serializers.DictField(allow_null=True)
    created_by = serializers.CharField(source="created_by.username")

    class Meta:
        model = CapacityPlan
        fields = [
            "id", "name", "organisation", "mode", "order", "digest", "result", "created_by",
            "created_at", "computed_at",
        ]  # fmt: skip
