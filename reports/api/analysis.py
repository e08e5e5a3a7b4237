"""What is behind a score over REST: one indicator explained, advice on a level, what changed."""

import uuid
from dataclasses import asdict, replace
from typing import Any

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assess import scores
from assess.api.problems import NoScoreYet
from assess.api.views.requests import person, submission_of
from assess.models import Score, Submission
from reports import analysis as behind
from reports import figures, questions
from reports.advice import advice, goals
from reports.sensitivity import sensitivity

TAG = ["analysis"]
TARGET = OpenApiParameter(
    questions.TARGET, str, description="Code of a level; the next one if left out."
)
COSTS = OpenApiParameter(
    f"{questions.COST}{{indicator}}",
    float,
    description="Cost of a step of an indicator, 0 to 1000, as cost-P11=2; 1 if left out. Once for each indicator.",
)
FORMER = OpenApiParameter(
    questions.FORMER,
    uuid.UUID,
    description="The assessment to compare with; the nearest former one if left out.",
)


class IndicatorView(APIView):
    """One indicator of the score that counts, from the report's words to its points."""

    @extend_schema(tags=TAG, summary="An indicator explained", responses={200: OpenApiTypes.OBJECT})
    def get(self, request: Request, pk: uuid.UUID, code: str) -> Response:
        """Definition, raw inputs, formula with numbers, anchors, weights on its path, contribution, what more needs."""
        submission = submission_of(request, pk)
        score = _score(submission)
        told = figures.dashboard(submission, score)
        item = told.indicator_by_code.get(code)
        if item is None:
            raise Http404
        found = replace(item, goals=goals(figures.scored(submission, score), code))
        pillar = next(row for row in told.pillars if row.code == item.definition.pillar)
        group = told.group_by_code[item.definition.group]
        path = {
            "pillar": {"code": pillar.code, "weight": pillar.weight},
            "group": {"code": group.code, "weight": group.weight},
        }
        return Response({**asdict(found), "path": path, "method": asdict(told.method)})


class AdviceView(APIView):
    """The least effort to a level."""

    @extend_schema(
        tags=TAG,
        summary="Advice: the improvements that reach a level with the least effort",
        parameters=[TARGET, COSTS],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """Moves from value to value, points gained, effort; conditions of the level and what stands against it."""
        submission = submission_of(request, pk)
        scored = figures.scored(submission, _score(submission))
        asked = questions.question(request.query_params.dict(), scored)
        if asked.faults:
            raise serializers.ValidationError({name: [text] for name, text in asked.faults.items()})
        found = advice(scored, asked.target, asked.costs)
        return Response({**asdict(found), "disclaimer": _disclaimer(submission)})


class ChangesView(APIView):
    """What changed since a former assessment of the cluster."""

    @extend_schema(
        tags=TAG,
        summary="What changed: measured, method, profile",
        parameters=[FORMER],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """Parts of the difference that add up, overall and by indicator; 404 without an assessment to compare with."""
        submission = submission_of(request, pk)
        former = behind.former(submission, person(request))
        before = questions.chosen(request.query_params.dict(), former)
        if before is None:
            raise Http404
        found = behind.changed(before, submission, _score(submission))
        return Response({**asdict(found), "disclaimer": _disclaimer(submission)})


class SensitivityView(APIView):
    """What each weight of the profile does to the score that counts."""

    @extend_schema(tags=TAG, summary="What each weight does", responses={200: OpenApiTypes.OBJECT})
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """Slope for 10 % more of a weight, ranges of the overall, levels that begin; 404 where no score is shown."""
        submission = submission_of(request, pk)
        score = _score(submission)
        final = score.kind == Score.Kind.FINAL
        found = sensitivity(figures.scored(submission, score), final=final)
        if found is None:
            raise Http404
        return Response({**asdict(found), "disclaimer": _disclaimer(submission)})


def _score(submission: Submission) -> Score:
    score = scores.latest(submission)
    if score is None:
        raise NoScoreYet
    return score


def _disclaimer(submission: Submission) -> dict[str, Any]:
    """Whose method it is."""
    return asdict(figures.disclaimer(submission.profile.parsed(), submission.framework.parsed()))
