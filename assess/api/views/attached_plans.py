"""The plan of a submission."""

import uuid

from django.db import transaction
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assess import attached_plans, scores
from assess.api.serializers.attached_plans import (
    AttachedChoice,
    AttachedPlanResult,
    attached_result,
)
from assess.api.serializers.strict import Nothing
from assess.api.views.requests import IF_MATCH, etag, match, person, submission_of, valid
from assess.capacity.needs import held_against
from assess.models import Submission

TAG = ["submissions"]


def _told(submission: Submission) -> Response:
    row = attached_plans.attached(submission)
    if row is None:
        raise Http404
    plan = row.plan
    held = held_against(plan.mode, plan.result or {}, scores.facts_of(submission).inputs)
    adoption = attached_plans.adoption(submission, plan) if submission.is_open else None
    told = attached_result(row, held, adoption)
    return Response(AttachedPlanResult(told).data, headers=etag(submission))


class AttachedPlanView(APIView):
    """The plan that a submission is held against."""

    @extend_schema(
        tags=TAG, summary="The cluster against the attached plan", responses=AttachedPlanResult
    )
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """Every need beside what the cluster has; 404 where no plan is attached."""
        return _told(submission_of(request, pk))

    @extend_schema(
        tags=TAG,
        summary="Attach a plan",
        parameters=[IF_MATCH],
        request=AttachedChoice,
        responses=AttachedPlanResult,
    )
    def put(self, request: Request, pk: uuid.UUID) -> Response:
        """In place of any other; for editors of a draft. Whoever sees the submission sees what the plan needs."""
        submission = submission_of(request, pk)
        plan = valid(AttachedChoice, request)["plan"]
        with transaction.atomic():
            match(request, submission)
            attached_plans.attach_plan(submission, plan, by=person(request))
        return _told(submission)

    @extend_schema(
        tags=TAG, summary="Detach the plan", parameters=[IF_MATCH], responses={204: None}
    )
    def delete(self, request: Request, pk: uuid.UUID) -> Response:
        """Inputs that were taken over stay."""
        submission = submission_of(request, pk)
        with transaction.atomic():
            match(request, submission)
            attached_plans.detach_plan(submission, by=person(request))
        return Response(status=204)


class AdoptView(APIView):
    """The figures of the attached plan."""

    @extend_schema(
        tags=TAG,
        summary="Take the plan's figures over as inputs",
        parameters=[IF_MATCH],
        request=Nothing,
        responses=AttachedPlanResult,
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """``plan_params``, ``plan_tokens``, ``plan_days`` and ``plan_utilisation``, by road ``plan``."""
        submission = submission_of(request, pk)
        valid(Nothing, request)
        with transaction.atomic():
            match(request, submission)
            attached_plans.adopt_plan(submission, by=person(request))
        return _told(submission)
