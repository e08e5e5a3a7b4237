"""The whole road from a shell: cluster, submission, data, hand in, poll, read the score."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from assess import scores, workflow
from assess.api import examples
from assess.models import Organisation, Submission, User

Api = Callable[[User], APIClient]


def filled_in(client: APIClient, organisation: Organisation) -> str:
    """Send the examples of the schema, with real ids; returns the address of the submission."""
    cluster = client.post(
        "/api/v1/clusters/", {**examples.CLUSTER.value, "organisation": organisation.pk}
    )
    assert cluster.status_code == 201, cluster.content
    assert cluster.json()["cards"] == 16384
    order = {**examples.SUBMISSION.value, "cluster": cluster.json()["id"]}
    submission = client.post("/api/v1/submissions/", order)
    assert submission.status_code == 201, submission.content
    address = f"/api/v1/submissions/{submission.json()['id']}/"
    for noun, example in (("measurements", examples.MEASUREMENTS), ("answers", examples.ANSWERS)):
        answer = client.put(f"{address}{noun}/", example.value)
        assert answer.status_code == 200, answer.content
        assert len(answer.json()) == len(example.value)
    return address


@pytest.fixture
def road(
    api: Api, owner: User, organisation: Organisation, framework: object
) -> tuple[APIClient, str]:
    """The owner's client, and the address of the filled in submission."""
    client = api(owner)
    return client, filled_in(client, organisation)


def test_the_score_arrives_after_handing_in(
    road: tuple[APIClient, str], run_jobs: Callable[[], int]
) -> None:
    client, address = road
    accepted = client.post(f"{address}submit/")
    assert (accepted.status_code, accepted.json()["state"]) == (202, "queued")
    assert accepted.json()["result"] is None
    run_jobs()
    job = client.get(accepted.headers["Location"]).json()
    assert (job["state"], job["makes"], job["problem"]) == ("done", "score", None)
    score = client.get(job["result"]).json()
    assert (score["kind"], score["overall"]) == ("draft", None)
    assert 0 < score["low"] < score["high"] < 100
    assert "CAICT" in score["disclaimer"]["en"]


def test_the_score_explains_every_step_with_the_numbers(
    road: tuple[APIClient, str], run_jobs: Callable[[], int]
) -> None:
    client, address = road
    client.post(f"{address}submit/")
    run_jobs()
    score = client.get(f"{address}score/").json()
    indicators = {item["code"]: item for item in score["indicators"]}
    mtbf = indicators["P03"]
    assert mtbf["value"] == pytest.approx(54 * 24 / 419)
    assert ("1296" in mtbf["substituted"], "419" in mtbf["substituted"]) == (True, True)
    assert sum(item["contribution"] for item in indicators.values()) == pytest.approx(score["low"])
    assert {cap["rule"] for cap in score["caps"]} >= {"coverage"}
    assert score["facts"]["inputs"]["storage_bandwidth"] == 2000


def test_rest_and_the_verbs_give_the_same_score_to_the_last_digit(
    road: tuple[APIClient, str], run_jobs: Callable[[], int]
) -> None:
    client, address = road
    client.post(f"{address}submit/")
    run_jobs()
    submission = Submission.objects.get()
    assessment = scores.preview(submission)
    told = client.get(f"{address}score/").json()
    assert (told["low"], told["high"], told["coverage"]) == (
        assessment.low, assessment.high, assessment.coverage,
    )  # fmt: skip


def test_an_assessor_gives_back_and_closes(
    road: tuple[APIClient, str],
    api: Api,
    assessor: User,
    administrator: User,
    run_jobs: Callable[[], int],
) -> None:
    client, address = road
    workflow.assign(Submission.objects.get(), assessor, by=administrator)
    judge = api(assessor)
    client.post(f"{address}submit/")
    assert judge.post(f"{address}return/", {}).json()["errors"][0]["code"] == "required"
    assert judge.post(f"{address}return/", {"note": "PUE?"}).json()["state"] == "draft"
    client.post(f"{address}submit/")
    assert judge.post(f"{address}finalise/").status_code == 202
    run_jobs()
    score = client.get(f"{address}score/").json()
    assert (score["kind"], score["overall"]) == ("final", score["low"])


def test_an_answer_is_told_as_it_was_given(road: tuple[APIClient, str]) -> None:
    client, address = road
    given = [
        {"item": "T11-1", "credit": 0.25, "note": "FSDP"},
        {"item": "P05", "not_applicable": True, "reason": "no own hall"},
    ]
    answer = client.put(f"{address}answers/", given)
    told = {row["item"]: row for row in answer.json()}
    assert (told["T11-1"]["credit"], told["T11-1"]["evidence"]) == (0.25, None)
    assert (told["P05"]["not_applicable"], told["P05"]["reason"]) == (True, "no own hall")
    assert client.get(f"{address}answers/").json() == answer.json()


def test_a_measurement_is_taken_away_by_an_empty_value(road: tuple[APIClient, str]) -> None:
    client, address = road
    left = client.put(f"{address}measurements/", [{"input": "mfu", "value": None}]).json()
    assert "mfu" not in {row["input"] for row in left}
    assert len(left) == len(examples.MEASUREMENTS.value) - 1


def test_the_same_data_twice_are_the_same_rows(road: tuple[APIClient, str]) -> None:
    client, address = road
    again = client.put(f"{address}measurements/", examples.MEASUREMENTS.value).json()
    assert len(again) == len(examples.MEASUREMENTS.value)
    assert {row["road"] for row in again} == {"api"}


