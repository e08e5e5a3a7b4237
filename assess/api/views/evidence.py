"""Evidence files: send, list, read."""

import uuid

from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assess import evidence_files
from assess.api.problems import TooLarge
from assess.api.serializers.evidence import (
    EvidenceDetail,
    EvidenceFiles,
    EvidenceSerializer,
    LookedInto,
    ReceivedSerializer,
    given_files,
    told_outline,
)
from assess.api.views.requests import person, submission_of, valid
from assess.models import Evidence

TAG = ["evidence"]
MOST_BYTES = 512 * 1024 * 1024
"""Of one request."""


def evidence_of(request: Request, pk: uuid.UUID) -> Evidence:
    """A file that the person sees."""
    rows: QuerySet[Evidence] = Evidence.objects.visible_to(person(request))
    return get_object_or_404(rows.select_related("given_by"), pk=pk)


class EvidenceList(APIView):
    """The evidence of a submission."""

    parser_classes = [MultiPartParser]

    @extend_schema(
        tags=TAG,
        summary="The evidence files of a submission",
        responses=EvidenceSerializer(many=True),
    )
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """With the earlier versions of files that were sent again (``superseded_by``)."""
        rows = submission_of(request, pk).evidence.select_related("given_by")
        return Response(EvidenceSerializer(rows, many=True, context={"request": request}).data)

    @extend_schema(
        tags=TAG,
        summary="Send evidence files",
        request={"multipart/form-data": EvidenceFiles},
        responses={200: LookedInto(many=True), 202: ReceivedSerializer(many=True)},
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """202: each file is kept and read by a job of its own. 200 with ``dry_run``: what would be read, nothing kept."""
        submission = submission_of(request, pk)
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
            raise TooLarge(f"At most {MOST_BYTES} bytes in a request.")
        attrs = valid(EvidenceFiles, request)
        files = given_files(attrs)
        if attrs["dry_run"]:
            looked = evidence_files.look_into(files)
            told = [told_outline(path, outline) for path, outline in looked]
            return Response(LookedInto(told, many=True).data)
        received = evidence_files.receive(submission, files, by=person(request))
        context = {"request": request}
        return Response(ReceivedSerializer(received, many=True, context=context).data, status=202)


class EvidenceView(APIView):
    """An evidence file."""

    @extend_schema(
        tags=TAG, summary="A file with its readings and findings", responses=EvidenceDetail
    )
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """Every reading with its place, its conditions and its warnings."""
        return Response(EvidenceDetail(evidence_of(request, pk), context={"request": request}).data)


class RawView(APIView):
    """The bytes of an evidence file."""

    @extend_schema(
        tags=TAG,
        summary="The file as it was sent",
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, pk: uuid.UUID) -> FileResponse:
        """Never shown by a browser, always saved."""
        row = evidence_of(request, pk)
        return FileResponse(
            default_storage.open(row.key), as_attachment=True, filename=row.name,
            content_type="application/octet-stream",
        )  # fmt: skip
