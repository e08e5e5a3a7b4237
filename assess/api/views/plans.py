"""Capacity plans and background work."""

import uuid

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assess import plans
from assess.api import examples
from assess.api.serializers.jobs import JobSerializer
from assess.api.serializers.plans import PlanRequest, PlanRequestShape, PlanSerializer
from assess.api.views.requests import accepted, person, valid
from assess.models import CapacityPlan, Job

TAG = ["plans"]


@extend_schema_view(get=extend_schema(tags=TAG, summary="Capacity plans that you see"))
class PlanList(ListAPIView[CapacityPlan]):
    """Capacity plans, by the report's appendix or as an engineer makes them."""

    queryset = CapacityPlan.objects.none()
    serializer_class = PlanSerializer

    def get_queryset(self) -> QuerySet[CapacityPlan]:
        """Narrow to what is visible."""
        return CapacityPlan.objects.visible_to(person(self.request)).select_related("created_by")

    @extend_schema(
        tags=TAG,
        summary="Order a capacity plan",
        request=PlanRequestShape,
        responses={202: JobSerializer},
        examples=[examples.PLAN, examples.ENGINEERING],
    )
    def post(self, request: Request) -> Response:
        """It is computed in the background; ``target`` of the job is the id of the plan."""
        _plan, job = plans.order_plan(**valid(PlanRequest, request), by=person(request))
        return accepted(job, request)


class PlanView(APIView):
    """A capacity plan."""

    @extend_schema(tags=TAG, summary="A capacity plan", responses=PlanSerializer)
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """Its order and, once computed, its result."""
        rows = CapacityPlan.objects.visible_to(person(request)).select_related("created_by")
        return Response(PlanSerializer(get_object_or_404(rows, pk=pk)).data)


class JobView(APIView):
    """Background work."""

    @extend_schema(
        tags=["jobs"], summary="A job: poll it until it is over", responses=JobSerializer
    )
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """Its state, and the address of its result or the problem."""
        job = get_object_or_404(Job.objects.visible_to(person(request)), pk=pk)
        return Response(JobSerializer(job, context={"request": request}).data)
