"""What the evidence files of a submission say, taken over and given back."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assess import takeover
from assess.api import examples
from assess.api.serializers.derived import (
    FOR_ALL,
    DerivedResult,
    GiveBack,
    GivenBack,
    TakeOver,
    TakeOverResult,
    derived_result,
    taken_result,
)
from assess.api.serializers.strict import Strict
from assess.api.views.requests import IF_MATCH, etag, match, person, submission_of, valid
from assess.derivation.reconcile import DEFAULT
from assess.derived import choices_of, derived_of
from assess.models import Submission
from assess.permissions import Action, require
from assess.takeover import Preview

TAG = ["evidence"]
RULE = OpenApiParameter(
    "rule", str, enum=FOR_ALL, default=DEFAULT, description="How to choose among several candidates."
)  # fmt: skip


class RuleQuery(Strict):
    """By which rule."""

    rule = serializers.ChoiceField(FOR_ALL, required=False, default=DEFAULT)


class DerivedView(APIView):
    """The performance indicators as the evidence files have them."""

    @extend_schema(
        tags=TAG, summary="What the files say", parameters=[RULE], responses=DerivedResult
    )
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """Every candidate of every figure with file, line and formula, the one that counts, and what is declared."""
        submission = submission_of(request, pk)
        query = RuleQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        found = derived_of(submission, choices_of(query.validated_data["rule"], ()))
        return Response(DerivedResult(derived_result(found)).data, headers=etag(submission))

    @extend_schema(
        tags=TAG,
        summary="Take figures of the files over",
        parameters=[IF_MATCH],
        request=TakeOver,
        responses=TakeOverResult,
        examples=[examples.TAKE_OVER],
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """As raw inputs of a draft, by road ``evidence``; the same again changes nothing. ``dry_run`` keeps nothing."""
        submission, attrs = submission_of(request, pk), valid(TakeOver, request)
        found = _found(request, submission, attrs)
        told = taken_result(found, dry_run=attrs["dry_run"])
        submission.refresh_from_db(fields=["revision"])
        return Response(TakeOverResult(told).data, headers=etag(submission))


def _found(request: Request, submission: Submission, attrs: Mapping[str, Any]) -> Preview:
    """What was taken over, or would be."""
    named = [(item["slot"], item["rule"], item["key"]) for item in attrs["choices"]]
    choices = choices_of(attrs["rule"], named)
    if attrs["dry_run"]:
        require(person(request), Action.EDIT, submission)
        return derived_of(submission, choices, attrs["slots"]).preview
    with transaction.atomic():
        match(request, submission)
        return takeover.take_over(submission, choices, slots=attrs["slots"], by=person(request))


class GiveBackView(APIView):
    """The way back."""

    @extend_schema(
        tags=TAG,
        summary="Undo taking figures over",
        parameters=[IF_MATCH],
        request=GiveBack,
        responses=GivenBack,
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """Inputs and class of evidence as they stood before; of figures that still stand as they were taken over."""
        submission, attrs = submission_of(request, pk), valid(GiveBack, request)
        with transaction.atomic():
            match(request, submission)
            undone = takeover.give_back(submission, attrs["slots"], by=person(request))
        return Response(GivenBack({"undone": undone}).data, headers=etag(submission))
