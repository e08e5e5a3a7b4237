"""Platform checklists: what they ask, and what a submission says."""

import uuid

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assess import checklists, scores
from assess.api.lists import Listing, ListQuery, listed
from assess.api.serializers.catalogue import ChecklistSerializer
from assess.api.serializers.checklists import ChecklistItem, ToldSerializer, presented
from assess.api.views.requests import IF_MATCH, etag, items_of, match, person, submission_of
from indicators.models import Checklist

TAG = ["checklists"]


class ChecklistQuery(ListQuery):
    """What may be asked of the list of checklists."""

    code = serializers.CharField(required=False)

    orders = ("-published_at", "published_at", "code", "-code")
    lookups = {"code": "code"}


class ChecklistList(Listing[Checklist]):
    """Unscored frameworks, every version, with all that they ask."""

    queryset = Checklist.objects.none()
    serializer_class = ChecklistSerializer
    query = ChecklistQuery

    @listed(ChecklistQuery, tags=TAG, summary="Published checklists")
    def get(self, request: Request) -> Response:
        """In pages."""
        return self.list(request)

    def rows(self) -> QuerySet[Checklist]:
        """Narrow to what is visible."""
        return Checklist.objects.visible_to(person(self.request))


class SubmissionChecklists(APIView):
    """The checklists of a submission."""

    @extend_schema(
        tags=TAG, summary="Checklists of a submission", responses=ToldSerializer(many=True)
    )
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """Each with counts and items."""
        submission = submission_of(request, pk)
        told = checklists.told_of(submission, scores.facts_of(submission))
        return Response([presented(row) for row in told], headers=etag(submission))


class SubmissionChecklist(APIView):
    """One checklist of a submission."""

    @extend_schema(tags=TAG, summary="A checklist of a submission", responses=ToldSerializer)
    def get(self, request: Request, pk: uuid.UUID, code: str) -> Response:
        """Counts and items; linked items show the answer of their criterion."""
        submission = submission_of(request, pk)
        told = checklists.told_of(submission, scores.facts_of(submission))
        found = next((row for row in told if row.definition.code == code), None)
        if found is None:
            raise Http404
        return Response(presented(found), headers=etag(submission))

    @extend_schema(
        tags=TAG,
        summary="Answer items of a checklist",
        parameters=[IF_MATCH],
        request=ChecklistItem(many=True),
        responses=ToldSerializer,
    )
    def put(self, request: Request, pk: uuid.UUID, code: str) -> Response:
        """Items that are not named stay as they are. One bad item and nothing is kept."""
        submission, items = submission_of(request, pk), items_of(request)
        rows = checklists.checklists_of(submission)
        row = next((row for row in rows if row.code == code), None)
        if row is None:
            raise Http404
        with transaction.atomic():
            match(request, submission)
            checklists.record(submission, row, items, by=person(request))
        return self.get(request, pk, code)
