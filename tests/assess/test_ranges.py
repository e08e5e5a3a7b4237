"""A range beside a raw input: read, checked, kept as typed, drawn, and part of the digest only where it is given."""

import hashlib
import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from assess import scores
from assess.models import Measurement, Submission, User
from tests.assess.test_intake import faults_of, measure


def test_a_range_is_kept_as_typed_and_in_the_canonical_unit(
    submission: Submission, owner: User
) -> None:
    item = {"input": "storage_bandwidth", "value": 2, "unit": "TB/s", "low": "1.9", "high": "2.2"}
    measure(submission, owner, item)
    row = submission.measurements.get()
    assert (row.low, row.high) == (1900.0, 2200.0)
    assert (row.low_text, row.high_text) == ("1.9", "2.2")
    assert scores.facts_of(submission).intervals == {"storage_bandwidth": (1900.0, 2200.0)}


def test_an_end_that_is_not_given_is_the_value(submission: Submission, owner: User) -> None:
    measure(submission, owner, {"input": "mfu", "value": 40, "low": 38})
    assert scores.facts_of(submission).intervals == {"mfu": (38.0, 40.0)}


@pytest.mark.parametrize(
    ("item", "fault"),
    [
        ({"low": 41}, (0, "low", "not_in_range")),
        ({"high": 39}, (0, "high", "not_in_range")),
        ({"high": 101}, (0, "high", "out_of_bounds")),
        ({"low": "about 30"}, (0, "low", "not_a_number")),
    ],
)
def test_a_range_that_cannot_be_is_refused_with_the_field(
    submission: Submission, owner: User, item: dict[str, object], fault: tuple[int, str, str]
) -> None:
    assert fault in faults_of(submission, owner, {"input": "mfu", "value": 40, **item})
    assert not submission.measurements.exists()


def test_the_digest_of_facts_without_ranges_is_what_it_was(
    submission: Submission, owner: User
) -> None:
    measure(submission, owner, {"input": "mfu", "value": 40})
    facts = scores.facts_of(submission)
    before = scores.digest_of(submission, facts)
    assert before == digest_before_ranges(submission)
    measure(submission, owner, {"input": "mfu", "value": 40, "low": 38})
    assert scores.digest_of(submission, scores.facts_of(submission)) != before


def digest_before_ranges(submission: Submission) -> str:
    """The digest as it was written before: four members of the facts and no more."""
    facts = scores.facts_of(submission)
    content = {
        "framework": submission.framework.digest,
        "profile": submission.profile.digest,
        "method": "method-1.0",
        "facts": {
            "inputs": facts.inputs,
            "credits": facts.credits,
            "not_applicable": facts.not_applicable,
            "evidence": facts.evidence,
        },
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_form_keeps_a_range_and_a_form_without_it_leaves_it(
    submission: Submission, owner: User, client_of: Callable[[User], Client]
) -> None:
    address = reverse("submission_indicator", args=[submission.pk, "P13"])
    client = client_of(owner)
    client.post(address, {"v-mfu": "40", "u-mfu": "%", "l-mfu": "38", "h-mfu": "41"})
    client.post(address, {"v-mfu": "40.5", "u-mfu": "%"})
    row = submission.measurements.get(input="mfu")
    assert (row.value, row.low, row.high) == (40.5, 38, 41)
    client.post(address, {"v-mfu": "40.5", "u-mfu": "%", "l-mfu": "", "h-mfu": ""})
    row.refresh_from_db()
    assert row.interval is None


def test_the_form_tells_what_is_wrong_with_a_range(
    submission: Submission, owner: User, client_of: Callable[[User], Client]
) -> None:
    address = reverse("submission_indicator", args=[submission.pk, "P13"])
    sent = {"v-mfu": "40", "u-mfu": "%", "l-mfu": "45", "e-P13": ""}
    answer = client_of(owner).post(address, sent)
    assert answer.status_code == 422
    assert "45" in answer.content.decode()
    assert not submission.measurements.exists()


def test_a_range_takes_the_same_road_over_rest(
    submission: Submission, owner: User, client_of: Callable[[User], Client]
) -> None:
    address = f"/api/v1/submissions/{submission.pk}/measurements/"
    items = [{"input": "mfu", "value": "40", "low": "38", "high": 41}]
    answer = client_of(owner).put(address, items, content_type="application/json")
    row = answer.json()[0]
    assert (row["low"], row["high"]) == ("38", "41")
    assert (row["canonical_low"], row["canonical_high"]) == (38, 41)
    assert Measurement.objects.get().road == "api"
