"""What every view asks of a request: who, which submission, which items, which revision."""

import hashlib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from assess.api.problems import ChangedMeanwhile
from assess.api.serializers.jobs import JobSerializer
from assess.models import Job, Submission, User, Webhook

MOST_ITEMS = 500
IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="The ETag that you read; the request is refused when somebody wrote meanwhile.",
)


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


def object_of(request: Request) -> dict[str, Any]:
    """The body as an object whose members are read elsewhere."""
    if not isinstance(request.data, dict):
        raise serializers.ValidationError([_("an object")], code="not_an_object")
    return request.data


def etag(row: Submission | Webhook) -> dict[str, str]:
    """The header that names the revision that is shown."""
    return {"ETag": f'"{row.revision}"'}


def match(request: Request, row: Submission | Webhook) -> None:
    """Hold If-Match against the locked revision; to be called inside the transaction that writes."""
    if "If-Match" in request.headers:
        locked: QuerySet[Any] = type(row)._default_manager.select_for_update()
        hold(request, str(get_object_or_404(locked, pk=row.pk).revision))


def content_etag(content: Any) -> dict[str, str]:
    """The header that names what is shown, for rows without a revision."""
    return {"ETag": f'"{content_tag(content)}"'}


def content_tag(content: Any) -> str:
    """The same content gives the same tag."""
    return hashlib.sha256(JSONRenderer().render(content)).hexdigest()[:20]


@contextmanager
def changing(
    request: Request, row: Model, serializer: type[serializers.BaseSerializer[Any]]
) -> Iterator[None]:
    """Hold If-Match against a row without a revision, locked and shown as it stands; the change is made inside."""
    locked: Model = get_object_or_404(type(row)._default_manager.select_for_update(), pk=row.pk)
    hold(request, content_tag(serializer(locked).data))
    yield


def hold(request: Request, tag: str) -> None:
    """Refuse where If-Match names another state than the present one."""
    wanted = request.headers.get("If-Match", "*")
    if wanted.strip() == "*":
        return
    if tag not in [_state(part) for part in wanted.split(",")]:
        raise ChangedMeanwhile


def _state(part: str) -> str:
    """The state that an entity tag names: before the dot; after it stands the hash of how it was shown."""
    return part.strip().removeprefix("W/").strip('"').partition(".")[0]


def accepted(job: Job, request: Request) -> Response:
    """202 with the job, whose address is in Location."""
    shown = JobSerializer(job, context={"request": request}).data
    return Response(shown, status=202, headers={"Location": shown["url"]})
