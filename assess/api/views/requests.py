"""What every view asks of a request: who, which submission, which items, which revision."""

import uuid
from typing import Any, cast

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assess.api.problems import ChangedMeanwhile
from assess.api.serializers.jobs import JobSerializer
from assess.models import Job, Submission, User

MOST_ITEMS = 500


def person(request: Request) -> User:
    """Who asks; permissions have made sure that somebody does."""
    return cast(User, request.user)


def submission_of(request: Request, pk: uuid.UUID) -> Submission:
    """A submission that the person sees, with its context."""
    rows: QuerySet[Submission] = Submission.objects.visible_to(request.user).with_context()
    return get_object_or_404(rows, pk=pk)


def valid(serializer: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """The body, read by a serializer; raises with every fault."""
    reader = serializer(data=request.data, context={"request": request})
    reader.is_valid(raise_exception=True)
    return cast(dict[str, Any], reader.validated_data)


def items_of(request: Request) -> list[Any]:
    """The body as a list of items, as long as one request may be."""
    items = request.data
    if not isinstance(items, list):
        raise serializers.ValidationError([_("a list of objects")], code="not_a_list")
    if len(items) > MOST_ITEMS:
        expected = _("at most %(most)d items in a request") % {"most": MOST_ITEMS}
        raise serializers.ValidationError([expected], code="too_many")
    return items


def etag(submission: Submission) -> dict[str, str]:
    """The header that names the revision that is shown."""
    return {"ETag": f'"{submission.revision}"'}


def match(request: Request, submission: Submission) -> None:
    """Hold If-Match against the locked revision; to be called inside the transaction that writes."""
    wanted = request.headers.get("If-Match", "*")
    if wanted == "*":
        return
    rows = Submission.objects.select_for_update().values_list("revision", flat=True)
    if f'"{rows.get(pk=submission.pk)}"' not in [tag.strip() for tag in wanted.split(",")]:
        raise ChangedMeanwhile


def accepted(job: Job, request: Request) -> Response:
    """202 with the job, whose address is in Location."""
    shown = JobSerializer(job, context={"request": request}).data
    return Response(shown, status=202, headers={"Location": shown["url"]})
