"""Measurements and answers of a submission: read all, write many, all or nothing."""

import uuid

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assess import intake
from assess.api import examples
from assess.api.serializers.data import (
    AnswerItem,
    AnswerSerializer,
    MeasurementItem,
    MeasurementSerializer,
)
from assess.api.views.requests import IF_MATCH, etag, items_of, match, person, submission_of
from assess.models import Measurement

TAG = ["data"]


class MeasurementsView(APIView):
    """The raw inputs of a submission."""

    @extend_schema(
        tags=TAG, summary="Raw inputs of a submission", responses=MeasurementSerializer(many=True)
    )
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """As they were typed and as they were understood."""
        submission = submission_of(request, pk)
        rows = submission.measurements.select_related("given_by")
        return Response(MeasurementSerializer(rows, many=True).data, headers=etag(submission))

    @extend_schema(
        tags=TAG,
        summary="Give raw inputs",
        parameters=[IF_MATCH],
        request=MeasurementItem(many=True),
        responses=MeasurementSerializer(many=True),
        examples=[examples.MEASUREMENTS],
    )
    def put(self, request: Request, pk: uuid.UUID) -> Response:
        """Inputs that are not named stay as they are. One bad item and nothing is kept."""
        submission, items = submission_of(request, pk), items_of(request)
        with transaction.atomic():
            match(request, submission)
            intake.record_measurements(
                submission, items, by=person(request), road=Measurement.Road.API
            )
        return self.get(request, pk)


class AnswersView(APIView):
    """The answers of a submission."""

    @extend_schema(
        tags=TAG, summary="Answers of a submission", responses=AnswerSerializer(many=True)
    )
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """Credits, reasons, evidence classes and notes."""
        submission = submission_of(request, pk)
        rows = submission.answers.select_related("given_by")
        return Response(AnswerSerializer(rows, many=True).data, headers=etag(submission))

    @extend_schema(
        tags=TAG,
        summary="Answer criteria and indicators",
        parameters=[IF_MATCH],
        request=AnswerItem(many=True),
        responses=AnswerSerializer(many=True),
        examples=[examples.ANSWERS],
    )
    def put(self, request: Request, pk: uuid.UUID) -> Response:
        """Items that are not named stay as they are. One bad item and nothing is kept."""
        submission, items = submission_of(request, pk), items_of(request)
        with transaction.atomic():
            match(request, submission)
            intake.record_answers(submission, items, by=person(request))
        return self.get(request, pk)