def test_a_draft_is_corrected_and_withdrawn(road: tuple[APIClient, str]) -> None:
    client, address = road
    changed = client.patch(address, {"period_end": "2024-06-30"}).json()
    assert (changed["period_start"], changed["period_end"]) == ("2024-01-01", "2024-06-30")
    assert client.post(f"{address}withdraw/").json()["state"] == "withdrawn"
    assert client.patch(address, {"title": "x"}).status_code == 409


def test_a_cluster_is_corrected(road: tuple[APIClient, str]) -> None:
    client, address = road
    cluster = f"/api/v1/clusters/{client.get(address).json()['cluster']}/"
    assert client.patch(cluster, {"nodes": 1000}).json()["cards"] == 8000
    assert client.patch(cluster, {"organisation": "x"}).json()["errors"][0]["code"] == "unknown_key"


def test_the_plan_of_the_report_is_computed(
    api: Api, owner: User, run_jobs: Callable[[], int]
) -> None:
    client = api(owner)
    accepted = client.post("/api/v1/plans/", examples.PLAN.value)
    assert accepted.status_code == 202, accepted.content
    address = f"/api/v1/plans/{accepted.json()['target']}/"
    assert client.get(address).json()["result"] is None
    run_jobs()
    result = client.get(client.get(accepted.headers["Location"]).json()["result"]).json()["result"]
    assert result["compute_pflops"] == pytest.approx(2835.648, abs=5e-4)
    assert result["cards"] == 9453


@pytest.mark.usefixtures("framework")
def test_an_engineering_plan_keeps_what_was_typed_and_the_units(
    api: Api, owner: User, run_jobs: Callable[[], int]
) -> None:
    client = api(owner)
    accepted = client.post("/api/v1/plans/", examples.ENGINEERING.value)
    assert accepted.status_code == 202, accepted.content
    run_jobs()
    plan = client.get(f"/api/v1/plans/{accepted.json()['target']}/").json()
    assert plan["order"]["port_gbit_s"] == 400
    assert plan["order"]["typed"]["port_gbit_s"] == {"value": "50", "unit": "GB/s"}
    assert plan["result"]["time"]["wall_days"] <= 60
    assert plan["result"]["chances"]["draws"] == 100_000


@pytest.mark.usefixtures("framework")
def test_an_engineering_plan_tells_its_data_planes_and_cost(
    api: Api, owner: User, run_jobs: Callable[[], int]
) -> None:
    client, site = api(owner), {"modality": "multimodal", "images": "2B", "server_price": 2e6}
    order = {**examples.ENGINEERING.value["order"], **site}
    accepted = client.post("/api/v1/plans/", {"name": "x", "mode": "engineering", "order": order})
    assert accepted.status_code == 202, accepted.content
    run_jobs()
    result = client.get(f"/api/v1/plans/{accepted.json()['target']}/").json()["result"]
    (row,) = result["volumes"]["rows"]
    # a trillion tokens of 4 B, and 2e9 images of 100 kB
    assert (row["kind"], row["training_tb"]) == ("multimodal", 204)
    assert [plane["code"] for plane in result["planes"]] == [
        "parameter",
        "sample",
        "business",
        "management",
    ]
    assert result["owned"]["purchase"] == 2e6 * (result["servers"] + result["time"]["spares"])
    assert not result["owned"]["complete"]


@pytest.mark.usefixtures("framework")
def test_an_unknown_modality_is_refused_over_rest(api: Api, owner: User) -> None:
    order = {**examples.ENGINEERING.value["order"], "modality": "smell"}
    answer = api(owner).post("/api/v1/plans/", {"name": "x", "mode": "engineering", "order": order})
    assert answer.status_code == 400
    assert [(item["field"], item["code"]) for item in answer.json()["errors"]] == [
        ("order.modality", "not_a_choice")
    ]


@pytest.mark.usefixtures("framework")
def test_an_engineering_wish_that_cannot_be_met_is_refused_at_once(api: Api, owner: User) -> None:
    order = {**examples.ENGINEERING.value["order"], "days": 0.02}
    body = {"name": "x", "mode": "engineering", "order": order}
    answer = api(owner).post("/api/v1/plans/", body)
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert error["code"] == "infeasible"
    assert "Later" in error["expected"] or "later date" in error["expected"]
    assert "cards" in error["expected"]


def page_through(client: APIClient, address: str) -> list[str]:
    """Follow “next” to the end."""
    names: list[str] = []
    while address:
        body: dict[str, Any] = client.get(address).json()
        names += [row["title"] for row in body["results"]]
        address = body["next"]
    return names


def test_a_list_is_read_page_by_page(api: Api, owner: User, road: tuple[APIClient, str]) -> None:
    client, address = road
    cluster = client.get(address).json()["cluster"]
    for number in range(5):
        client.post(
            "/api/v1/submissions/",
            {**examples.SUBMISSION.value, "cluster": cluster, "title": f"{number}"},
        )
    listed = page_through(client, f"/api/v1/submissions/?limit=2&state=draft&cluster={cluster}")
    assert listed == ["4", "3", "2", "1", "0", examples.SUBMISSION.value["title"]]
    assert page_through(client, "/api/v1/submissions/?state=final") == []


def test_the_examples_are_json() -> None:
    for example in (
        examples.CLUSTER,
        examples.SUBMISSION,
        examples.MEASUREMENTS,
        examples.ANSWERS,
        examples.PLAN,
    ):
        assert json.loads(json.dumps(example.value)) == example.value
