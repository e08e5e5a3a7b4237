"""A figure opened down to file, line and text: on the indicator's page, in the report's sources, in its JSON."""

import json
from collections.abc import Callable
from dataclasses import asdict

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.test import Client
from django.urls import reverse

from assess import intake, takeover
from assess.models import Evidence, Submission, User
from reports.figures import dashboard
from tests.assess.evidenced import evidence_file

ClientOf = Callable[[User], Client]


@pytest.fixture
def taken(submission: Submission, owner: User) -> Evidence:
    row = evidence_file(submission, owner, "bms.csv", ("facility_energy", 1320.0), ("it_energy", 1000.0))  # fmt: skip
    takeover.take_over(submission, {}, by=owner)
    return row


def test_an_input_tells_the_readings_it_rests_on(submission: Submission, taken: Evidence) -> None:
    item = dashboard(submission, None).indicator_by_code["P05"]
    row = next(row for row in item.readings if row.input.code == "it_energy")
    assert row.basis is not None
    assert (row.basis.slot, row.basis.evidence, row.road) == ("P05", "E3", "evidence")
    assert [(ground.line, ground.printed) for ground in row.basis.grounds] == [(1, "1320"), (2, "1000")]  # fmt: skip
    assert {ground.sha256 for ground in row.basis.grounds} == {taken.sha256}


def test_the_page_of_an_indicator_links_to_the_line(
    submission: Submission, taken: Evidence, owner: User, client_of: ClientOf
) -> None:
    page = client_of(owner).get(reverse("indicator_explained", args=[submission.pk, "P05"]))
    text = page.content.decode()
    assert f"{reverse('evidence_detail', args=[taken.pk])}?line=1" in text
    assert taken.sha256 in text


def test_json_and_the_sources_of_the_report_name_file_and_hash(
    submission: Submission, taken: Evidence
) -> None:
    told = json.dumps(asdict(dashboard(submission, None)), cls=DjangoJSONEncoder)
    assert taken.sha256 in told
    source = submission.measurements.get(input="it_energy").source
    assert "bms.csv" in source
    assert taken.sha256[:12] in source


def test_a_figure_that_was_typed_over_rests_on_no_file(
    submission: Submission, taken: Evidence, owner: User
) -> None:
    intake.record_measurements(submission, [{"input": "it_energy", "value": 999}], by=owner, road="form")  # fmt: skip
    item = dashboard(submission, None).indicator_by_code["P05"]
    assert all(row.basis is None for row in item.readings)
