"""Reports over REST: ordered, waited for, downloaded."""

import hashlib
import json
from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from assess.models import User
from tests.api.conftest import Filled, body_of

Api = Callable[[User], APIClient]


def test_a_report_is_ordered_and_downloaded(
    api: Api, owner: User, filled: Filled, run_jobs: Callable[[], int]
) -> None:
    client, address = api(owner), f"/api/v1/submissions/{filled.submission.pk}/reports/"
    accepted = client.post(address, {"format": "pdf", "language": "zh-hans"})
    assert (accepted.status_code, accepted.json()["makes"]) == (202, "report")
    early = client.get(f"/api/v1/reports/{accepted.json()['target']}/download/")
    assert (early.status_code, early.json()["code"]) == (409, "not_ready")
    run_jobs()
    answer = client.get(client.get(accepted.headers["Location"]).json()["result"])
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    content = body_of(answer)
    listed = {row["id"]: row for row in client.get(address).json()}[accepted.json()["target"]]
    assert content.startswith(b"%PDF-")
    assert hashlib.sha256(content).hexdigest() == listed["sha256"]


def test_the_json_report_tells_the_score_of_rest(api: Api, owner: User, filled: Filled) -> None:
    client = api(owner)
    report = body_of(client.get(f"/api/v1/reports/{filled.report.pk}/download/"))
    score = client.get(f"/api/v1/submissions/{filled.submission.pk}/score/").json()
    assert score["digest"] in report.decode()
    assert json.loads(report)


def test_the_job_of_an_ordered_report_is_seen_by_whoever_orders_it(
    api: Api, assessor: User, filled: Filled
) -> None:
    client, wanted = api(assessor), {"format": "json", "language": "en"}
    accepted = client.post(f"/api/v1/submissions/{filled.submission.pk}/reports/", wanted)
    assert client.get(accepted.headers["Location"]).status_code == 200


@pytest.mark.parametrize("wanted", [{"format": "exe"}, {"language": "fr"}, {"colour": "red"}])
def test_a_report_that_is_not_made_is_refused(
    wanted: dict[str, str], api: Api, owner: User, filled: Filled
) -> None:
    address = f"/api/v1/submissions/{filled.submission.pk}/reports/"
    answer = api(owner).post(address, wanted)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, next(iter(wanted)))
