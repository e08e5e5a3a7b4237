"""Capacity plans and background work."""

import uuid

from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assess import plans
from assess.api import examples
from assess.api.lists import CreatedQuery, Listing, listed
from assess.api.serializers.jobs import JobSerializer
from assess.api.serializers.kept_plans import PlanChange, PlanCopy
from assess.api.serializers.plans import PlanRequest, PlanRequestShape, PlanSerializer
from assess.api.views.requests import (
    IF_MATCH,
    accepted,
    changing,
    content_etag,
    person,
    valid,
)
from assess.kept_plans import change_plan, copy_plan, discard_plan, restore_plan
from assess.models import CapacityPlan, Job

TAG = ["plans"]


class PlanQuery(CreatedQuery):
    """What may be asked of the list of plans."""

    organisation = serializers.UUIDField(required=False)
    mode = serializers.ChoiceField(CapacityPlan.Mode.choices, required=False)
    name = serializers.CharField(required=False, help_text="Part of the name.")

    orders = ("-created_at", "created_at", "name", "-name")
    lookups = {
        **CreatedQuery.lookups,
        "organisation": "organisation",
        "mode": "mode",
        "name": "name__icontains",
    }


class PlanList(Listing[CapacityPlan]):
    """Capacity plans, by the report's appendix or as an engineer makes them."""

    queryset = CapacityPlan.objects.none()
    serializer_class = PlanSerializer
    query = PlanQuery

    @listed(PlanQuery, tags=TAG, summary="Capacity plans that you see")
    def get(self, request: Request) -> Response:
        """In pages."""
        return self.list(request)

    def rows(self) -> QuerySet[CapacityPlan]:
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
        shown = PlanSerializer(plan_of(request, pk)).data
        return Response(shown, headers=content_etag(shown))

    @extend_schema(
        tags=TAG,
        summary="Rename, note or share a plan",
        parameters=[IF_MATCH],
        request=PlanChange,
        responses=PlanSerializer,
    )
    def patch(self, request: Request, pk: uuid.UUID) -> Response:
        """Name and note by those who edit for its organisation; its maker alone says with whom it is shared."""
        plan = plan_of(request, pk)
        changes = valid(PlanChange, request)
        with transaction.atomic(), changing(request, plan, PlanSerializer):
            changed = change_plan(plan, by=person(request), **changes)
        shown = PlanSerializer(changed).data
        return Response(shown, headers=content_etag(shown))

    @extend_schema(
        tags=TAG, summary="Put a plan into the bin", parameters=[IF_MATCH], responses={204: None}
    )
    def delete(self, request: Request, pk: uuid.UUID) -> Response:
        """It can be restored: ``restore/``."""
        plan = plan_of(request, pk)
        with transaction.atomic(), changing(request, plan, PlanSerializer):
            discard_plan(plan, by=person(request))
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
