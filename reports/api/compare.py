"""Compare assessments over REST."""

from dataclasses import asdict
from typing import Any

from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assess.api.serializers.catalogue import TextSerializer
from assess.api.serializers.strict import Strict
from assess.api.serializers.uncertainty import BandResult
from assess.api.views.requests import person
from reports import figures
from reports.comparison import FEWEST, MOST, ComparisonFigures, Incomparable, Pair
from reports.dashboard import say

Shape = serializers.Serializer[Any]


class NotComparable(exceptions.APIException):
    """Scores whose figures do not mean the same."""

    status_code = 422
    default_code = "not_comparable"


class Chosen(Strict):
    """Which submissions."""

    submission = serializers.ListField(
        child=serializers.UUIDField(), min_length=FEWEST, max_length=MOST
    )


class ComparedResult(Shape):
    """One assessment; its band has what is missing drawn from 0 to 100."""

    submission = serializers.UUIDField()
    title = serializers.CharField()
    organisation = serializers.CharField()
    cluster = serializers.CharField()
    final = serializers.BooleanField()
    score = serializers.FloatField(allow_null=True)
    low = serializers.FloatField()
    high = serializers.FloatField()
    coverage = serializers.FloatField()
    level = serializers.CharField(allow_null=True)
    band = BandResult()
    first = serializers.FloatField(help_text="Probability of being the best of these.")


class PairResult(Shape):
    """Two assessments; ``order`` says which may be called better, “none” is not distinguishable."""

    first = serializers.UUIDField()
    second = serializers.UUIDField()
    probability = serializers.FloatField(help_text="P(first > second).")
    order = serializers.ChoiceField(["first", "second", "none"])


class ComparedGroup(Shape):
    """A group's score over what is known and its coverage, in the order of ``submissions``."""

    code = serializers.CharField()
    pillar = TextSerializer()
    name = TextSerializer()
    scores = serializers.ListField(child=serializers.FloatField(allow_null=True))
    coverages = serializers.ListField(child=serializers.FloatField())


class ComparisonResult(Shape):
    """A comparison. Weights, anchors and levels are SuanHeng's method, not CAICT's."""

    profile = TextSerializer()
    profile_version = serializers.CharField()
    method = serializers.CharField()
    disclaimer = TextSerializer()
    draws = serializers.IntegerField()
    seed = serializers.IntegerField()
    order_from = serializers.FloatField(help_text="From which probability an order is told.")
    submissions = ComparedResult(many=True)
    groups = ComparedGroup(many=True)
    pairs = PairResult(many=True)


class CompareView(APIView):
    """Assessments side by side."""

    @extend_schema(
        tags=["submissions"],
        summary="Compare scored submissions",
        parameters=[
            OpenApiParameter(
                "submission",
                OpenApiTypes.UUID,
                required=True,
                many=True,
                description=f"{FEWEST} to {MOST} times: ?submission=…&submission=…",
            )
        ],
        responses=ComparisonResult,
    )
    def get(self, request: Request) -> Response:
        """An order is told only from P = 0.90; other profiles or method versions are refused."""
        asked = Chosen(
            data={**request.query_params, "submission": request.query_params.getlist("submission")}
        )
        asked.is_valid(raise_exception=True)
        try:
            told = figures.comparison_of(person(request), asked.validated_data["submission"])
        except Incomparable as refusal:
            raise NotComparable(say(refusal.reason, get_language() or "")) from refusal
        return Response(ComparisonResult(_presented(told)).data)


def _presented(told: ComparisonFigures) -> dict[str, Any]:
    columns = [
        {**asdict(item), "level": item.level.code if item.level else None} for item in told.columns
    ]
    return {**asdict(told), "submissions": columns, "pairs": [_pair(item) for item in told.pairs]}


def _pair(item: Pair) -> dict[str, Any]:
    return {
        "first": item.first.submission,
        "second": item.second.submission,
        "probability": item.probability,
        "order": item.order,
    }
