"""Organisations and clusters."""

import uuid
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assess import inventory, workflow
from assess.api import examples
from assess.api.lists import CreatedQuery, Listing, listed
from assess.api.serializers.records import (
    ClusterChange,
    ClusterItem,
    ClusterSerializer,
    OrganisationChange,
    OrganisationSerializer,
)
from assess.api.views.requests import (
    IF_MATCH,
    changing,
    content_etag,
    items_of,
    person,
    valid,
)
from assess.models import Cluster, Organisation

TAG = ["clusters"]
ALL_CLUSTERS = {"type": "array", "items": {"$ref": "#/components/schemas/Cluster"}}
"""A plain list: of a list of rows the schema makes a page."""
NAMED = ("-created_at", "created_at", "name", "-name")


class OrganisationQuery(CreatedQuery):
    """What may be asked of the list of organisations."""

    origin = serializers.ChoiceField(Organisation.Origin.choices, required=False)
    name = serializers.CharField(required=False, help_text="Part of the name.")

    orders = NAMED
    lookups = {**CreatedQuery.lookups, "origin": "origin", "name": "name__icontains"}


class ClusterQuery(CreatedQuery):
    """What may be asked of the list of clusters."""

    organisation = serializers.UUIDField(required=False)
    accelerator = serializers.CharField(required=False, help_text="Code of a card.")
    name = serializers.CharField(required=False, help_text="Part of the name.")

    orders = NAMED
    lookups = {
        **CreatedQuery.lookups,
        "organisation": "organisation",
        "accelerator": "accelerator__code",
        "name": "name__icontains",
    }


class OrganisationList(Listing[Organisation]):
    """Your organisations, those of submissions assigned to you; all for administrators."""

    queryset = Organisation.objects.none()
    serializer_class = OrganisationSerializer
    query = OrganisationQuery

    @listed(OrganisationQuery, tags=TAG, summary="Organisations that you see")
    def get(self, request: Request) -> Response:
        """In pages."""
        return self.list(request)

    def rows(self) -> QuerySet[Organisation]:
        """Narrow to what is visible."""
        return Organisation.objects.visible_to(person(self.request))


class OrganisationView(APIView):
    """An organisation."""

    @extend_schema(tags=TAG, summary="An organisation", responses=OrganisationSerializer)
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """Name, origin of its data and note."""
        seen = Organisation.objects.visible_to(person(request))
        shown = OrganisationSerializer(get_object_or_404(seen, pk=pk)).data
        return Response(shown, headers=content_etag(shown))

    @extend_schema(
        tags=TAG,
        summary="Rename an organisation or change its note",
        parameters=[IF_MATCH],
        request=OrganisationChange,
        responses=OrganisationSerializer,
    )
    def patch(self, request: Request, pk: uuid.UUID) -> Response:
        """For its owners."""
        seen = Organisation.objects.visible_to(person(request))
        row = get_object_or_404(seen, pk=pk)
        with transaction.atomic(), changing(request, row, OrganisationSerializer):
            reader = OrganisationChange(row, data=request.data, partial=True)
            reader.is_valid(raise_exception=True)
            workflow.change_organisation(row, by=person(request), **reader.validated_data)
        return self.get(request, pk)


class ClusterList(Listing[Cluster]):
    """Clusters: described once, assessed many times."""

    queryset = Cluster.objects.none()
    serializer_class = ClusterSerializer
    query = ClusterQuery

    @listed(ClusterQuery, tags=TAG, summary="Clusters that you see")
    def get(self, request: Request) -> Response:
        """In pages."""
        return self.list(request)

    def rows(self) -> QuerySet[Cluster]:
        """Narrow to what is visible."""
        return Cluster.objects.visible_to(person(self.request)).select_related("accelerator")

    @extend_schema(
        tags=TAG,
        summary="Describe a cluster",
        request=ClusterSerializer,
        responses={201: ClusterSerializer},
        examples=[examples.CLUSTER],
    )
    def post(self, request: Request) -> Response:
        """Many at once: PUT."""
        fields: dict[str, Any] = dict(valid(ClusterSerializer, request))
        organisation = fields.pop("organisation")
        cluster = workflow.create_cluster(organisation, by=person(request), **fields)
        shown = ClusterSerializer(cluster).data
        return Response(shown, status=201, headers=content_etag(shown))

    @extend_schema(
        tags=TAG,
        summary="Describe many clusters at once",
        request=ClusterItem(many=True),
        responses={200: ALL_CLUSTERS},
        examples=[examples.CLUSTERS],
    )
    def put(self, request: Request) -> Response:
        """New ones are made, known ones (by organisation and name) changed, none removed. One bad item and nothing is kept."""
        context = {"request": request}
        reader = ClusterItem(data=items_of(request), many=True, context=context)
        reader.is_valid(raise_exception=True)
        rows = inventory.put_clusters(reader.validated_data, by=person(request))
        return Response(ClusterSerializer(rows, many=True).data)


class ClusterView(APIView):
    """A cluster. Scores that were computed keep the description they were computed from."""

    @extend_schema(tags=TAG, summary="A cluster", responses=ClusterChange)
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """Its description, and what follows from it."""
        shown = ClusterChange(self.row(request, pk)).data
        return Response(shown, headers=content_etag(shown))

    @extend_schema(
        tags=TAG,
        summary="Correct the description of a cluster",
        parameters=[IF_MATCH],
        request=ClusterChange,
        responses=ClusterChange,
    )
    def patch(self, request: Request, pk: uuid.UUID) -> Response:
        """Change what is given, keep the rest."""
        row = self.row(request, pk)
        with transaction.atomic(), changing(request, row, ClusterChange):
            context = {"request": request}
            reader = ClusterChange(row, data=request.data, partial=True, context=context)
            reader.is_valid(raise_exception=True)
            workflow.change_cluster(row, by=person(request), **reader.validated_data)
        return self.get(request, pk)

    def row(self, request: Request, pk: uuid.UUID) -> Cluster:
        """A cluster that the person sees; else 404."""
        seen = Cluster.objects.visible_to(person(request))
        return get_object_or_404(seen.select_related("accelerator"), pk=pk)
