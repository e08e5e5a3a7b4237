"""Order a report, list them, download one."""

import uuid

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assess import scores
from assess.api.problems import NoScoreYet, NotReady
from assess.api.serializers.jobs import JobSerializer
from assess.api.views.requests import accepted, person, submission_of, valid
from assess.models import Scope
from reports.api.serializers import ReportOrder, ReportSerializer
from reports.models import ReportFile
from reports.orders import order_report

TAG = ["reports"]
ORDER = OpenApiExample(
    "PDF in Chinese", value={"format": "pdf", "language": "zh-hans"}, request_only=True
)
MEDIA_TYPES = {"pdf": "application/pdf", "json": "application/json"}


class ReportList(APIView):
    """The reports of a submission."""

    scope = Scope.SUBMIT

    @extend_schema(
        tags=TAG, summary="Reports of a submission", responses=ReportSerializer(many=True)
    )
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """All that were ordered, newest first."""
        submission = submission_of(request, pk)
        rows = ReportFile.objects.filter(score__submission=submission)
        return Response(ReportSerializer(rows, many=True, context={"request": request}).data)

    @extend_schema(
        tags=TAG,
        summary="Order a report of the score that counts",
        request=ReportOrder,
        responses={202: JobSerializer},
        examples=[ORDER],
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """It is rendered in the background; ``target`` of the job is the id of the report."""
        submission, wanted = submission_of(request, pk), valid(ReportOrder, request)
        score = scores.latest(submission)
        if score is None:
            raise NoScoreYet
        _report, job = order_report(score, **wanted, by=person(request))
        return accepted(job, request)


class ReportDownload(APIView):
    """The file of a report."""

    @extend_schema(
        tags=TAG,
        summary="Download a report",
        responses={
            (200, MEDIA_TYPES["pdf"]): OpenApiTypes.BINARY,
            (200, MEDIA_TYPES["json"]): OpenApiTypes.OBJECT,
        },
    )
    def get(self, request: Request, pk: uuid.UUID) -> FileResponse:
        """The file, once it is rendered; before that the problem “not_ready”."""
        report = get_object_or_404(ReportFile.objects.visible_to(person(request)), pk=pk)
        if not report.file:
            raise NotReady
        return FileResponse(
            report.file.open(),
            as_attachment=True,
            filename=f"suanheng-{report.pk}.{report.format}",
            content_type=MEDIA_TYPES[report.format],
        )
