"""A quite different framework goes the whole road as files and data alone: loaded, answered, scored, shown, reported."""

import json
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from pypdf import PdfReader

from assess import intake, scores, workflow
from assess.models import Cluster, Measurement, Organisation, Submission, User
from indicators.models import Framework, Profile
from reports import orders
from reports.models import ReportFile
from tests import green

ClientOf = Callable[[User], Client]
RunJobs = Callable[[], int]
SCORE = 63.0
"""Four measured indicators of a group score 60, the judged one 100 * (0.5 + 1) / 2 = 75: (4 * 60 + 75) / 5."""
FOREIGN = ("CAICT", "信通院", "信息通信研究院", "大模型", "技术能力", "large-model")
"""Words of the shipped framework that have no place in a report on another one."""


@pytest.fixture
def loaded(db: None, tmp_path: Path) -> Profile:
    """Both files, published by the command as an administrator does."""
    for path in green.write(tmp_path):
        call_command("load_framework", str(path), verbosity=0)
    profile: Profile = Profile.objects.get(code="balanced")
    return profile


@pytest.fixture
def site(organisation: Organisation, owner: User) -> Cluster:
    return workflow.create_cluster(organisation, by=owner, name="Site A", nodes=10)


@pytest.fixture
def answered(loaded: Profile, site: Cluster, owner: User) -> Submission:
    """Everything that the framework asks."""
    period = {"period_start": date(2026, 1, 1), "period_end": date(2026, 6, 30)}
    submission = workflow.create_submission(site, by=owner, title="H1", profile=loaded, **period)
    intake.record_measurements(
        submission, green.measurements(), by=owner, road=Measurement.Road.FORM
    )
    intake.record_answers(submission, green.answers(), by=owner)
    return submission


def pdf_text(report: ReportFile) -> str:
    with report.file.open() as file:
        leaves = PdfReader(BytesIO(file.read())).pages
    return "".join(leaf.extract_text() for leaf in leaves)


def test_it_is_three_levels_deep_with_sixty_indicators(loaded: Profile) -> None:
    framework = loaded.framework.parsed()
    assert (len(framework.pillars), len(framework.groups), len(framework.indicators)) == (4, 12, 60)
    assert Framework.objects.count() == 1


def test_pages_of_the_framework_show_it(loaded: Profile, client: Client) -> None:
    for address in (
        "/frameworks/", f"/frameworks/{green.CODE}/", f"/frameworks/{green.CODE}/?q=cooling",
        f"/frameworks/{green.CODE}/ENERGY-21/", f"/frameworks/{green.CODE}/VALUE-15/",
        f"/frameworks/method/?framework={green.CODE}",
    ):  # fmt: skip
        answer = client.get(address, headers={"accept-language": "en"})
        assert answer.status_code == 200, address
        assert "Green operation of a data centre" in answer.content.decode(), address


def test_a_framework_without_a_profile_is_shown_all_the_same(
    tmp_path: Path, db: None, client: Client
) -> None:
    call_command("load_framework", str(green.write(tmp_path)[0]), verbosity=0)
    for address in (f"/frameworks/{green.CODE}/", f"/frameworks/{green.CODE}/ENERGY-21/"):
        assert client.get(address).status_code == 200


def test_it_is_opened_and_answered_in_the_form_and_by_rest(
    loaded: Profile, site: Cluster, owner: User, client_of: ClientOf
) -> None:
    client = client_of(owner)
    client.post(
        "/submissions/new/",
        {
            "cluster": site.pk, "title": "H1", "period_start": "2026-01-01",
            "period_end": "2026-06-30", "profile": loaded.pk, "note": "",
        },
    )  # fmt: skip
    submission = Submission.objects.get()
    form = f"/submissions/{submission.pk}/form/"
    assert client.get(form).content.decode().count('class="indicator"') == 60
    sent = {"v-energy_11_top": "100", "u-energy_11_top": "kL", "v-energy_11_base": "50"}
    client.post(f"{form}ENERGY-11", sent)
    client.post(f"{form}ENERGY-15", {"c-ENERGY-15-a": "0.5", "v-energy_15": "10"})
    api = f"/api/v1/submissions/{submission.pk}/"
    rest = [item for item in green.measurements() if not item["input"].startswith("energy_11")]
    for part, items in (("measurements", rest), ("answers", green.answers())):
        answer = client.put(f"{api}{part}/", json.dumps(items), content_type="application/json")
        assert answer.status_code == 200, answer.content
    assert scores.preview(submission).known == pytest.approx(SCORE)


def test_rest_opens_it_by_its_code_alone(
    loaded: Profile, site: Cluster, owner: User, client_of: ClientOf
) -> None:
    body = {
        "cluster": str(site.pk), "title": "H1", "period_start": "2026-01-01",
        "period_end": "2026-06-30", "framework": green.CODE,
    }  # fmt: skip
    answer: Any = client_of(owner).post(
        "/api/v1/submissions/", json.dumps(body), content_type="application/json"
    )
    assert (answer.status_code, answer.json().get("profile")) == (201, "balanced")


def test_it_is_scored_shown_and_reported(
    answered: Submission, owner: User, administrator: User, client_of: ClientOf, run_jobs: RunJobs
) -> None:
    workflow.submit(answered, by=owner)
    workflow.finalise(answered, by=administrator)
    run_jobs()
    score = scores.latest(answered)
    assert score is not None
    assert score.overall == pytest.approx(SCORE)
    assert score.level == "Silver"
    client = client_of(owner)
    for part in ("", "analysis/", "form/", "checklists/", "progress/", "upgrade/"):
        assert client.get(f"/submissions/{answered.pk}/{part}").status_code == 200, part
    page = client.get(f"/submissions/{answered.pk}/").content.decode()
    assert "63.0" in page
    assert "Silver" in page
    opened = client.get(f"/submissions/{answered.pk}/indicators/ENERGY-21/")
    assert opened.status_code == 200


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_its_report_speaks_of_nothing_but_itself(
    language: str, answered: Submission, owner: User, run_jobs: RunJobs
) -> None:
    workflow.submit(answered, by=owner)
    run_jobs()
    score = scores.latest(answered)
    assert score is not None
    report, _job = orders.order_report(score, format="pdf", language=language, by=owner)
    run_jobs()
    report.refresh_from_db()
    text = pdf_text(report)
    assert "Green operation of a data centre" in text
    assert "63.0" in text
    assert [word for word in FOREIGN if word in text] == []
