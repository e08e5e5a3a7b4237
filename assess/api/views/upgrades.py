"""To a later framework version: what would change, the upgrade of a draft, a copy of what is closed."""

import uuid

from django.db import transaction
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assess import upgrades
from assess.api.serializers.records import SubmissionSerializer
from assess.api.serializers.upgrades import UpgradeSerializer, Version, asides, presented
from assess.api.views.requests import IF_MATCH, etag, match, person, submission_of, valid
from assess.models import Submission
from indicators.models import Profile

TAG = ["upgrades"]


class UpgradeView(APIView):
    """A later version of a submission's framework."""

    @extend_schema(
        tags=TAG,
        summary="What a later framework version would change",
        parameters=[OpenApiParameter("to", str, description="A version; the newest unless given.")],
        responses=UpgradeSerializer,
    )
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """Items added, removed and changed; what is kept and what is not; the score before and after."""
        submission = submission_of(request, pk)
        offered = upgrades.targets(submission)
        target = _named(request.query_params.get("to", ""), offered)
        preview = upgrades.preview(submission, target) if target else None
        versions = [row.framework.version for row in offered]
        shown = presented(submission.framework.version, versions, preview)
        shown["set_aside"] = asides(upgrades.set_aside(submission))
        return Response(shown, headers=etag(submission))

    @extend_schema(
        tags=TAG,
        summary="Upgrade a draft",
        parameters=[IF_MATCH],
        request=Version,
        responses=SubmissionSerializer,
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """What has no place in the new version is set aside and stays listed."""
        submission, body = submission_of(request, pk), valid(Version, request)
        target = _wanted(submission, body["version"])
        with transaction.atomic():
            match(request, submission)
            upgrades.upgrade(submission, target, by=person(request))
        return Response(SubmissionSerializer(submission).data, headers=etag(submission))


class CopyView(APIView):
    """A closed submission in a later version."""

    @extend_schema(
        tags=TAG,
        summary="Copy a closed submission into a new draft of a later version",
        request=Version,
        responses={201: SubmissionSerializer},
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """The closed one stays as it is."""
        submission, body = submission_of(request, pk), valid(Version, request)
        target = _wanted(submission, body["version"])
        draft = upgrades.copy_to_draft(submission, target, by=person(request))
        return Response(SubmissionSerializer(draft).data, status=201, headers=etag(draft))


def _named(version: str, offered: list[Profile]) -> Profile | None:
    if not version:
        return offered[0] if offered else None
    found = next((row for row in offered if row.framework.version == version), None)
    if found is None:
        raise Http404
    return found


def _wanted(submission: Submission, version: str) -> Profile:
    """The version that the body names; 404 where it is not offered."""
    found = _named(version, upgrades.targets(submission))
    if found is None:
        raise Http404
    return found
