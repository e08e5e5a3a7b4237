"""Scaling-law advice and inference plans over REST: what is asked, and what is told."""

from collections.abc import Iterable
from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension
from rest_framework import serializers

from assess.api.serializers.catalogue import TextSerializer
from assess.api.serializers.plans import shape
from assess.api.serializers.strict import Strict
from assess.capacity.advice import ADVICE_FIELDS, LAWS
from assess.capacity.plan_fields import PlanField
from assess.capacity.serving_order import SERVING_FIELDS

Shape = serializers.Serializer[Any]
CODES = [law.code for law in LAWS]
BUDGETS = ("flops", "cards", "model")
BOUNDS = ("memory", "rate")
CURVES = [law.code for law in LAWS if law.curve]


class AdviceOrderShape(Shape):
    """A budget (operations, or cards, days and a peak or card), a model to judge, or both."""


class ServingOrderShape(Shape):
    """A load, a model (parameters, or layers and hidden width), and a card."""


class AdviceRequestShape(Shape):
    """What advice is asked about."""

    order = AdviceOrderShape()


class ServingRequestShape(Shape):
    """What is to be served."""

    order = ServingOrderShape()


class OrderRequest(Strict):
    """The same, the order still to be read."""

    order = serializers.DictField()


def _members(fields: Iterable[PlanField]) -> dict[str, Any]:
    card = {"type": "string", "maxLength": 60, "description": "Code of the accelerator catalogue."}
    members = {item.name: shape(item) for item in fields}
    return {
        "type": "object", "properties": {**members, "card": card}, "additionalProperties": False,
    }  # fmt: skip


class AdviceOrderSchema(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]  # has no types
    """Quantities may come in three forms, as in plans."""

    target_class = AdviceOrderShape

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        """The members of an order."""
        return _members(ADVICE_FIELDS)


class ServingOrderSchema(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]  # has no types
    """As above."""

    target_class = ServingOrderShape

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        """The members of an order."""
        return _members(SERVING_FIELDS)


class ServedResult(Shape):
    """The cheapest size and tokens for the same loss when serving counts too."""

    params = serializers.FloatField()
    tokens = serializers.FloatField()


class HeldResult(Shape):
    """The given model against a law; null where its tokens are not given, or the law tells no loss."""

    wanted_tokens = serializers.FloatField(help_text="Advised for this size.")
    share = serializers.FloatField(allow_null=True, help_text="Given tokens over these.")
    loss = serializers.FloatField(allow_null=True)
    excess = serializers.FloatField(
        allow_null=True, help_text="Loss above what the same operations could reach."
    )
    least_flops = serializers.FloatField(
        allow_null=True, help_text="The fewest operations that reach this loss."
    )
    spent_on_top = serializers.FloatField(
        allow_null=True, help_text="Operations spent over these, minus one."
    )


class AdvisedResult(Shape):
    """What a law advises."""

    law = serializers.ChoiceField(CODES)
    name = TextSerializer()
    params = serializers.FloatField()
    tokens = serializers.FloatField()
    tokens_per_parameter = serializers.FloatField()
    loss = serializers.FloatField(allow_null=True, help_text="Nats per token.")
    beyond = TextSerializer(many=True, help_text="What is extrapolated.")
    served = ServedResult(allow_null=True)
    held = HeldResult(allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        """With "source", a word that serializers use themselves."""
        return {**super().get_fields(), "source": TextSerializer()}


class LossByLaw(Shape):
    """Loss by law."""

    def get_fields(self) -> dict[str, Any]:
        """The laws that tell a loss."""
        return {code: serializers.FloatField() for code in CURVES}


class LossPoint(Shape):
    """A size trained with the whole budget."""

    params = serializers.FloatField()
    losses = LossByLaw()


class FittedTo(Shape):
    """Smallest and largest of the trainings that the laws were fitted to."""

    params = serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2)
    tokens = serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2)


class AdviceResult(Shape):
    """Advice of every law."""

    flops = serializers.FloatField()
    budget_from = serializers.ChoiceField(BUDGETS)
    mfu = serializers.FloatField(allow_null=True)
    params = serializers.FloatField(allow_null=True)
    tokens = serializers.FloatField(allow_null=True)
    advised = AdvisedResult(many=True)
    curve = LossPoint(many=True)
    fitted_to = FittedTo()


class LatencyTargets(Shape):
    """Seconds."""

    ttft_s = serializers.FloatField()
    tpot_s = serializers.FloatField()


class BatchResult(Shape):
    """A batch on a group."""

    batch = serializers.IntegerField()
    tpot_s = serializers.FloatField()
    tokens_per_s = serializers.FloatField()
    fits = serializers.BooleanField(help_text="Whether memory holds it.")


class OnCardResult(Shape):
    """The same load on a card of the catalogue; null where it cannot be kept."""

    code = serializers.CharField()
    name = serializers.CharField()
    verified = serializers.BooleanField()
    cards = serializers.IntegerField(allow_null=True)
    group = serializers.IntegerField(allow_null=True)
    ttft_s = serializers.FloatField(allow_null=True)
    tpot_s = serializers.FloatField(allow_null=True)


class ServingResult(Shape):
    """Cards for the load, and the figures behind them."""

    cards = serializers.IntegerField()
    servers = serializers.IntegerField()
    group = serializers.IntegerField(help_text="Cards that hold the model together.")
    prefill_cards = serializers.FloatField()
    decode_cards = serializers.FloatField()
    memory_cards = serializers.FloatField(help_text="For the cache of all requests in flight.")
    bound = serializers.ChoiceField(BOUNDS)
    batch = serializers.IntegerField()
    ttft_s = serializers.FloatField()
    tpot_s = serializers.FloatField()
    targets = LatencyTargets()
    params_total = serializers.IntegerField()
    params_active = serializers.IntegerField()
    weights_gb = serializers.FloatField()
    cache_bytes_per_token = serializers.FloatField()
    cache_gb_per_request = serializers.FloatField()
    prefill_tokens_per_s_per_card = serializers.FloatField()
    decode_tokens_per_s_per_card = serializers.FloatField()
    requests_in_flight = serializers.FloatField()
    batches = BatchResult(many=True)
    on_cards = OnCardResult(many=True)
