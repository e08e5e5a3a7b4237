"""Files of a plan over REST: data at once, the chapter once it is rendered."""

import uuid
from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assess.api.problems import NotReady
from assess.api.serializers.jobs import JobSerializer
from assess.api.serializers.strict import Strict
from assess.api.views.plans import plan_of
from assess.api.views.requests import accepted, person, valid
from reports import plan_orders
from reports.models import PlanChapter, ReportFile

TAG = ["plans"]
BINARY = [plan_orders.DATA[name].media_type.partition(";")[0] for name in ("xlsx", "csv")]
CHINESE = ReportFile.Language.CHINESE


class ChapterOrder(Strict):
    """In which language."""

    language = serializers.ChoiceField(ReportFile.Language.choices, default=CHINESE)


class FileChoice(serializers.Serializer[Any]):
    """Which file of a plan."""

    format = serializers.ChoiceField(plan_orders.FORMATS, default="json")
    language = serializers.ChoiceField(ReportFile.Language.choices, default=CHINESE)


class OneForm(DefaultContentNegotiation):
    """``?format=`` names the file, not the form of the answer."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        """Problems are told as ever."""
        return renderers[0], renderers[0].media_type


class PlanDownload(APIView):
    """The files of a plan."""

    content_negotiation_class = OneForm

    @extend_schema(
        tags=TAG,
        summary="Download a plan",
        parameters=[
            OpenApiParameter("format", enum=plan_orders.FORMATS, default="json"),
            OpenApiParameter("language", enum=ReportFile.Language.values, default=CHINESE),
        ],
        responses={
            (200, "application/pdf"): OpenApiTypes.BINARY,
            **{(200, media): OpenApiTypes.BINARY for media in BINARY},
            (200, "application/json"): OpenApiTypes.OBJECT,
        },
    )
    def get(self, request: Request, pk: uuid.UUID) -> FileResponse | HttpResponse:
        """XLSX with live formulas, JSON, CSV at once; PDF once it was ordered here and rendered, else “not_ready”."""
        plan = plan_of(request, pk)
        asked = FileChoice(data=request.query_params)
        asked.is_valid(raise_exception=True)
        format, language = asked.validated_data["format"], asked.validated_data["language"]
        if plan.result is None:
            raise NotReady
        if format == plan_orders.PDF:
            return _file(plan_orders.chapter_of(plan, language))
        kind = plan_orders.DATA[format]
        answer = HttpResponse(kind.content(plan, language), content_type=kind.media_type)
        answer.headers["Content-Disposition"] = (
            f'attachment; filename="suanheng-{plan.pk}.{format}"'
        )
        return answer

    @extend_schema(
        tags=TAG,
        summary="Order the chapter on a plan as a PDF",
        request=ChapterOrder,
        responses={202: JobSerializer},
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """It is rendered in the background; the finished job's ``result`` is the file."""
        plan, wanted = plan_of(request, pk), valid(ChapterOrder, request)
        _row, job = plan_orders.order_chapter(plan, **wanted, by=person(request))
        return accepted(job, request)


class ChapterDownload(APIView):
    """The chapter on a plan."""

    @extend_schema(
        tags=TAG,
        summary="Download the chapter on a plan",
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, pk: uuid.UUID) -> FileResponse:
        """The file, once it is rendered; before that the problem “not_ready”."""
        return _file(get_object_or_404(PlanChapter.objects.visible_to(person(request)), pk=pk))


def _file(row: PlanChapter | None) -> FileResponse:
    if row is None or not row.file:
        raise NotReady
    name = f"suanheng-{row.plan_id}.pdf"
    return FileResponse(
        row.file.open(), as_attachment=True, filename=name, content_type="application/pdf"
    )
