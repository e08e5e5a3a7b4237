"""Evidence files: send, list, read."""

import uuid

from django.conf import settings
from django.db.models import QuerySet
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
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
from assess.api.serializers.jobs import JobSerializer
from assess.api.views.requests import accepted, person, submission_of, valid
from assess.models import Evidence
from assess.views.evidence import raw_answer

TAG = ["evidence"]


def evidence_of(request: Request, pk: uuid.UUID) -> Evidence:
    """A file that the person sees."""
    rows: QuerySet[Evidence] = Evidence.objects.visible_to(person(request))
    found = rows.select_related("given_by", "submission__cluster__organisation")
    return get_object_or_404(found, pk=pk)


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
        """202: each file is kept and read by a job of its own. 200 with ``dry_run``: what would be read, nothing kept; of an archive the first 20 members."""
        submission = submission_of(request, pk)
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.EVIDENCE_MAX_BYTES:
            words = _("At most %(limit)d bytes in a request; send the files one by one.")
            raise TooLarge(words % {"limit": settings.EVIDENCE_MAX_BYTES})
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


class EvidenceReads(APIView):
    """Reading the files of a submission anew."""

    @extend_schema(
        tags=TAG,
        summary="Read all files of a draft again",
        request=None,
        responses={202: JobSerializer(many=True)},
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """As after an update of the readers: a job for each file that counts and does not wait already."""
        submission = submission_of(request, pk)
        files = list(submission.evidence.all().current())
        ordered = evidence_files.read_again(submission, files, by=person(request))
        context = {"request": request}
        return Response(JobSerializer(ordered, many=True, context=context).data, status=202)


class ReadView(APIView):
    """Reading a file anew."""

    @extend_schema(
        tags=TAG,
        summary="Read a file of a draft again",
        request=None,
        responses={202: JobSerializer, 200: EvidenceSerializer},
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """202 with the job; 200 where the file waits to be read already. What it proved stays until then."""
        row = evidence_of(request, pk)
        ordered = evidence_files.read_again(row.submission, [row], by=person(request))
        if ordered:
            return accepted(ordered[0], request)
        return Response(EvidenceSerializer(row, context={"request": request}).data)


class LeaveOutView(APIView):
    """Whether a file counts."""

    @extend_schema(
        tags=TAG, summary="Leave a file of a draft out", request=None, responses=EvidenceSerializer
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """It counts no longer, nor does what was unpacked from it; bytes and readings stay, `take-back` undoes it."""
        row = evidence_of(request, pk)
        evidence_files.leave_out(row, by=person(request))
        return Response(EvidenceSerializer(row, context={"request": request}).data)


class TakeBackView(APIView):
    """Whether a file counts."""

    @extend_schema(
        tags=TAG, summary="Let a file count again", request=None, responses=EvidenceSerializer
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """With what was unpacked from it."""
        row = evidence_of(request, pk)
        evidence_files.take_back(row, by=person(request))
        return Response(EvidenceSerializer(row, context={"request": request}).data)


class RawView(APIView):
    """The bytes of an evidence file."""

    @extend_schema(
        tags=TAG,
        summary="The file as it was sent",
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, pk: uuid.UUID) -> FileResponse:
        """Never shown by a browser, always saved."""
        return raw_answer(evidence_of(request, pk))
