"""The schema: complete, valid, its examples true; and the page that shows it."""

from io import StringIO
from typing import Any

import jsonschema_rs
import pytest
from django.core.management import call_command
from django.test import Client

from assess.api.problem_titles import TITLES
from tests.api.whole_schema import whole_schema


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """The schema as it is served."""
    return whole_schema()


def operations(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Every operation with its address."""
    return [(path, item) for path, methods in schema["paths"].items() for item in methods.values()]


def test_the_schema_is_valid_and_nothing_in_it_was_guessed() -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=StringIO())


def test_every_operation_says_what_it_does_and_how_it_refuses(schema: dict[str, Any]) -> None:
    for path, operation in operations(schema):
        assert operation["summary"], path
        assert {"400", "401", "429"} <= set(operation["responses"]), path
        assert "{" not in path or "404" in operation["responses"], path
        assert operation["security"] == [{"knoxApiToken": []}, {"cookieAuth": []}], path


def test_every_example_fits_its_own_schema(schema: dict[str, Any]) -> None:
    checked = 0
    for _path, operation in operations(schema):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            for example in content.get("examples", {}).values():
                whole = {**content["schema"], "components": schema["components"]}
                jsonschema_rs.Draft202012Validator(whole).validate(example["value"])
                checked += 1
    assert checked >= 5


def test_every_code_of_a_problem_has_a_title(schema: dict[str, Any]) -> None:
    assert schema["components"]["schemas"]["Problem"]["properties"]["code"]["enum"] == sorted(
        TITLES
    )


def test_who_has_no_account_reads_the_schema(db: None) -> None:
    answer = Client().get("/api/v1/schema/?format=json")
    assert (answer.status_code, answer.json()["openapi"]) == (200, "3.1.0")


def test_the_docs_page_carries_everything_itself(db: None) -> None:
    answer = Client().get("/api/v1/docs/")
    policy = answer.headers["Content-Security-Policy"]
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "script-src 'self';" in f"{policy};"
    assert b"https://" not in answer.content
    script = Client().get("/api/v1/docs/?script=")
    assert script.headers["Content-Type"].startswith("application/javascript")


def test_other_pages_keep_the_strict_policy(db: None) -> None:
    assert "unsafe-inline" not in Client().get("/healthz").headers["Content-Security-Policy"]
