"""Submissions and their way from draft to final."""

import uuid
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assess import scores, workflow
from assess.api import examples
from assess.api.lists import CreatedQuery, Listing, listed
from assess.api.problems import NoScoreYet
from assess.api.serializers.jobs import JobSerializer
from assess.api.serializers.records import SubmissionChange, SubmissionSerializer
from assess.api.serializers.results import ScoreSerializer, presented
from assess.api.serializers.strict import Note, Nothing, OptionalNote
from assess.api.views.requests import IF_MATCH, accepted, etag, match, person, submission_of, valid
from assess.models import Scope, Submission

TAG = ["submissions"]


class SubmissionQuery(CreatedQuery):
    """What may be asked of the list of submissions."""

    state = serializers.ChoiceField(Submission.State.choices, required=False)
    cluster = serializers.UUIDField(required=False)
    organisation = serializers.UUIDField(required=False)
    framework = serializers.CharField(required=False, help_text="Code of a framework.")
    profile = serializers.CharField(required=False, help_text="Code of a scoring profile.")
    changed_from = serializers.DateTimeField(required=False, help_text="At this moment or later.")

    orders = (
        "-created_at",
        "created_at",
        "-changed_at",
        "changed_at",
        "-period_end",
        "period_end",
    )
    lookups = {
        **CreatedQuery.lookups,
        "state": "state",
        "cluster": "cluster",
        "organisation": "cluster__organisation",
        "framework": "framework__code",
        "profile": "profile__code",
        "changed_from": "changed_at__gte",
    }


class SubmissionList(Listing[Submission]):
    """Submissions of your organisations, and those assigned to you."""

    queryset = Submission.objects.none()
    serializer_class = SubmissionSerializer
    query = SubmissionQuery

    @listed(SubmissionQuery, tags=TAG, summary="Submissions that you see")
    def get(self, request: Request) -> Response:
        """In pages."""
        return self.list(request)

    def rows(self) -> QuerySet[Submission]:
        """Narrow to what is visible."""
        return Submission.objects.visible_to(person(self.request)).with_context()

    @extend_schema(
        tags=TAG,
        summary="Open a submission",
        request=SubmissionSerializer,
        responses={201: SubmissionSerializer},
        examples=[examples.SUBMISSION],
    )
    def post(self, request: Request) -> Response:
        """A draft for a cluster and a period."""
        fields: dict[str, Any] = dict(valid(SubmissionSerializer, request))
        cluster = fields.pop("cluster")
        draft = workflow.create_submission(cluster, by=person(request), **fields)
        return Response(SubmissionSerializer(draft).data, status=201, headers=etag(draft))


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
        parameters=[IF_MATCH],
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
        tags=TAG,
        summary="Hand in a draft",
        parameters=[IF_MATCH],
        request=Nothing,
        responses={202: JobSerializer},
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """Its score is computed in the background."""
        submission, _nothing = submission_of(request, pk), valid(Nothing, request)
        with transaction.atomic():
            match(request, submission)
            job = workflow.submit(submission, by=person(request))
        return accepted(job, request)


class FinaliseView(APIView):
    """The step from submitted to final."""

    scope = Scope.REVIEW

    @extend_schema(
        tags=TAG,
        summary="Close an assessment",
        parameters=[IF_MATCH],
        request=Nothing,
        responses={202: JobSerializer},
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """What is missing counts 0; the final score is computed in the background."""
        submission, _nothing = submission_of(request, pk), valid(Nothing, request)
        with transaction.atomic():
            match(request, submission)
            job = workflow.finalise(submission, by=person(request))
        return accepted(job, request)


class ReturnView(APIView):
    """The step back to draft."""

    scope = Scope.REVIEW

    @extend_schema(
        tags=TAG,
        summary="Give a submission back",
        parameters=[IF_MATCH],
        request=Note,
        responses=SubmissionSerializer,
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """The organisation may change it again; the note says why."""
        submission, body = submission_of(request, pk), valid(Note, request)
        with transaction.atomic():
            match(request, submission)
            workflow.return_for_changes(submission, by=person(request), note=body["note"])
        return Response(SubmissionSerializer(submission).data, headers=etag(submission))


class WithdrawView(APIView):
    """The step out of the assessment."""

    scope = Scope.SUBMIT

    @extend_schema(
        tags=TAG,
        summary="Withdraw a submission",
        parameters=[IF_MATCH],
        request=OptionalNote,
        responses=SubmissionSerializer,
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """Its data stay readable."""
        submission, body = submission_of(request, pk), valid(OptionalNote, request)
        with transaction.atomic():
            match(request, submission)
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
