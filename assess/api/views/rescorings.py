"""Finished assessments scored again: for administrators; others see no batch."""

import uuid

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assess import rescoring
from assess.api.lists import CreatedQuery, Listing, ListQuery, listed
from assess.api.serializers.rescorings import (
    RescoreSerializer,
    RescoringOrder,
    RescoringSerializer,
)
from assess.api.serializers.strict import Nothing
from assess.api.views.requests import person, valid
from assess.models import Rescore, Rescoring

TAG = ["rescorings"]


def batch_of(request: Request, pk: uuid.UUID) -> Rescoring:
    """A batch that the person sees."""
    return get_object_or_404(Rescoring.objects.visible_to(person(request)), pk=pk)


class RescoringQuery(CreatedQuery):
    """What may be asked of the list of batches."""


class ResultQuery(ListQuery):
    """What may be asked of the results of a batch; in the order in which they were computed."""

    orders = ("pk", "-pk")


class RescoringList(Listing[Rescoring]):
    """Batches of finished assessments scored again."""

    queryset = Rescoring.objects.none()
    serializer_class = RescoringSerializer
    query = RescoringQuery

    @listed(RescoringQuery, tags=TAG, summary="Batches")
    def get(self, request: Request) -> Response:
        """In pages."""
        return self.list(request)

    def rows(self) -> QuerySet[Rescoring]:
        """Narrow to what is visible."""
        return Rescoring.objects.visible_to(person(self.request))

    @extend_schema(
        tags=TAG,
        summary="Score finished assessments again",
        request=RescoringOrder,
        responses={202: RescoringSerializer},
    )
    def post(self, request: Request) -> Response:
        """Workers do it; ask the batch for its progress."""
        batch = rescoring.start(by=person(request), **valid(RescoringOrder, request))
        return Response(RescoringSerializer(batch).data, status=202)


class RescoringView(APIView):
    """A batch."""

    @extend_schema(tags=TAG, summary="Progress and results", responses=RescoringSerializer)
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """How far it is, and what would change."""
        return Response(RescoringSerializer(batch_of(request, pk)).data)


class RescoringStop(APIView):
    """The step from running to stopped."""

    @extend_schema(tags=TAG, summary="Stop a batch", request=Nothing, responses=RescoringSerializer)
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """What is computed stays."""
        batch, _nothing = batch_of(request, pk), valid(Nothing, request)
        rescoring.stop(batch, by=person(request))
        return Response(RescoringSerializer(batch).data)


class RescoringResume(APIView):
    """The step back to running."""

    @extend_schema(
        tags=TAG, summary="Resume a batch", request=Nothing, responses=RescoringSerializer
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """It goes on where it was stopped, or where work failed."""
        batch, _nothing = batch_of(request, pk), valid(Nothing, request)
        rescoring.resume(batch, by=person(request))
        return Response(RescoringSerializer(batch).data)


class RescoringResults(Listing[Rescore]):
    """The results of a batch, one by one."""

    queryset = Rescore.objects.none()
    serializer_class = RescoreSerializer
    query = ResultQuery

    @listed(ResultQuery, tags=TAG, summary="What each score would be")
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """In pages."""
        return self.list(request)

    def rows(self) -> QuerySet[Rescore]:
        """Those of the batch."""
        rows = batch_of(self.request, self.kwargs["pk"]).rescores.select_related("score")
        return rows.defer("score__facts", "score__result")
