"""What an assessor decides: warnings that may stand, and whether items do not apply."""

import uuid

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assess import checks, review
from assess.api.serializers.review import (
    CheckResult,
    RulingItem,
    StatementResult,
    check_result,
    statement_results,
)
from assess.api.serializers.strict import Note, Nothing
from assess.api.views.requests import IF_MATCH, etag, items_of, match, person, submission_of, valid
from assess.models import Scope, Submission

TAG = ["review"]


def _checks(submission: Submission) -> Response:
    told = [check_result(item) for item in checks.checks_of(submission)]
    return Response(CheckResult(told, many=True).data, headers=etag(submission))


def _statements(submission: Submission) -> Response:
    told = statement_results(submission)
    return Response(StatementResult(told, many=True).data, headers=etag(submission))


class ChecksView(APIView):
    """The consistency rules that fire on what a submission holds now."""

    @extend_schema(
        tags=TAG, summary="Consistency rules that fire", responses=CheckResult(many=True)
    )
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """Errors first, then warnings, then questions; none of them changes a value."""
        return _checks(submission_of(request, pk))


class AcceptView(APIView):
    """The acceptance of a warning."""

    scope = Scope.REVIEW

    @extend_schema(
        tags=TAG, summary="Accept a warning", request=Note, responses=CheckResult(many=True)
    )
    def post(self, request: Request, pk: uuid.UUID, code: str) -> Response:
        """For assessors of a submitted assessment; the note is printed in the report."""
        submission, body = submission_of(request, pk), valid(Note, request)
        review.accept(submission, code, reason=body["note"], by=person(request))
        return _checks(submission)


class WithdrawAcceptanceView(APIView):
    """The step back from an acceptance."""

    scope = Scope.REVIEW

    @extend_schema(
        tags=TAG,
        summary="Take an acceptance back",
        request=Nothing,
        responses=CheckResult(many=True),
    )
    def post(self, request: Request, pk: uuid.UUID, code: str) -> Response:
        """The warning is open again."""
        submission = submission_of(request, pk)
        valid(Nothing, request)
        review.withdraw_acceptance(submission, code, by=person(request))
        return _checks(submission)


class StatementsView(APIView):
    """The items that a submission states as not applicable."""

    scope = Scope.REVIEW

    @extend_schema(
        tags=TAG, summary="What is stated not to apply", responses=StatementResult(many=True)
    )
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """With the framework's own words, the reason and the decision."""
        return _statements(submission_of(request, pk))

    @extend_schema(
        tags=TAG,
        summary="Approve or refuse what is stated not to apply",
        parameters=[IF_MATCH],
        request=RulingItem(many=True),
        responses=StatementResult(many=True),
    )
    def put(self, request: Request, pk: uuid.UUID) -> Response:
        """Items that are not named stay as they are. One bad item and nothing is decided."""
        submission = submission_of(request, pk)
        reader = RulingItem(data=items_of(request), many=True)
        reader.is_valid(raise_exception=True)
        rulings = [review.Ruling(**item) for item in reader.validated_data]
        with transaction.atomic():
            match(request, submission)
            review.rule_on(submission, rulings, by=person(request))
        return _statements(submission)
