"""Bundles over REST: take one away, check any."""

import uuid
from dataclasses import asdict

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assess import bundles
from assess.api.serializers.bundles import CheckSerializer
from assess.api.views.requests import submission_of
from assess.bundle_words import explain_difference
from assess.scoring.bundle import recognised
from assess.scoring.bundle_check import check

TAG = ["bundles"]


class BundleView(APIView):
    """The bundle of a submission."""

    @extend_schema(
        tags=TAG,
        summary="Everything that the score was computed from",
        responses={(200, "application/json"): OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, pk: uuid.UUID) -> HttpResponse:
        """The file: the same content gives the same bytes."""
        content = bundles.export_bundle(submission_of(request, pk))
        headers = {"Content-Disposition": f'attachment; filename="suanheng-{pk}.json"'}
        return HttpResponse(content, content_type="application/json", headers=headers)


class BundleCheck(APIView):
    """A bundle of anybody's, computed again."""

    @extend_schema(
        tags=TAG,
        summary="Compute a bundle again and say what differs",
        request=OpenApiTypes.OBJECT,
        responses=CheckSerializer,
    )
    def post(self, request: Request) -> Response:
        """Nothing is kept."""
        found = check(recognised(request.data))
        lines = [
            {**asdict(item), "message": explain_difference(item)} for item in found.differences
        ]
        told = {
            "agrees": found.agrees,
            "content": found.content,
            "digest": found.digest,
            "method": found.result.method,
            "kind": found.bundle.score.kind,
            "overall": found.overall,
            "level": found.level,
            "differences": lines,
        }
        return Response(CheckSerializer(told).data)
