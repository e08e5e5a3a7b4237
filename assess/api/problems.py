"""Errors as problem details (RFC 9457): one shape, a stable code, every bad item named, in the reader's language."""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import singledispatch
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings

from assess.api.problem_titles import TITLES
from assess.capacity.faults import PlanError
from assess.capacity.own_rows import RowsRefused
from assess.checks import Unsettled
from assess.evidence_files import TooMuch
from assess.intake import Rejected
from assess.permissions import WrongState
from assess.review import NotStated
from assess.uploads import Busy, NoRoom, OffsetDiffers
from assess.webhooks import Unfit
from indicators.faults import DefinitionError
from indicators.load import ChangedVersion
from indicators.messages import explain, explain_change

MEDIA_TYPE = "application/problem+json"
SHOWN = 60
NON_FIELD = api_settings.NON_FIELD_ERRORS_KEY


@dataclass(frozen=True)
class Fault:
    """One bad item: its place in the list (None for a single object), its field, what was found and expected."""

    index: int | None
    field: str
    found: str | None
    expected: str
    code: str


@dataclass(frozen=True)
class Problem:
    """What is told about a request that was refused."""

    status: int
    code: str
    detail: str
    faults: tuple[Fault, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def document(self, instance: str) -> dict[str, Any]:
        """The members of the problem document; ``errors`` only where single items are to blame."""
        content: dict[str, Any] = {
            "type": f"urn:suanheng:problem:{self.code}",
            "code": self.code,
            "title": str(TITLES.get(self.code, HTTPStatus(self.status).phrase)),
            "status": self.status,
            "detail": self.detail,
            "instance": instance,
        }
        if self.faults:
            content["errors"] = [asdict(fault) for fault in self.faults]
        return content


class Malformed(exceptions.ParseError):
    """A body that is not JSON, with the place."""

    default_code = "malformed_json"


class Unreadable(exceptions.ParseError):
    """A body that is not in the format that it says, with the place."""

    default_code = "malformed_text"


class TooLarge(exceptions.APIException):
    """A body above the limit."""

    status_code = 413
    default_code = "too_large"


class NoScoreYet(exceptions.APIException):
    """The submission is there, its score is not."""

    status_code = 404
    default_code = "no_score_yet"
    default_detail = gettext_lazy("Submit the data and wait for the job; then ask again.")


class NotReady(exceptions.APIException):
    """What was ordered is still being made."""

    status_code = 409
    default_code = "not_ready"
    default_detail = gettext_lazy("Poll the job until it is done; then ask again.")


class ChangedMeanwhile(exceptions.APIException):
    """If-Match names another revision than the present one."""

    status_code = 412
    default_code = "changed_meanwhile"
    default_detail = gettext_lazy("Read it again, merge, and send the ETag that you read.")


def answer(exception: Exception, context: Mapping[str, Any]) -> Response | None:
    """REST framework's exception handler; None lets a defect of ours be a defect (status 500, logged)."""
    request = context["request"]
    found = problem(exception, request)
    if found is None:
        return None
    return Response(
        found.document(request.path),
        status=found.status,
        headers=dict(found.headers),
        content_type=MEDIA_TYPE,
    )


@singledispatch
def problem(exception: Exception, request: Any) -> Problem | None:
    """Say what kind of problem an exception is."""
    return None


@problem.register
def _unknown(exception: Http404, request: Any) -> Problem:
    """A foreign id and an unknown id get the same words."""
    return Problem(404, "not_found", _("Check the address and the id; addresses end with a slash."))


@problem.register
def _forbidden(exception: PermissionDenied, request: Any) -> Problem:
    return Problem(403, "permission_denied", str(exception))


@problem.register
def _wrong_state(exception: WrongState, request: Any) -> Problem:
    return Problem(409, exception.code, exception.message)


@problem.register
def _unsettled(exception: Unsettled, request: Any) -> Problem:
    faults = (
        Fault(None, item.kind, item.code, item.text, item.kind) for item in exception.obstacles
    )
    return Problem(409, exception.code, exception.message, tuple(faults))


@problem.register
def _not_stated(exception: NotStated, request: Any) -> Problem:
    faults = (
        Fault(None, "item", item, exception.message, exception.code) for item in exception.items
    )
    return Problem(409, exception.code, exception.message, tuple(faults))


@problem.register
def _rejected(exception: Rejected, request: Any) -> Problem:
    return _invalid(Fault(**asdict(fault)) for fault in exception.faults)


@problem.register
def _too_much(exception: TooMuch, request: Any) -> Problem:
    return Problem(413, "too_large", str(exception))


@problem.register
def _unfit(exception: Unfit, request: Any) -> Problem:
    return _invalid([Fault(None, "url", exception.found, exception.expected, exception.code)])


@problem.register
def _offset(exception: OffsetDiffers, request: Any) -> Problem:
    words = _("The upload stands at byte %(offset)d; go on from there.")
    return Problem(409, "offset_differs", words % {"offset": exception.offset})


@problem.register
def _busy(exception: Busy, request: Any) -> Problem:
    return Problem(423, "upload_busy", _("Ask by HEAD how far it is, and go on in a moment."))


@problem.register
def _no_room(exception: NoRoom, request: Any) -> Problem:
    return Problem(507, "no_room", _("Tell whoever runs this installation."))


@problem.register
def _plan(exception: PlanError, request: Any) -> Problem:
    language = "zh" if str(get_language()).startswith("zh") else "en"
    return _invalid(
        Fault(
            None, f"order.{fault.field}", fault.found, getattr(fault.expected, language), fault.code
        )
        for fault in exception.faults
    )


@problem.register
def _rows(exception: RowsRefused, request: Any) -> Problem:
    """Rows of own trainings that are refused; line 0 is a single one."""
    language = "zh" if str(get_language()).startswith("zh") else "en"
    return _invalid(
        Fault(
            fault.line - 1 if fault.line else None,
            fault.column,
            fault.found or None,
            getattr(fault.expected, language),
            fault.code,
        )
        for fault in exception.faults
    )


@problem.register
def _definition(exception: DefinitionError, request: Any) -> Problem:
    """A framework file that is refused: every fault by its cell or path."""
    return _invalid(
        Fault(None, fault.place, fault.found or None, explain(fault), fault.code)
        for fault in exception.faults
    )


@problem.register
def _changed(exception: ChangedVersion, request: Any) -> Problem:
    return Problem(409, "changed_version", explain_change(exception))


@problem.register
def _validation(exception: exceptions.ValidationError, request: Any) -> Problem:
    given = request.query_params if request.method == "GET" else request.data
    return _invalid(faults_of(exception.detail, given))


@problem.register
def _refused(exception: exceptions.APIException, request: Any) -> Problem:
    detail = exception.detail
    code = getattr(detail, "code", exception.default_code)
    return Problem(exception.status_code, code, str(detail), headers=_headers(exception))


def _invalid(found: Iterable[Fault]) -> Problem:
    faults = tuple(found)
    detail = ngettext(
        "One item is wrong; see “errors”.",
        "%(count)d items are wrong; see “errors”.",
        len(faults),
    ) % {"count": len(faults)}
    return Problem(400, "validation_failed", detail, faults)


def _headers(exception: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if scheme := getattr(exception, "auth_header", None):
        headers["WWW-Authenticate"] = scheme
    if (wait := getattr(exception, "wait", None)) is not None:
        headers["Retry-After"] = str(math.ceil(wait))
    return headers


def faults_of(detail: Any, data: Any, path: tuple[str | int, ...] = ()) -> Iterator[Fault]:
    """Walk REST framework's nested errors; the path leads to what was found in the request."""
    if isinstance(detail, Mapping):
        for key, value in detail.items():
            step = () if key == NON_FIELD else (key,)
            yield from faults_of(value, data, (*path, *step))
    elif isinstance(detail, list | tuple):
        for value in detail:
            yield from faults_of(value, data, path)
    else:
        index = next((step for step in path if isinstance(step, int)), None)
        field = ".".join(str(step) for step in path if step != index)
        yield Fault(
            index, field, _found(data, path), str(detail), getattr(detail, "code", "invalid")
        )


def _found(data: Any, path: tuple[str | int, ...]) -> str | None:
    """What stands at a path of the request, short enough for a message; None where nothing stands."""
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
