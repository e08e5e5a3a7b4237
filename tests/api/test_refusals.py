"""What a refused request is told: one shape, a stable code, every bad item; and nothing of it is kept."""

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient
from rest_framework.throttling import UserRateThrottle

from assess import workflow
from assess.models import Cluster, Organisation, Submission, User
from tests.api.conftest import token_of

Api = Callable[[User], APIClient]
TYPE = "application/problem+json"
JSON = "application/json"
GOOD = {"input": "mfu", "value": 41}


def errors_of(answer: Any) -> list[tuple[int | None, str, str | None, str]]:
    """Index, field, found and code of every fault of a 400."""
    assert answer.status_code == 400, answer.content
    body = answer.json()
    assert (answer.headers["Content-Type"], body["code"]) == (TYPE, "validation_failed")
    assert all(error["expected"] for error in body["errors"])
    return [(e["index"], e["field"], e["found"], e["code"]) for e in body["errors"]]


def url(submission: Submission, rest: str = "") -> str:
    """An address of a submission."""
    return f"/api/v1/submissions/{submission.pk}/{rest}"


def test_every_bad_measurement_is_named_and_none_is_kept(
    api: Api, owner: User, submission: Submission
) -> None:
    items = [
        GOOD,
        {"input": "no_such", "value": 1},
        {"input": "storage_capacity", "value": "240", "unit": "furlong"},
        {"input": "availability", "value": "very high"},
        {"input": "failures", "value": -1},
        {"input": "operating_hours", "value": 1, "valeu": 2},
        "text",
    ]
    answer = api(owner).put(url(submission, "measurements/"), items)
    assert errors_of(answer) == [
        (1, "input", "no_such", "unknown_input"),
        (2, "unit", "240 furlong", "unknown_unit"),
        (3, "value", "very high %", "not_a_number"),
        (4, "value", "-1 count", "out_of_bounds"),
        (5, "valeu", "2", "unknown_key"),
        (6, "", "text", "not_an_object"),
    ]
    assert not submission.measurements.exists()


def test_every_bad_answer_is_named_and_none_is_kept(
    api: Api, owner: User, submission: Submission
) -> None:
    items = [
        {"item": "T01-2", "credit": 0.5},
        {"item": "T01-2", "credit": 0.7},
        {"item": "T01-1", "credit": 1},
        {"item": "P01", "evidence": "E9"},
        {"item": "X", "credit": 1},
    ]
    answer = api(owner).put(url(submission, "answers/"), items)
    found = [(index, code) for index, _field, _found, code in errors_of(answer)]
    assert found == [
        (1, "duplicate"), (1, "not_a_credit"), (2, "numeric_criterion"), (3, "not_a_class"), (4, "unknown_item"),
    ]  # fmt: skip
    assert not submission.answers.exists()


@pytest.mark.parametrize(
    ("body", "code"), [({"input": "mfu"}, "not_a_list"), ([GOOD] * 501, "too_many"), ("x", "not_a_list")]
)  # fmt: skip
def test_a_body_that_is_no_list_of_items_is_refused(
    body: object, code: str, api: Api, owner: User, submission: Submission
) -> None:
    answer = api(owner).put(url(submission, "measurements/"), body)
    assert [error[3] for error in errors_of(answer)] == [code]


def test_every_bad_member_of_a_cluster_is_named(api: Api, owner: User, framework: object) -> None:
    body = {
        "organisation": str(uuid.uuid4()), "nodes": 0, "cards_per_node": "eight", "accelerator": "h1000",
        "card_peak_tflops": "nan", "colour": "blue",
    }  # fmt: skip
    answer = api(owner).post("/api/v1/clusters/", body)
    assert sorted((field, code) for _index, field, _found, code in errors_of(answer)) == [
        ("accelerator", "does_not_exist"),
        ("card_peak_tflops", "invalid"),
        ("cards_per_node", "invalid"),
        ("colour", "unknown_key"),
        ("name", "required"),
        ("nodes", "min_value"),
        ("organisation", "does_not_exist"),
    ]
    assert not Cluster.objects.exists()


def test_a_second_cluster_of_the_same_name_is_refused(
    api: Api, owner: User, cluster: Cluster
) -> None:
    body = {"organisation": str(cluster.organisation_id), "name": cluster.name}
    assert errors_of(api(owner).post("/api/v1/clusters/", body))[0][3] == "unique"


def test_a_foreign_organisation_is_as_unknown_as_a_wrong_id(
    api: Api, owner: User, other_organisation: Organisation
) -> None:
    told = []
    for pk in (other_organisation.pk, uuid.uuid4()):
        body = {"organisation": str(pk), "name": "x"}
        error = api(owner).post("/api/v1/clusters/", body).json()["errors"][0]
        told.append(json.dumps(error).replace(str(pk), "ID"))
    assert told[0] == told[1]


