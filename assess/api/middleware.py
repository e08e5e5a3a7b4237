"""Around every answer of the interface: rate headers, and answers that are given again for the same key."""

import hashlib
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils.translation import gettext as _
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from assess.api.access import TokenAccess
from assess.api.problems import MEDIA_TYPE, Problem
from assess.models import KeptAnswer, User

PREFIX = "/api/v1/"
HEADER = "Idempotency-Key"
FORM = "multipart/"
DEFECT = 500
LONGEST_KEY = 200
Respond = Callable[[HttpRequest], HttpResponse]


class RateHeaders:
    """RateLimit-Limit, -Remaining and -Reset on each answer that was counted."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.respond(request)
        for name, value in getattr(request, "rate", {}).items():
            response.headers[name] = value
        return response


class Unchanged:
    """304 for who has read it already. An ETag names the state and, after a dot, how it was shown (the language counts)."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.respond(request)
        readable = request.method == "GET" and request.path.startswith(PREFIX)
        if not readable or response.status_code != HTTPStatus.OK or response.streaming:
            return response
        shown = hashlib.sha256(response.content).hexdigest()[:16]
        state = response.headers.get("ETag", "").strip('"')
        response.headers["ETag"] = f'"{state}.{shown}"'
        return response if self._news(request, response.headers["ETag"]) else _nothing(response)

    @staticmethod
    def _news(request: HttpRequest, tag: str) -> bool:
        """Whether the reader has another one, or none."""
        known = [
            part.strip().removeprefix("W/")
            for part in request.headers.get("If-None-Match", "").split(",")
        ]
        return tag not in known and "*" not in known


def _nothing(response: HttpResponse) -> HttpResponse:
    """The answer without what the reader has."""
    answer = HttpResponseNotModified()
    for name in ("ETag", "Vary", "Cache-Control"):
        if name in response.headers:
            answer.headers[name] = response.headers[name]
    return answer


class Idempotency:
    """A POST with an Idempotency-Key is done once: the same key and body get the first answer again, for a day.

    Answer and work are kept in one transaction, so that a crash keeps both or neither. The same key with another
    body is refused. Answers to defects (5xx) are not kept, so that they can be tried again.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Answer again, or do the work and keep its answer; None lets other requests pass."""
        key = request.headers.get(HEADER)
        if request.method != "POST" or key is None or not request.path.startswith(PREFIX):
            return None
        if not 1 <= len(key) <= LONGEST_KEY or (request.content_type or "").startswith(FORM):
            words = _("An Idempotency-Key has 1 to %(most)d characters and goes with a JSON body.")
            return _refused(request, "idempotency_key_invalid", 400, words % {"most": LONGEST_KEY})
        user, digest = _person(request), _digest(request)
        if user is None or digest is None:
            return None
        kept = KeptAnswer.objects.filter(user=user, key=key).first()
        if kept is not None:
            return _again(request, kept, digest)
        try:
            return _once(lambda: view(request, *args, **kwargs), user, key, digest)
        except IntegrityError:
            # somebody else was quicker with the same key; theirs is the answer
            kept = KeptAnswer.objects.filter(user=user, key=key).first()
            if kept is None:
                raise
            return _again(request, kept, digest)


def _digest(request: HttpRequest) -> str | None:
    """What identifies address and body; None for a body above the limit, which the view refuses."""
    try:
        return hashlib.sha256(f"{request.path}\n".encode() + request.body).hexdigest()
    except RequestDataTooBig:
        return None


def _person(request: HttpRequest) -> User | None:
    """Who asks; None where nobody proves who they are (the view says so itself)."""
    wrapped = Request(request, authenticators=[TokenAccess(), SessionAuthentication()])
    try:
        return wrapped.user if isinstance(wrapped.user, User) else None
    except APIException:
        return None


@transaction.atomic
def _once(work: Callable[[], HttpResponse], user: User, key: str, digest: str) -> HttpResponse:
    response = work()
    if hasattr(response, "render"):
        response = response.render()
    if response.status_code < DEFECT and not response.streaming:
        KeptAnswer.objects.create(
            user=user, key=key, request_digest=digest, status=response.status_code,
            body=response.content, content_type=response.headers.get("Content-Type", ""),
            location=response.headers.get("Location", ""),
        )  # fmt: skip
    return response


def _again(request: HttpRequest, kept: KeptAnswer, digest: str) -> HttpResponse:
    if kept.request_digest != digest:
        words = _("This key was used for another request; send a new one.")
        return _refused(request, "idempotency_key_reused", 422, words)
    response = HttpResponse(bytes(kept.body), status=kept.status, content_type=kept.content_type)
    response.headers["Idempotency-Replayed"] = "true"
    if kept.location:
        response.headers["Location"] = kept.location
    return response


def _refused(request: HttpRequest, code: str, status: int, words: str) -> HttpResponse:
    document = Problem(status, code, words).document(request.path)
    return JsonResponse(document, status=status, content_type=MEDIA_TYPE)
