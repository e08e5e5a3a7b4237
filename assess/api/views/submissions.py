"""Submissions and their way from draft to final."""

import uuid
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.generics import ListCreateAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from assess import scores, workflow
from assess.api import examples
from assess.api.problems import NoScoreYet
from assess.api.serializers.jobs import JobSerializer
from assess.api.serializers.records import SubmissionChange, SubmissionSerializer
from assess.api.serializers.results import ScoreSerializer, presented
from assess.api.serializers.strict import Note, Nothing, OptionalNote, Strict
from assess.api.views.requests import accepted, etag, match, person, submission_of, valid
from assess.models import Scope, Submission

TAG = ["submissions"]


class SubmissionFilter(Strict):
    """How a list of submissions is narrowed."""

    state = serializers.ChoiceField(Submission.State.choices, required=False)
    cluster = serializers.UUIDField(required=False)
    cursor = serializers.CharField(required=False, help_text="Out of “next” or “previous”.")
    limit = serializers.IntegerField(required=False, min_value=1, max_value=200)


@extend_schema_view(
    get=extend_schema(tags=TAG, summary="Submissions that you see", parameters=[SubmissionFilter]),
    post=extend_schema(tags=TAG, summary="Open a submission", examples=[examples.SUBMISSION]),
)
class SubmissionList(ListCreateAPIView[Submission]):
    """Submissions of your organisations, and those assigned to you."""

    queryset = Submission.objects.none()
    serializer_class = SubmissionSerializer

    def get_queryset(self) -> QuerySet[Submission]:
        """Narrow to what is visible and asked for."""
        asked = SubmissionFilter(data=self.request.query_params.dict())
        asked.is_valid(raise_exception=True)
        narrow = {
            name: asked.validated_data[name]
            for name in ("state", "cluster")
            if name in asked.validated_data
        }
        return Submission.objects.visible_to(person(self.request)).with_context().filter(**narrow)

    def perform_create(self, serializer: BaseSerializer[Submission]) -> None:
        """Open it."""
        fields: dict[str, Any] = dict(serializer.validated_data)
        cluster = fields.pop("cluster")
        serializer.instance = workflow.create_submission(cluster, by=person(self.request), **fields)


class SubmissionView(APIView):
    """A submission."""

    @extend_schema(tags=TAG, summary="A submission", responses=SubmissionSerializer)
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """Its state and revision."""
        submission = submission_of(request, pk)
        return Response(SubmissionSerializer(submission).data, headers=etag(submission))

    @extend_schema(
        tags=TAG,
        summary="Correct the title, period or scoring profile of a draft",
        request=SubmissionChange,
        responses=SubmissionSerializer,
    )
    def patch(self, request: Request, pk: uuid.UUID) -> Response:
        """Change what is given, keep the rest."""
        submission = submission_of(request, pk)
        reader = SubmissionChange(submission, data=request.data, partial=True)
        reader.is_valid(raise_exception=True)
        with transaction.atomic():
            match(request, submission)
            if "profile" in reader.validated_data:
                chosen = reader.validated_data["profile"]
                workflow.change_profile(submission, chosen, by=person(request))
            workflow.change_period(submission, by=person(request), **reader.wanted())
        return self.get(request, pk)


class SubmitView(APIView):
    """The step from draft to submitted."""

    scope = Scope.SUBMIT

    @extend_schema(
        tags=TAG, summary="Hand in a draft", request=Nothing, responses={202: JobSerializer}
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """Its score is computed in the background."""
        valid(Nothing, request)
        return accepted(workflow.submit(submission_of(request, pk), by=person(request)), request)


class FinaliseView(APIView):
    """The step from submitted to final."""

    scope = Scope.REVIEW

    @extend_schema(
        tags=TAG, summary="Close an assessment", request=Nothing, responses={202: JobSerializer}
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """What is missing counts 0; the final score is computed in the background."""
        valid(Nothing, request)
        return accepted(workflow.finalise(submission_of(request, pk), by=person(request)), request)


class ReturnView(APIView):
    """The step back to draft."""

    scope = Scope.REVIEW

    @extend_schema(
        tags=TAG, summary="Give a submission back", request=Note, responses=SubmissionSerializer
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """The organisation may change it again; the note says why."""
        submission, body = submission_of(request, pk), valid(Note, request)
        workflow.return_for_changes(submission, by=person(request), note=body["note"])
        return Response(SubmissionSerializer(submission).data, headers=etag(submission))


class WithdrawView(APIView):
    """The step out of the assessment."""

    scope = Scope.SUBMIT

    @extend_schema(
        tags=TAG,
        summary="Withdraw a submission",
        request=OptionalNote,
        responses=SubmissionSerializer,
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """Its data stay readable."""
        submission, body = submission_of(request, pk), valid(OptionalNote, request)
        workflow.withdraw(submission, by=person(request), note=body["note"])
        return Response(SubmissionSerializer(submission).data, headers=etag(submission))


class ScoreView(APIView):
    """The score that counts: the final one, else the newest draft."""

    @extend_schema(tags=TAG, summary="The score with every step", responses=ScoreSerializer)
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """Score, bounds, level with caps, pillars, groups, indicators, and what it was computed from."""
        submission = submission_of(request, pk)
        score = scores.latest(submission)
        if score is None:
            raise NoScoreYet
        score.submission = submission
        return Response(ScoreSerializer(presented(score)).data)
