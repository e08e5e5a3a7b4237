"""Own trainings, step times and calibrations over REST: the pages' rules, every fault named, the examples as they stand."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from rest_framework.test import APIClient

from assess.api import own_examples as examples
from assess.calibrations import calibrations_for
from assess.models import Membership, Organisation, OwnRun, OwnStep, StepCalibration, User
from tests.reports.own import step_cells

Api = Callable[[User], APIClient]
RunJobs = Callable[[], int]


def of(organisation: Organisation, example: Any) -> dict[str, Any]:
    """An example for an organisation of the test."""
    return {**deepcopy(example.value), "organisation": str(organisation.pk)}


@pytest.fixture
def run(api: Api, owner: User, organisation: Organisation) -> dict[str, Any]:
    """The example's training, kept."""
    answer = api(owner).post("/api/v1/own-runs/", of(organisation, examples.RUNS))
    assert answer.status_code == 201
    [row] = answer.json()
    return dict(row)


def test_a_training_is_kept_with_the_errors_of_the_validation_page(run: dict[str, Any]) -> None:
    assert run["cells"]["n_gpu"] == 384
    assert run["cells"]["mfu_reported"] is None
    # 8 * 176.247e9 * 366e9 / (312e12 * 0.4) card-seconds against 1,082,990 card-hours
    wanted = 8 * 176.247e9 * 366e9 / (312e12 * 0.4) / (1082990 * 3600) - 1
    assert run["formula_errors"]["blind"] == pytest.approx(wanted)
    assert run["formula_errors"]["model"] is None
    assert run["formula_errors"]["steps"] is not None


def test_every_fault_is_told_by_place_and_column_and_nothing_is_kept(
    api: Api, owner: User, organisation: Organisation
) -> None:
    sent = of(organisation, examples.RUNS)
    sent["runs"].append({**sent["runs"][0], "tokens_B": "many", "colour": "red"})
    answer = api(owner).post("/api/v1/own-runs/", sent)
    faults = {(item["index"], item["field"], item["code"]) for item in answer.json()["errors"]}
    assert answer.status_code == 400
    assert {(1, "tokens_B", "not_a_number"), (1, "colour", "unknown"), (1, "id", "twice")} == faults
    assert not OwnRun.objects.exists()


def test_columns_that_are_left_out_stay_and_null_empties(
    run: dict[str, Any], api: Api, owner: User
) -> None:
    told = api(owner).patch(f"/api/v1/own-runs/{run['id']}/", examples.CHANGE.value).json()
    assert told["cells"]["micro_batch"] == 2
    assert told["cells"]["tokens_B"] == 366
    emptied = api(owner).patch(f"/api/v1/own-runs/{run['id']}/", {"micro_batch": None}).json()
    assert emptied["cells"]["micro_batch"] is None
    refused = api(owner).patch(f"/api/v1/own-runs/{run['id']}/", {"reported_gpu_hours": None})
    assert [item["code"] for item in refused.json()["errors"]] == ["missing"]


def test_a_training_takes_no_name_of_another(
    run: dict[str, Any], api: Api, owner: User, organisation: Organisation
) -> None:
    other = of(organisation, examples.RUNS)
    other["runs"][0]["id"] = "second-13b"
    api(owner).post("/api/v1/own-runs/", other)
    answer = api(owner).patch(f"/api/v1/own-runs/{run['id']}/", {"id": "second-13b"})
    assert [item["code"] for item in answer.json()["errors"]] == ["twice"]


def test_who_may_what(
    run: dict[str, Any], api: Api, owner: User, outsider: User, organisation: Organisation
) -> None:
    reader = User.objects.create_user("reader", password="secret")
    Membership.objects.create(user=reader, organisation=organisation, role="viewer")
    address = f"/api/v1/own-runs/{run['id']}/"
    assert api(reader).get(address).status_code == 200
    assert api(reader).patch(address, {"notes": "x"}).status_code == 403
    assert api(reader).delete(address).status_code == 403
    assert api(reader).post(
        "/api/v1/own-runs/", of(organisation, examples.RUNS)
    ).status_code == 403  # fmt: skip
    assert api(outsider).delete(address).status_code == 404
    foreign = api(outsider).post("/api/v1/own-runs/", of(organisation, examples.RUNS))
    assert [item["field"] for item in foreign.json()["errors"]] == ["organisation"]
    assert api(owner).delete(address).status_code == 204
    assert not OwnRun.objects.exists()


def test_step_times_are_counted_once_and_forgotten_together(
    api: Api, owner: User, organisation: Organisation, framework: object
) -> None:
    client, sent = api(owner), of(organisation, examples.STEPS)
    assert client.post("/api/v1/step-times/", sent).json() == {"count": 2}
    assert client.post("/api/v1/step-times/", sent).json() == {"count": 0}
    found = client.get("/api/v1/step-times/").json()["results"]
    assert {row["cells"]["iteration_ms"] for row in found} == {3566.5, 3638.3}
    assert found[0]["machine"]["network_gb_s"] == 100  # 8 ports of 100 Gbit/s
    address = f"/api/v1/step-times/?organisation={organisation.pk}"
    assert client.delete(address).json() == {"count": 2}
    assert not OwnStep.objects.exists()


@pytest.fixture
def measured(api: Api, owner: User, organisation: Organisation, framework: object) -> None:
    """Step times that other constants made."""
    steps = [{name: float(text) for name, text in row.items()} for row in step_cells()]
    sent = {**of(organisation, examples.STEPS), "steps": steps}
    assert api(owner).post("/api/v1/step-times/", sent).status_code == 201


def test_a_calibration_is_computed_looked_at_accepted_and_then_stays(
    measured: None, api: Api, owner: User, organisation: Organisation, run_jobs: RunJobs
) -> None:
    client = api(owner)
    sent = {**of(organisation, examples.CALIBRATION), "basis": "own"}
    job = client.post("/api/v1/calibrations/", sent).json()
    address = f"/api/v1/calibrations/{job['target']}/"
    early = client.post(f"{address}accept/", examples.ACCEPT.value)
    assert (early.status_code, early.json()["code"]) == (409, "not_computed")
    run_jobs()
    done = client.get(f"/api/v1/jobs/{job['id']}/").json()
    assert (done["makes"], done["result"].endswith(address)) == ("calibration", True)
    result = client.get(address).json()["result"]
    assert result["after"] < result["before"]
    assert len(result["families"]) >= 2
    told = client.post(f"{address}accept/", examples.ACCEPT.value).json()
    assert (told["name"], told["accepted_by"]) == ("A100, November", owner.username)
    assert client.delete(address).json()["code"] == "accepted"
    assert str(calibrations_for(owner).get().pk) == job["target"]


def test_a_calibration_that_is_not_accepted_is_withdrawn(
    measured: None, api: Api, owner: User, colleague: User, outsider: User,
    organisation: Organisation,
) -> None:  # fmt: skip
    job = api(owner).post("/api/v1/calibrations/", of(organisation, examples.CALIBRATION)).json()
    address = f"/api/v1/calibrations/{job['target']}/"
    assert api(outsider).get(address).status_code == 404
    assert api(outsider).post(f"{address}accept/", {"name": "x"}).status_code == 404
    assert api(owner).delete(address).status_code == 204
    assert not StepCalibration.objects.exists()


def test_too_few_step_times_are_refused_with_the_reason(
    api: Api, owner: User, organisation: Organisation
) -> None:
    answer = api(owner).post("/api/v1/calibrations/", of(organisation, examples.CALIBRATION))
    assert (answer.status_code, answer.json()["code"]) == (409, "too_few_measurements")