def test_a_period_that_ends_before_it_starts_is_refused(
    api: Api, owner: User, cluster: Cluster
) -> None:
    body = {
        "cluster": str(cluster.pk),
        "title": "x",
        "period_start": "2025-02-01",
        "period_end": "2025-01-01",
    }
    found = [(None, "period_end", "2025-01-01", "period_not_in_order")]
    assert errors_of(api(owner).post("/api/v1/submissions/", body)) == found


def test_every_bad_member_of_a_plan_is_named(api: Api, owner: User) -> None:
    body = {
        "name": "x",
        "order": {"params": "many", "tokens": 3500e9, "days": 0, "utilisation": 0.4, "gpus": 8},
    }
    answer = api(owner).post("/api/v1/plans/", body)
    assert {(field, code) for _index, field, _found, code in errors_of(answer)} == {
        ("order.params", "not_a_number"),
        ("order.days", "out_of_range"),
        ("order.card_tflops", "missing"),
        ("order.gpus", "unknown"),
    }


def test_filters_that_nobody_knows_are_refused(api: Api, owner: User) -> None:
    answer = api(owner).get("/api/v1/submissions/?state=lost&colour=blue")
    assert {(field, found) for _index, field, found, _code in errors_of(answer)} == {
        ("state", "lost"),
        ("colour", "blue"),
    }


def test_a_broken_cursor_is_refused(api: Api, owner: User) -> None:
    assert errors_of(api(owner).get("/api/v1/clusters/?cursor=zzz"))[0][1] == "cursor"


def test_figures_of_what_was_handed_in_stay(api: Api, owner: User, submission: Submission) -> None:
    workflow.submit(submission, by=owner)
    answer = api(owner).put(url(submission, "measurements/"), [GOOD])
    assert (answer.status_code, answer.json()["code"]) == (409, "not_open")
    assert api(owner).post(url(submission, "submit/")).json()["code"] == "wrong_state"


def test_a_write_on_what_somebody_changed_meanwhile_is_refused(
    api: Api, owner: User, submission: Submission
) -> None:
    client = api(owner)
    tag = client.get(url(submission, "measurements/")).headers["ETag"]
    first = client.put(url(submission, "measurements/"), [GOOD], HTTP_IF_MATCH=tag)
    second = client.put(
        url(submission, "measurements/"), [{**GOOD, "value": 42}], HTTP_IF_MATCH=tag
    )
    assert (first.status_code, second.status_code) == (200, 412)
    assert first.headers["ETag"] != tag
    assert submission.measurements.get().value == 41


def test_who_may_only_look_is_told_so(
    api: Api, assessor: User, administrator: User, submission: Submission
) -> None:
    workflow.assign(submission, assessor, by=administrator)
    answer = api(assessor).put(url(submission, "measurements/"), [GOOD])
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")


@pytest.mark.parametrize(
    ("request_line", "options", "told"),
    [
        ("delete clusters/", {}, (405, "method_not_allowed")),
        ("get no/such/address", {}, (404, "not_found")),
        ("get clusters/not-a-uuid/", {}, (404, "not_found")),
        ("post plans/", {"data": "a=1", "content_type": "text/plain"}, (415, "unsupported_media_type")),
        ("post plans/", {"data": "{", "content_type": JSON}, (400, "malformed_json")),
        ("post plans/", {"data": " " * 2_100_000, "content_type": JSON}, (413, "too_large")),
        ("get clusters/", {"HTTP_ACCEPT": "text/csv"}, (406, "not_acceptable")),
    ],
)  # fmt: skip
def test_each_refusal_has_its_status_and_code(
    request_line: str, options: dict[str, Any], told: tuple[int, str], api: Api, owner: User
) -> None:
    method, address = request_line.split()
    answer = getattr(api(owner), method)(f"/api/v1/{address}", **options)
    body = answer.json()
    assert (answer.status_code, body["code"]) == told
    assert (body["status"], body["instance"]) == (answer.status_code, f"/api/v1/{address}")
    assert answer.headers["Content-Type"] == TYPE


def test_the_score_of_a_draft_that_was_never_scored_is_not_there_yet(
    api: Api, owner: User, submission: Submission
) -> None:
    answer = api(owner).get(url(submission, "score/"))
    assert (answer.status_code, answer.json()["code"]) == (404, "no_score_yet")


def test_who_asks_too_often_is_told_when_to_ask_again(
    api: Api, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(UserRateThrottle, "THROTTLE_RATES", {"user": "1/min"})
    client = api(owner)
    client.get("/api/v1/clusters/")
    answer = client.get("/api/v1/clusters/")
    assert (answer.status_code, answer.json()["code"]) == (429, "throttled")
    assert 0 < int(answer.headers["Retry-After"]) <= 60


def test_problems_are_told_in_chinese_to_who_reads_chinese(owner: User) -> None:
    client = APIClient(
        HTTP_AUTHORIZATION=f"Bearer {token_of(owner)}", HTTP_ACCEPT_LANGUAGE="zh-hans"
    )
    answer = client.post("/api/v1/plans/", {"name": "x", "order": {}})
    assert "模型参数量" in answer.json()["errors"][0]["expected"]
