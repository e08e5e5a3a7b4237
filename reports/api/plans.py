"""Plans side by side over REST."""

from dataclasses import asdict
from typing import Any

from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assess.api.serializers.catalogue import TextSerializer
from assess.api.views.requests import person
from assess.models import CapacityPlan
from reports.api.compare import NotComparable
from reports.dashboard import say
from reports.plan_comparison import (
    FEWEST,
    MOST,
    IncomparablePlans,
    Pair,
    PlanComparison,
    compared,
)


class ChosenPlans(serializers.Serializer[Any]):
    """Which plans."""

    plan = serializers.ListField(child=serializers.UUIDField(), max_length=2 * MOST)


class ComparedPlan(serializers.Serializer[Any]):
    """One of the plans."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    mode = serializers.ChoiceField(CapacityPlan.Mode.choices)
    organisation = serializers.CharField(allow_blank=True)


class ComparedRow(serializers.Serializer[Any]):
    """An input or a result, a value for each plan; null where a plan has none."""

    code = serializers.CharField()
    name = TextSerializer()
    unit = serializers.CharField(allow_blank=True)
    values = serializers.ListField(child=serializers.JSONField(allow_null=True))
    remark = TextSerializer(allow_null=True)
    differs = serializers.BooleanField()


class ReasonPartResult(serializers.Serializer[Any]):
    """What a differing input adds."""

    code = serializers.CharField()
    name = TextSerializer()
    adds = serializers.FloatField()


class ReasonResult(serializers.Serializer[Any]):
    """A figure of both plans; the parts add up to the difference."""

    code = serializers.CharField()
    name = TextSerializer()
    unit = serializers.CharField()
    first = serializers.FloatField()
    second = serializers.FloatField()
    difference = serializers.FloatField()
    parts = ReasonPartResult(many=True)


class PlanPairResult(serializers.Serializer[Any]):
    """The first plan and another."""

    first = serializers.UUIDField()
    second = serializers.UUIDField()
    reasons = ReasonResult(many=True)
    refusal = TextSerializer(allow_null=True, help_text="Why there are no reasons.")
    break_even = serializers.FloatField(
        allow_null=True,
        help_text="Price of the second plan's card-hour at which both cost the same.",
    )
    server_price = serializers.FloatField(
        allow_null=True,
        help_text="Price of the second plan's server at which the training costs the same on owned clusters.",
    )
    earlier = serializers.BooleanField(
        help_text="The kept figures are of an earlier planner; the reasons are today's."
    )


class PlanComparisonResult(serializers.Serializer[Any]):
    """Plans side by side."""

    plans = ComparedPlan(many=True)
    inputs = ComparedRow(many=True, help_text="Those that differ.")
    results = ComparedRow(many=True)
    pairs = PlanPairResult(many=True)
    left_out = TextSerializer(many=True, help_text="Results that only one method tells.")


class PlanCompareView(APIView):
    """Plans side by side."""

    @extend_schema(
        tags=["plans"],
        summary="Compare plans",
        parameters=[
            OpenApiParameter(
                "plan",
                OpenApiTypes.UUID,
                required=True,
                many=True,
                description=f"{FEWEST} to {MOST} times: ?plan=…&plan=…",
            )
        ],
        responses=PlanComparisonResult,
    )
    def get(self, request: Request) -> Response:
        """Each of the others is explained from the first, an input at a time (Shapley shares)."""
        asked = ChosenPlans(data={"plan": request.query_params.getlist("plan")})
        asked.is_valid(raise_exception=True)
        try:
            told = compared(person(request), asked.validated_data["plan"])
        except IncomparablePlans as refusal:
            raise NotComparable(say(refusal.reason, get_language() or "")) from refusal
        return Response(PlanComparisonResult(_presented(told)).data)


def _presented(told: PlanComparison) -> dict[str, Any]:
    rows = {
        name: [{**asdict(row), "differs": row.differs} for row in getattr(told, name)]
        for name in ("inputs", "results")
    }
    return {
        "plans": [asdict(item) for item in told.columns],
        **rows,
        "pairs": [_pair(item) for item in told.pairs],
        "left_out": [asdict(item) for item in told.left_out],
    }


def _pair(item: Pair) -> dict[str, Any]:
    reasons = [
        {
            **asdict(reason.figure),
            "first": reason.first,
            "second": reason.second,
            "difference": reason.difference,
            "parts": [asdict(part) for part in reason.parts],
        }
        for reason in item.reasons
    ]
    return {
        "first": item.first.id,
        "second": item.second.id,
        "reasons": reasons,
        "refusal": asdict(item.refusal) if item.refusal else None,
        "break_even": item.break_even,
        "server_price": item.server_price,
        "earlier": item.earlier,
    }
