"""Own trainings, step times and calibrations of an organisation: for its members alone, as on the pages."""

import uuid

from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assess import calibrations, own_runs
from assess.api import own_examples as examples
from assess.api.lists import CreatedQuery, Listing, ListQuery, listed
from assess.api.serializers.jobs import JobSerializer
from assess.api.serializers.own_data import (
    CalibrationName,
    CalibrationOrder,
    CalibrationSerializer,
    Counted,
    OneOrganisation,
    OwnRunChange,
    OwnRunSerializer,
    OwnRunsRequest,
    OwnRunsShape,
    StepTimeSerializer,
    StepTimesRequest,
    StepTimesShape,
)
from assess.api.views.requests import (
    IF_MATCH,
    accepted,
    changing,
    content_etag,
    object_of,
    person,
    valid,
)
from assess.capacity.machine import Machine
from assess.capacity.own_items import read_run_items, read_step_items
from assess.models import Organisation, OwnRun, OwnStep, StepCalibration

TAG = ["own trainings"]


class AddedQuery(ListQuery):
    """What may be asked of lists whose rows were added by somebody."""

    organisation = serializers.UUIDField(required=False)

    orders = ("-added_at", "added_at")
    lookups = {"organisation": "organisation"}


class CalibrationQuery(CreatedQuery):
    """What may be asked of the list of calibrations."""

    organisation = serializers.UUIDField(required=False)

    lookups = {**CreatedQuery.lookups, "organisation": "organisation"}


class OwnRunList(Listing[OwnRun]):
    """Own trainings."""

    queryset = OwnRun.objects.none()
    serializer_class = OwnRunSerializer
    query = AddedQuery

    @listed(AddedQuery, tags=TAG, summary="Own trainings of your organisations")
    def get(self, request: Request) -> Response:
        """In pages."""
        return self.list(request)

    def rows(self) -> QuerySet[OwnRun]:
        """Narrow to what is visible."""
        return OwnRun.objects.visible_to(person(self.request)).select_related("added_by")

    @extend_schema(
        tags=TAG,
        summary="Add own trainings",
        request=OwnRunsShape,
        responses={201: OwnRunSerializer(many=True)},
        examples=[examples.RUNS],
    )
    def post(self, request: Request) -> Response:
        """All or none; ``index`` of a fault is the place in ``runs``. One of the same name is replaced."""
        given = valid(OwnRunsRequest, request)
        rows = read_run_items(given["runs"])
        own_runs.add_runs(given["organisation"], rows, by=person(request))
        kept = OwnRun.objects.filter(
            organisation=given["organisation"], name__in=[row["id"] for row in rows]
        )
        shown = OwnRunSerializer(kept.select_related("added_by"), many=True)
        return Response(shown.data, status=201)


class OwnRunView(APIView):
    """An own training."""

    @extend_schema(tags=TAG, summary="An own training", responses=OwnRunSerializer)
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """Its columns, and the error of each formula."""
        shown = OwnRunSerializer(_run(request, pk)).data
        return Response(shown, headers=content_etag(shown))

    @extend_schema(
        tags=TAG,
        summary="Change an own training",
        parameters=[IF_MATCH],
        request=OwnRunChange,
        responses=OwnRunSerializer,
        examples=[examples.CHANGE],
    )
    def patch(self, request: Request, pk: uuid.UUID) -> Response:
        """Columns that are left out stay; null empties one."""
        row, changes = _run(request, pk), object_of(request)
        with transaction.atomic(), changing(request, row, OwnRunSerializer):
            shown = OwnRunSerializer(own_runs.change_run(row, changes, by=person(request))).data
        return Response(shown, headers=content_etag(shown))

    @extend_schema(tags=TAG, summary="Forget an own training", responses={204: None})
    def delete(self, request: Request, pk: uuid.UUID) -> Response:
        """For good."""
        own_runs.remove_run(_run(request, pk), by=person(request))
        return Response(status=204)


