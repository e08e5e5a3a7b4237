"""The one door for data: units, limits, all or nothing, who and when."""

from typing import Any

import pytest

from assess import intake, workflow
from assess.models import Answer, Measurement, Submission, User
from assess.permissions import Forbidden, WrongState

ROAD = Measurement.Road.API


def measure(submission: Submission, by: User, *items: dict[str, Any]) -> list[Measurement]:
    """Record measurements as a program would."""
    return intake.record_measurements(submission, list(items), by=by, road=ROAD)


def faults_of(submission: Submission, by: User, *items: Any) -> list[tuple[int, str, str]]:
    """Index, field and code of every fault of a refused request."""
    with pytest.raises(intake.Rejected) as refused:
        intake.record_measurements(submission, list(items), by=by, road=ROAD)
    return [(fault.index, fault.field, fault.code) for fault in refused.value.faults]


def test_a_value_keeps_what_was_typed_beside_the_canonical_value(
    submission: Submission, owner: User
) -> None:
    measure(
        submission,
        owner,
        {"input": "storage_bandwidth", "value": "2", "unit": "TB/s", "source": "fio"},
    )
    row = submission.measurements.get()
    assert (row.text, row.unit, row.value, row.canonical_unit) == ("2", "TB/s", 2000.0, "GB/s")
    assert (row.given_by, row.road, row.source) == (owner, "api", "fio")


def test_the_same_request_twice_keeps_one_row(submission: Submission, owner: User) -> None:
    for _time in range(2):
        measure(submission, owner, {"input": "mfu", "value": 41})
    assert submission.measurements.count() == 1


def test_a_later_value_replaces_the_earlier(
    submission: Submission, owner: User, colleague: User
) -> None:
    measure(submission, owner, {"input": "mfu", "value": 41})
    measure(submission, colleague, {"input": "mfu", "value": "43.5"})
    row = submission.measurements.get()
    assert (row.value, row.text, row.given_by) == (43.5, "43.5", colleague)


def test_an_empty_value_takes_the_measurement_away(submission: Submission, owner: User) -> None:
    measure(submission, owner, {"input": "mfu", "value": 41})
    measure(submission, owner, {"input": "mfu", "value": ""})
    assert not submission.measurements.exists()


def test_every_bad_item_is_named_and_nothing_is_kept(submission: Submission, owner: User) -> None:
    found = faults_of(
        submission,
        owner,
        {"input": "mfu", "value": 41},
        {"input": "mfuu", "value": 41},
        {"input": "pue", "value": "0.9"},
        {"input": "availability", "value": "abc"},
        {"input": "storage_bandwidth", "value": 2, "unit": "kg"},
        {"input": "hfu", "value": 46, "colour": "red"},
        "not an object",
    )
    assert found == [
        (1, "input", "unknown_input"),
        (2, "value", "out_of_bounds"),
        (3, "value", "not_a_number"),
        (4, "unit", "other_dimension"),
        (5, "colour", "unknown_key"),
        (6, "", "not_an_object"),
    ]
    assert not submission.measurements.exists()


def test_two_values_for_one_input_in_a_request_are_refused(
    submission: Submission, owner: User
) -> None:
    items = [{"input": "mfu", "value": 41}, {"input": "mfu", "value": 42}]
    assert faults_of(submission, owner, *items) == [(1, "input", "duplicate")]


def test_a_fact_of_the_cluster_cannot_be_given_with_a_submission(
    submission: Submission, owner: User
) -> None:
    assert faults_of(submission, owner, {"input": "nodes", "value": 4}) == [
        (0, "input", "cluster_fact")
    ]


def test_an_outsider_cannot_record(submission: Submission, outsider: User) -> None:
    with pytest.raises(Forbidden):
        measure(submission, outsider, {"input": "mfu", "value": 41})


def test_nothing_changes_once_submitted(submission: Submission, owner: User) -> None:
    workflow.submit(submission, by=owner)
    with pytest.raises(WrongState):
        measure(submission, owner, {"input": "mfu", "value": 41})
    assert not submission.measurements.exists()


def test_every_change_raises_the_revision(submission: Submission, owner: User) -> None:
    measure(submission, owner, {"input": "mfu", "value": 41})
    intake.record_answers(submission, [{"item": "T01-2", "credit": 1}], by=owner)
    assert Submission.objects.get(pk=submission.pk).revision == 3


def test_only_the_keys_given_change(submission: Submission, owner: User) -> None:
    intake.record_answers(submission, [{"item": "T05-4", "credit": 0.5, "note": "a"}], by=owner)
    intake.record_answers(
        submission, [{"item": "T05-4", "not_applicable": True, "reason": "one site"}], by=owner
    )
    row = submission.answers.get()
    assert (row.credit, row.note, row.not_applicable, row.reason) == (0.5, "a", True, "one site")


def test_words_are_kept_without_nul(submission: Submission, owner: User) -> None:
    measure(submission, owner, {"input": "mfu", "value": 41, "source": "训练\x00日志 😀"})
    intake.record_answers(submission, [{"item": "P13", "note": "a\x00b"}], by=owner)
    assert submission.measurements.get().source == "训练日志 😀"
    assert submission.answers.get().note == "ab"


@pytest.mark.parametrize(
    ("item", "field", "code"),
    [
        ({"item": "T01-2", "credit": 0.7}, "credit", "not_a_credit"),
        ({"item": "T01-2", "credit": True}, "credit", "not_a_credit"),
        ({"item": "T02-1", "credit": 1}, "credit", "numeric_criterion"),
        ({"item": "T05-4", "not_applicable": True}, "reason", "reason_missing"),
        (
            {"item": "T01-2", "not_applicable": True, "reason": "x"},
            "not_applicable",
            "always_applies",
        ),
        ({"item": "P01", "evidence": "E9"}, "evidence", "not_a_class"),
        ({"item": "P01", "credit": 1}, "credit", "unknown_key"),
        ({"item": "P99", "evidence": "E1"}, "item", "unknown_item"),
        ({"item": "P05", "not_applicable": "yes"}, "not_applicable", "not_a_boolean"),
    ],
)
def test_a_bad_answer_is_refused(
    submission: Submission, owner: User, item: dict[str, Any], field: str, code: str
) -> None:
    with pytest.raises(intake.Rejected) as refused:
        intake.record_answers(submission, [item], by=owner)
    assert [(fault.field, fault.code) for fault in refused.value.faults] == [(field, code)]
    assert not Answer.objects.exists()
