"""Resumable uploads: tus 1.0.0 with creation, expiration and termination, and how far each upload is as JSON."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import APIException, UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import IntegerField
from rest_framework.views import APIView

from assess import uploads
from assess.api.problems import TooLarge
from assess.api.serializers.uploads import UploadHeaders, UploadSerializer
from assess.api.views.requests import person, submission_of
from assess.models import Upload

TAG = ["evidence"]
VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,termination"
PIECES = "application/offset+octet-stream"


def _header(name: str, schema: Any, words: str, *, required: bool = True) -> OpenApiParameter:
    return OpenApiParameter(
        name, schema, OpenApiParameter.HEADER, required=required, description=words
    )


RESUMABLE = _header("Tus-Resumable", {"type": "string", "enum": [VERSION]}, "Protocol version.")


class OtherVersion(APIException):
    """The protocol's version is not told, or another one."""

    status_code = 412
    default_code = "tus_version"
    default_detail = gettext_lazy("Send the header “Tus-Resumable: 1.0.0”.")


class Tus(APIView):
    """What all answers of the protocol carry."""

    allowed: ClassVar[str] = "GET, POST, PATCH, DELETE, HEAD, OPTIONS"

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        """The version on every answer."""
        told = super().finalize_response(request, response, *args, **kwargs)
        told.headers["Tus-Resumable"] = VERSION
        told.headers["Tus-Version"] = VERSION
        return told

    @extend_schema(exclude=True)
    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """What the server knows of the protocol."""
        told = {"Tus-Extension": EXTENSIONS, "Tus-Max-Size": str(settings.EVIDENCE_MAX_BYTES)}
        return Response(status=204, headers={**told, "Allow": ", ".join(self.allowed_methods)})


def _speaks(request: Request) -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        raise OtherVersion


def upload_of(request: Request, pk: uuid.UUID) -> Upload:
    """An upload that the person sees."""
    rows: QuerySet[Upload] = Upload.objects.visible_to(person(request))
    return get_object_or_404(rows.select_related("submission__cluster__organisation"), pk=pk)


def _told(upload: Upload) -> dict[str, str]:
    return {
        "Upload-Offset": str(uploads.offset_of(upload)),
        "Upload-Length": str(upload.size),
        "Upload-Expires": http_date(upload.expires_at.timestamp()),
        "Cache-Control": "no-store",
    }


class UploadList(Tus):
    """Files on their way to a submission."""

    @extend_schema(
        tags=TAG,
        summary="The uploads of a submission",
        responses=UploadSerializer(many=True),
    )
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """Those that can be gone on with, and what became of the latest."""
        rows = submission_of(request, pk).uploads.select_related(
            "submission__cluster__organisation"
        )
        return Response(UploadSerializer(rows, many=True, context={"request": request}).data)

    @extend_schema(
        tags=TAG,
        summary="Begin a resumable upload",
        request=None,
        parameters=[
            RESUMABLE,
            _header("Upload-Length", {"type": "integer", "minimum": 0}, "Bytes of the whole file."),
            _header("Upload-Metadata", {"type": "string"}, "`filename` and `relativePath`, in Base64.", required=False),
        ],
        responses={201: OpenApiResponse(description="`Location` is the upload")},
    )  # fmt: skip
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """tus creation: then PATCH the pieces to `Location`."""
        submission = submission_of(request, pk)
        _speaks(request)
        data = {"length": request.headers.get("Upload-Length")}
        headers = UploadHeaders(
            data={**data, "metadata": request.headers.get("Upload-Metadata", "")}
        )
        headers.is_valid(raise_exception=True)
        length, path = headers.validated_data["length"], headers.validated_data["metadata"]
        upload = uploads.begin(submission, path or "file", length, by=person(request))
        shown = UploadSerializer(upload, context={"request": request}).data
        told = {"Location": shown["url"], "Upload-Expires": _told(upload)["Upload-Expires"]}
        return Response(status=201, headers=told)


class UploadView(Tus):
    """An upload."""

    @extend_schema(tags=TAG, summary="How far an upload is", responses=UploadSerializer)
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """As JSON; once it is kept, `evidence` is the file."""
        upload = upload_of(request, pk)
        return Response(UploadSerializer(upload, context={"request": request}).data)

    @extend_schema(exclude=True)
    def head(self, request: Request, pk: uuid.UUID) -> Response:
        """How far an upload is, in headers (tus)."""
        return Response(headers=_told(upload_of(request, pk)))

    @extend_schema(
        tags=TAG,
        summary="Send a piece of a file",
        request={PIECES: OpenApiTypes.BINARY},
        parameters=[
            RESUMABLE,
            _header("Upload-Offset", {"type": "integer", "minimum": 0}, "Where the piece begins."),
        ],
        responses={204: OpenApiResponse(description="`Upload-Offset` is where it ended")},
    )
    def patch(self, request: Request, pk: uuid.UUID) -> Response:
        """What came of a piece that breaks off stays; HEAD tells where to go on."""
        upload = upload_of(request, pk)
        _speaks(request)
        if (request.content_type or "").split(";")[0] != PIECES:
            raise UnsupportedMediaType(request.content_type or "")
        offset = IntegerField(min_value=0).run_validation(request.headers.get("Upload-Offset"))
        if int(request.META.get("CONTENT_LENGTH") or 0) > upload.size - offset:
            raise TooLarge(_("The piece goes beyond the length that was announced."))
        end = uploads.append(upload, offset, request._request, by=person(request))
        return Response(status=204, headers={**_told(upload), "Upload-Offset": str(end)})

    @extend_schema(
        tags=TAG,
        summary="Give an upload up",
        parameters=[RESUMABLE],
        responses={204: OpenApiResponse(description="It is gone; what it became stays")},
    )
    def delete(self, request: Request, pk: uuid.UUID) -> Response:
        """tus termination."""
        upload = upload_of(request, pk)
        _speaks(request)
        uploads.give_up(upload, by=person(request))
        return Response(status=204)