class StepTimeList(Listing[OwnStep]):
    """Own step times, from which the step-time model can learn."""

    queryset = OwnStep.objects.none()
    serializer_class = StepTimeSerializer
    query = AddedQuery

    @listed(AddedQuery, tags=TAG, summary="Own step times of your organisations")
    def get(self, request: Request) -> Response:
        """In pages."""
        return self.list(request)

    def rows(self) -> QuerySet[OwnStep]:
        """Narrow to what is visible."""
        return OwnStep.objects.visible_to(person(self.request)).select_related("added_by")

    @extend_schema(
        tags=TAG,
        summary="Add own step times",
        request=StepTimesShape,
        responses={201: Counted},
        examples=[examples.STEPS],
    )
    def post(self, request: Request) -> Response:
        """All or none; ``count`` is how many are new."""
        given = valid(StepTimesRequest, request)
        machine = own_runs.machine_of(
            given["card"], given["cards_per_server"], given["port_gbit_s"]
        )
        count = own_runs.add_steps(
            given["organisation"],
            read_step_items(given["steps"]),
            on=_complete(machine),
            card=given["card"].name,
            by=person(request),
        )
        return Response({"count": count}, status=201)

    @extend_schema(
        tags=TAG,
        summary="Forget all step times of an organisation",
        parameters=[OpenApiParameter("organisation", OpenApiTypes.UUID, required=True)],
        responses={200: Counted},
    )
    def delete(self, request: Request) -> Response:
        """Calibrations keep what they learnt."""
        asked = OneOrganisation(data=request.query_params.dict(), context={"request": request})
        asked.is_valid(raise_exception=True)
        organisation: Organisation = asked.validated_data["organisation"]
        return Response({"count": own_runs.remove_steps(organisation, by=person(request))})


class CalibrationList(Listing[StepCalibration]):
    """Calibrations of the step-time model."""

    queryset = StepCalibration.objects.none()
    serializer_class = CalibrationSerializer
    query = CalibrationQuery

    @listed(CalibrationQuery, tags=TAG, summary="Calibrations of the step-time model")
    def get(self, request: Request) -> Response:
        """In pages."""
        return self.list(request)

    def rows(self) -> QuerySet[StepCalibration]:
        """Narrow to what is visible."""
        return _calibrations(self.request)

    @extend_schema(
        tags=TAG,
        summary="Have a calibration computed",
        request=CalibrationOrder,
        responses={202: JobSerializer},
        examples=[examples.CALIBRATION],
    )
    def post(self, request: Request) -> Response:
        """From all step times of the organisation; ``target`` of the job is the id of the calibration."""
        _row, job = calibrations.order_calibration(
            **valid(CalibrationOrder, request), by=person(request)
        )
        return accepted(job, request)


class CalibrationView(APIView):
    """A calibration."""

    @extend_schema(tags=TAG, summary="A calibration", responses=CalibrationSerializer)
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """The errors before and after, each model size predicted without it, and the constants."""
        return Response(CalibrationSerializer(_calibration(request, pk)).data)

    @extend_schema(
        tags=TAG, summary="Withdraw a calibration that is not accepted", responses={204: None}
    )
    def delete(self, request: Request, pk: uuid.UUID) -> Response:
        """An accepted one does not change any more: plans may rest on it (problem “accepted”)."""
        calibrations.discard(_calibration(request, pk), by=person(request))
        return Response(status=204)


class CalibrationAccept(APIView):
    """A calibration that was looked at."""

    @extend_schema(
        tags=TAG,
        summary="Accept a calibration under a name",
        request=CalibrationName,
        responses=CalibrationSerializer,
        examples=[examples.ACCEPT],
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """From then on engineering plans of the organisation may name it, and nothing changes it."""
        row = _calibration(request, pk)
        calibrations.accept(row, by=person(request), **valid(CalibrationName, request))
        return Response(CalibrationSerializer(_calibration(request, pk)).data)


def _run(request: Request, pk: uuid.UUID) -> OwnRun:
    rows = OwnRun.objects.visible_to(person(request)).select_related("added_by", "organisation")
    return get_object_or_404(rows, pk=pk)


def _calibrations(request: Request) -> QuerySet[StepCalibration]:
    rows = StepCalibration.objects.visible_to(person(request))
    return rows.select_related("created_by", "accepted_by", "organisation")


def _calibration(request: Request, pk: uuid.UUID) -> StepCalibration:
    return get_object_or_404(_calibrations(request), pk=pk)


def _complete(machine: Machine | None) -> Machine:
    if machine is None:
        expected = _("The catalogue lacks memory, its bandwidth or the link of this card.")
        raise serializers.ValidationError({"card": [expected]}, code="incomplete")
    return machine
