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
from assess.api.serializers.kept_plans import PlanChange, PlanCopy
from assess.api.serializers.plans import PlanRequest, PlanRequestShape, PlanSerializer
from assess.api.views.requests import accepted, person, valid
from assess.kept_plans import change_plan, copy_plan, discard_plan, restore_plan
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
        return Response(PlanSerializer(plan_of(request, pk)).data)

    @extend_schema(
        tags=TAG,
        summary="Rename, note or share a plan",
        request=PlanChange,
        responses=PlanSerializer,
    )
    def patch(self, request: Request, pk: uuid.UUID) -> Response:
        """Name and note by those who edit for its organisation; its maker alone says with whom it is shared."""
        plan = plan_of(request, pk)
        changes = valid(PlanChange, request)
        return Response(PlanSerializer(change_plan(plan, by=person(request), **changes)).data)

    @extend_schema(tags=TAG, summary="Put a plan into the bin", responses={204: None})
    def delete(self, request: Request, pk: uuid.UUID) -> Response:
        """It can be restored: ``restore/``."""
        discard_plan(plan_of(request, pk), by=person(request))
        return Response(status=204)


class RestoreView(APIView):
    """A plan in the bin."""

    @extend_schema(
        tags=TAG, summary="Take a plan out of the bin", request=None, responses=PlanSerializer
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """A plan that is not in the bin is not found here."""
        rows = CapacityPlan.objects.binned_for(person(request)).select_related("created_by")
        plan = get_object_or_404(rows, pk=pk)
        restore_plan(plan, by=person(request))
        plan.refresh_from_db()
        return Response(PlanSerializer(plan).data)


class CopyView(APIView):
    """A plan as a beginning."""

    @extend_schema(
        tags=TAG,
        summary="Order a plan again from the same inputs",
        request=PlanCopy,
        responses={202: JobSerializer},
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """Another plan; ``target`` of the job is its id. Change inputs by ordering anew instead."""
        plan = plan_of(request, pk)
        _plan, job = copy_plan(plan, by=person(request), **valid(PlanCopy, request))
        return accepted(job, request)


def plan_of(request: Request, pk: uuid.UUID) -> CapacityPlan:
    """A plan that the person sees; else 404."""
    rows = CapacityPlan.objects.visible_to(person(request))
    return get_object_or_404(rows.select_related("created_by", "organisation"), pk=pk)


class JobView(APIView):
    """Background work."""

    @extend_schema(
        tags=["jobs"], summary="A job: poll it until it is over", responses=JobSerializer
    )
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """Its state, and the address of its result or the problem."""
        job = get_object_or_404(Job.objects.visible_to(person(request)), pk=pk)
        return Response(JobSerializer(job, context={"request": request}).data)
