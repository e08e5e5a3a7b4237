"""What clusters report every day, and the period of it that a submission takes."""

import uuid
from dataclasses import asdict

from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assess import periods, samples
from assess.api import examples
from assess.api.exposition import OpenMetricsParser, TextFormatParser
from assess.api.lists import Listing, ListQuery, listed
from assess.api.parsers import StrictJSONParser
from assess.api.serializers.series import (
    Batch,
    BatchShape,
    KeptSerializer,
    OfferSerializer,
    SampleSerializer,
    SeriesSerializer,
    Taken,
    offered,
)
from assess.api.views.requests import IF_MATCH, etag, match, person, submission_of, valid
from assess.models import Cluster, Sample, Submission

TAG = ["time series"]
LONGEST_SOURCE = 60


class SourceQuery(serializers.Serializer[None]):
    """Which program a scrape file comes from."""

    def get_fields(self) -> dict[str, serializers.Field[str, str, str, str]]:
        """Only "source"."""
        words = "Of a scrape file: which program measured it; “scrape” unless given."
        field = serializers.CharField(max_length=LONGEST_SOURCE, default="scrape", help_text=words)
        return {"source": field}


class SampleQuery(ListQuery):
    """What may be asked of the samples of a cluster. In order of time."""

    input = serializers.CharField(required=False)
    time_from = serializers.DateTimeField(required=False, help_text="At this moment or later.")
    time_before = serializers.DateTimeField(required=False)
    is_current = serializers.BooleanField(
        required=False, help_text="true: without the samples that were corrected."
    )

    orders = ("at", "-at", "given_at", "-given_at")
    lookups = {
        "input": "input",
        "source": "source",
        "time_from": "at__gte",
        "time_before": "at__lt",
        "is_current": "is_current",
    }

    def get_fields(self) -> dict[str, serializers.Field[str, str, str, str]]:
        """With "source"."""
        source = serializers.CharField(max_length=LONGEST_SOURCE, required=False)
        return {**super().get_fields(), "source": source}


def cluster_of(request: Request, pk: uuid.UUID) -> Cluster:
    """A cluster that the person sees; else 404."""
    return get_object_or_404(Cluster.objects.visible_to(person(request)), pk=pk)


class SeriesView(APIView):
    """The time series of a cluster."""

    parser_classes = [StrictJSONParser, OpenMetricsParser, TextFormatParser]

    @extend_schema(
        tags=TAG, summary="The series of a cluster", responses=SeriesSerializer(many=True)
    )
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """Each input of each source, with how many samples there are and since when."""
        found = Sample.objects.filter(cluster=cluster_of(request, pk)).summed_up()
        return Response(SeriesSerializer(found, many=True).data)

    @extend_schema(
        tags=TAG,
        summary="Report samples",
        parameters=[
            OpenApiParameter("source", str, description="Of a scrape file; of JSON it is a member.")
        ],
        request={
            "application/json": BatchShape,
            "application/openmetrics-text": OpenApiTypes.STR,
            "text/plain": OpenApiTypes.STR,
        },
        responses=KeptSerializer,
        examples=[examples.SERIES],
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """JSON, or Prometheus' text with ``suanheng_input{input="mfu",unit="%"} 41 1700000000``. The same again changes nothing."""
        cluster = cluster_of(request, pk)
        given = valid(Batch, request)
        source = given["source"]
        if not (request.content_type or "").startswith("application/json"):
            asked = SourceQuery(data=request.query_params.dict())
            asked.is_valid(raise_exception=True)
            source = asked.validated_data["source"]
        kept = samples.record_samples(cluster, source, given["samples"], by=person(request))
        return Response(KeptSerializer(asdict(kept)).data)


class SampleList(Listing[Sample]):
    """The samples of a cluster."""

    queryset = Sample.objects.none()
    serializer_class = SampleSerializer
    query = SampleQuery

    @listed(SampleQuery, tags=TAG, summary="Samples of a cluster")
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """With the former versions of those that were corrected."""
        return self.list(request)

    def rows(self) -> QuerySet[Sample]:
        """Those of the cluster."""
        cluster = cluster_of(self.request, self.kwargs["pk"])
        return Sample.objects.filter(cluster=cluster).select_related("given_by")


class PeriodView(APIView):
    """The period of a submission in its cluster's series."""

    @extend_schema(
        tags=TAG,
        summary="What the cluster reported in the period",
        responses=OfferSerializer(many=True),
    )
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """Each input as one figure: the rule, samples, days without any, what the submission holds now."""
        return _offers(submission_of(request, pk))

    @extend_schema(
        tags=TAG,
        summary="Take figures of the series over as inputs",
        parameters=[IF_MATCH],
        request=Taken,
        responses=OfferSerializer(many=True),
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """By road ``series``, with where they come from; indicators that rest on a complete series get evidence E3."""
        submission, given = submission_of(request, pk), valid(Taken, request)
        with transaction.atomic():
            match(request, submission)
            periods.take(submission, given.get("inputs"), by=person(request))
        return _offers(submission)


def _offers(submission: Submission) -> Response:
    shown = [offered(submission, offer) for offer in periods.offers(submission)]
    return Response(OfferSerializer(shown, many=True).data, headers=etag(submission))
