"""Capacity plans over REST. The order is read by ``assess.capacity``; here is its shape for the schema."""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from assess.api.serializers.strict import Strict, VisibleKey
from assess.capacity.choices import KNOWN
from assess.capacity.plan_fields import FIELDS, SHARDINGS, PlanField
from assess.capacity.reading import KINDS, MODEL_QUANTITIES, MOST_MODELS, QUANTITIES, Quantity
from assess.capacity.volumes import MODALITIES
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
    choices = serializers.DictField(
        child=serializers.CharField(),
        required=False,
        help_text=f"Readings of the report's open points other than its own: {KNOWN.en}.",
    )

    def get_fields(self) -> dict[str, Any]:
        """The quantities that the planner knows."""
        return {item.name: _field(item) for item in QUANTITIES} | super().get_fields()


TEXT = {
    "type": "string",
    "maxLength": 60,
    "description": "As people write it: 175B, 3.5T, 1.2万, 40%.",
}
PAIR = {
    "type": "object",
    "properties": {"value": {"oneOf": [{"type": "number"}, TEXT]}, "unit": {"type": "string"}},
    "required": ["value", "unit"],
    "additionalProperties": False,
}


def _number(field: PlanField) -> dict[str, Any]:
    limits = {"minimum": field.low, "maximum": field.high}
    told = f"{field.label.en}, in {field.unit}. If unknown: {field.source.en}."
    return {"type": "integer" if field.integer else "number", **limits, "description": told}


def shape(field: PlanField) -> dict[str, Any]:
    """A quantity of an engineering order: a number in its unit, a text, or a value with another unit."""
    number = _number(field)
    told = number.pop("description")
    return {"oneOf": [number, TEXT, PAIR], "description": told}


class EngineeringOrderShape(serializers.Serializer[Any]):
    """Three of params, tokens, days and cards (or layers and hidden for params) and a card; the rest may be unknown."""


class KeptEngineeringOrderShape(serializers.Serializer[Any]):
    """The order as it was kept: numbers in canonical units, and beside them what was typed with its unit."""


class EngineeringOrderSchema(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]  # has no types
    """Quantities may come in three forms, and nothing else may: more than fields of a serializer can say."""

    target_class = EngineeringOrderShape

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        """The members of an order."""
        return _order_schema({item.name: shape(item) for item in FIELDS}, ())


class KeptEngineeringOrderSchema(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]  # has no types
    """As above, for an order that was kept."""

    target_class = KeptEngineeringOrderShape

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        """The members of an order, and what was typed."""
        typed = {"type": "object", "additionalProperties": PAIR}
        return _order_schema(
            {**{item.name: _number(item) for item in FIELDS}, "typed": typed}, ("typed",)
        )


def _order_schema(members: dict[str, Any], required: tuple[str, ...]) -> dict[str, Any]:
    card = {
        "type": "string",
        "maxLength": 60,
        "description": "Code of the accelerator catalogue; fills in what is left out of the card.",
    }
    constants = {
        "type": "string",
        "format": "uuid",
        "description": "An accepted calibration of the step-time model of your organisation.",
    }
    spread = {"type": "string", "enum": list(SHARDINGS)}
    modality = {
        "type": "string",
        "enum": list(MODALITIES),
        "description": "What is trained on; decides how its training data is found.",
    }
    words = {"card": card, "sharding": spread, "calibration": constants, "modality": modality}
    found = {"type": "object", "properties": {**words, **members}, "additionalProperties": False}
    return {**found, "required": list(required)} if required else found


EITHER_ORDER = PolymorphicProxySerializer(
    component_name="PlanOrder",
    serializers=[PlanOrderShape, KeptEngineeringOrderShape],
    resource_type_field_name=None,
)


@extend_schema_field(EITHER_ORDER)
class OrderField(serializers.JSONField):
    """An order of either mode."""


@extend_schema_field(
    PolymorphicProxySerializer(
        component_name="OrderedPlan",
        serializers=[PlanOrderShape, EngineeringOrderShape],
        resource_type_field_name=None,
    )
)
class OrderedField(serializers.JSONField):
    """An order of either mode, as it is sent."""


class PlanRequest(Strict):
    """A plan that is ordered. Without an organisation it is the person's own."""

    name = serializers.CharField(max_length=200)
    organisation = VisibleKey(queryset=Organisation.objects.all(), required=False, allow_null=True)
    mode = serializers.ChoiceField(CapacityPlan.Mode.choices, default=CapacityPlan.Mode.REPORT)
    order = serializers.DictField()


class PlanRequestShape(PlanRequest):
    """A plan that is ordered. Without an organisation it is the person's own."""

    def get_fields(self) -> dict[str, Any]:
        """With the members of the order."""
        return {**super().get_fields(), "order": OrderedField()}


class PlanSerializer(serializers.ModelSerializer[CapacityPlan]):
    """A plan; ``result`` is null until it is computed, and never changes afterwards."""

    order = OrderField()
    result = serializers.DictField(allow_null=True)
    created_by = serializers.CharField(source="created_by.username")

    class Meta:
        model = CapacityPlan
        fields = [
            "id", "name", "note", "organisation", "mode", "order", "digest", "result", "created_by",
            "created_at", "computed_at",
        ]  # fmt: skip
