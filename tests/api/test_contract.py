"""Every operation against its own schema, with what Schemathesis makes up.

One parametrised item per operation, by name: its own items share one node id, and xdist would run only one.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from rest_framework.throttling import UserRateThrottle
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from assess.models import User
from tests.api.conftest import Filled, token_of
from tests.api.whole_schema import whole_schema

Application = Callable[[Any, Any], list[bytes]]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")
SCHEMA: Any = schemathesis.openapi.from_dict(whole_schema())
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations()]


def read_to_the_end(environment: Any, start_response: Any) -> list[bytes]:
    """The application as a server calls it, which closes what it has read."""
    answer = WSGIHandler()(environment, start_response)
    try:
        return [b"".join(answer)]
    finally:
        answer.close()


@pytest.fixture
def application(monkeypatch: pytest.MonkeyPatch) -> Iterator[Application]:
    """The application, on the connection of the test."""
    monkeypatch.setattr(UserRateThrottle, "THROTTLE_RATES", {"user": None})
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield read_to_the_end
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_an_operation_keeps_its_contract(
    operation: Any,
    application: Application,
    administrator: User,
    filled: Filled,
) -> None:
    header = {"Authorization": f"Bearer {token_of(administrator)}"}
    noun = operation.path.removeprefix("/api/v1/").split("/")[0]

    @given(case=operation.as_strategy())
    @settings(
        max_examples=12, deadline=None, database=None, phases=[Phase.generate], derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def hold(case: Any) -> None:
        if "id" in case.path_parameters:
            case.path_parameters["id"] = str(filled.ids().get(noun, case.path_parameters["id"]))
        answer = case.call(app=application, headers=header)
        case.validate_response(answer, checks=CHECKS)

    hold()
