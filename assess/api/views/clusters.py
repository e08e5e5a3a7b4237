"""Organisations and clusters."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.generics import ListAPIView, ListCreateAPIView, RetrieveUpdateAPIView
from rest_framework.serializers import BaseSerializer

from assess import workflow
from assess.api import examples
from assess.api.serializers.records import (
    ClusterChange,
    ClusterSerializer,
    OrganisationSerializer,
)
from assess.api.views.requests import person
from assess.models import Cluster, Organisation


@extend_schema(tags=["clusters"], summary="Organisations that you see")
class OrganisationList(ListAPIView[Organisation]):
    """Your organisations, those of submissions assigned to you; all for administrators."""

    queryset = Organisation.objects.none()
    serializer_class = OrganisationSerializer

    def get_queryset(self) -> QuerySet[Organisation]:
        """Narrow to what is visible."""
        return Organisation.objects.visible_to(person(self.request))


@extend_schema_view(
    get=extend_schema(tags=["clusters"], summary="Clusters that you see"),
    post=extend_schema(
        tags=["clusters"], summary="Describe a cluster", examples=[examples.CLUSTER]
    ),
)
class ClusterList(ListCreateAPIView[Cluster]):
    """Clusters: described once, assessed many times."""

    queryset = Cluster.objects.none()
    serializer_class = ClusterSerializer

    def get_queryset(self) -> QuerySet[Cluster]:
        """Narrow to what is visible."""
        return Cluster.objects.visible_to(person(self.request)).select_related("accelerator")

    def perform_create(self, serializer: BaseSerializer[Cluster]) -> None:
        """Describe it."""
        fields: dict[str, Any] = dict(serializer.validated_data)
        organisation = fields.pop("organisation")
        serializer.instance = workflow.create_cluster(
            organisation, by=person(self.request), **fields
        )


@extend_schema_view(
    get=extend_schema(tags=["clusters"], summary="A cluster"),
    patch=extend_schema(tags=["clusters"], summary="Correct the description of a cluster"),
)
class ClusterView(RetrieveUpdateAPIView[Cluster]):
    """A cluster. Scores that were computed keep the description they were computed from."""

    queryset = Cluster.objects.none()
    serializer_class = ClusterChange
    http_method_names = ["get", "patch", "head", "options"]

    def get_queryset(self) -> QuerySet[Cluster]:
        """Narrow to what is visible."""
        return Cluster.objects.visible_to(person(self.request)).select_related("accelerator")

    def perform_update(self, serializer: BaseSerializer[Cluster]) -> None:
        """Correct it."""
        cluster = self.get_object()
        workflow.change_cluster(cluster, by=person(self.request), **serializer.validated_data)
        serializer.instance = self.get_object()
