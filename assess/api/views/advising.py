"""Scaling-law advice and inference plans: computed at once, nothing is kept."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assess.advising import OnCard, advice_of, on_every_card, serving_of
from assess.api import advising_examples as examples
from assess.api.serializers.advising import (
    AdviceRequestShape,
    AdviceResult,
    OrderRequest,
    ServingRequestShape,
    ServingResult,
)
from assess.api.views.requests import valid
from assess.models import Scope

TAG = ["plans"]


class ScalingView(APIView):
    """Scaling-law advice."""

    scope = Scope.READ

    @extend_schema(
        tags=TAG,
        summary="Parameters and tokens for a budget, and how far a model is from them",
        request=AdviceRequestShape,
        responses=AdviceResult,
        examples=[examples.BUDGET, examples.MODEL],
    )
    def post(self, request: Request) -> Response:
        """Each law with its source and what lies outside of the trainings that it was fitted to. Nothing is kept."""
        order = valid(OrderRequest, request)["order"]
        return Response(AdviceResult(advice_of(order).as_dict()).data)


class ServingView(APIView):
    """Inference capacity."""

    scope = Scope.READ

    @extend_schema(
        tags=TAG,
        summary="Cards that serve a model at a rate within latency targets",
        request=ServingRequestShape,
        responses=ServingResult,
        examples=[examples.SERVING],
    )
    def post(self, request: Request) -> Response:
        """A wish that cannot be kept is refused (“infeasible”) with the nearest that can. Nothing is kept."""
        order = valid(OrderRequest, request)["order"]
        told = serving_of(order).as_dict()
        others = [_on_card(item) for item in on_every_card(order)]
        return Response(ServingResult({**told, "on_cards": others}).data)


def _on_card(item: OnCard) -> dict[str, Any]:
    plan = item.plan.plan if item.plan else None
    names = ("cards", "group", "ttft_s", "tpot_s")
    figures = {name: getattr(plan, name) if plan else None for name in names}
    return {"code": item.code, "name": item.name, "verified": item.verified, **figures}
