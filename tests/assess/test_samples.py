"""Time series of a cluster: kept once, corrected by versions, refused as a whole; a submission takes its period."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from assess import intake, periods, samples, workflow
from assess.intake import Rejected
from assess.models import Cluster, Measurement, Organisation, Sample, Submission, User
from assess.permissions import Forbidden, WrongState

FIRST = datetime(2025, 1, 1, 4, tzinfo=UTC)


def day(number: int) -> str:
    """Noon in Shanghai of a day of 2025, counted from 0."""
    return (FIRST + timedelta(days=number)).isoformat()


def item(code: str, value: Any, number: int = 0, **more: Any) -> dict[str, Any]:
    return {"input": code, "value": value, "time": day(number), **more}


def report(cluster: Cluster, by: User, *items: Any, source: str = "p") -> samples.Kept:
    return samples.record_samples(cluster, source, items, by=by)


def test_the_same_batch_again_changes_nothing(cluster: Cluster, owner: User) -> None:
    batch = [item("mfu", 41.5, number) for number in range(3)]
    assert report(cluster, owner, *batch) == samples.Kept(3, 0, 0)
    assert report(cluster, owner, *batch) == samples.Kept(0, 0, 3)
    assert Sample.objects.count() == 3


def test_another_figure_for_the_same_moment_is_a_correction_and_the_former_stays(
    cluster: Cluster, owner: User
) -> None:
    report(cluster, owner, item("mfu", 41))
    assert report(cluster, owner, item("mfu", 42), item("mfu", 43, 1)) == samples.Kept(1, 1, 0)
    report(cluster, owner, item("mfu", 44))
    versions = Sample.objects.filter(at=FIRST).order_by("version")
    assert [(row.version, row.value, row.is_current) for row in versions] == [
        (1, 41.0, False), (2, 42.0, False), (3, 44.0, True),
    ]  # fmt: skip


def test_two_programs_report_the_same_moment_side_by_side(cluster: Cluster, owner: User) -> None:
    report(cluster, owner, item("mfu", 41), source="a")
    assert report(cluster, owner, item("mfu", 42), source="b").added == 1
    assert Sample.objects.current().count() == 2


def test_units_are_kept_as_reported_and_understood(cluster: Cluster, owner: User) -> None:
    report(cluster, owner, item("it_energy", "1.5", unit="MWh"))
    row = Sample.objects.get()
    assert (row.text, row.unit, row.value, row.canonical_unit) == ("1.5", "MWh", 1500.0, "kWh")


def test_every_bad_sample_is_named_and_nothing_is_kept(cluster: Cluster, owner: User) -> None:
    later = (timezone.now() + timedelta(days=2)).isoformat()
    batch = [
        item("mfu", 41), item("nothing", 1), item("nodes", 1), item("mfu", 140, 1), item("mfu", "x", 2),
        item("mfu", 1, 3, unit="kWh"), {"input": "mfu", "value": 1, "time": "2025-01-05"},
        {"input": "mfu", "value": 1, "time": later}, item("mfu", 42), "text", {**item("mfu", 1, 9), "note": ""},
    ]  # fmt: skip
    with pytest.raises(Rejected) as refused:
        report(cluster, owner, *batch)
    assert [(fault.index, fault.code) for fault in refused.value.faults] == [
        (1, "unknown_input"), (2, "unknown_input"), (3, "out_of_bounds"), (4, "not_a_number"), (5, "other_dimension"),
        (6, "not_a_moment"), (7, "not_a_moment"), (8, "duplicate"), (9, "not_a_sample"), (10, "not_a_sample"),
    ]  # fmt: skip
    assert not Sample.objects.exists()


def test_seconds_and_offsets_name_the_same_moment(cluster: Cluster, owner: User) -> None:
    report(cluster, owner, item("mfu", 41))
    seconds = {"input": "mfu", "value": 41, "time": FIRST.timestamp()}
    offset = {"input": "mfu", "value": 41, "time": "2025-01-01T12:00:00+08:00"}
    assert report(cluster, owner, seconds).unchanged == 1
    assert report(cluster, owner, offset).unchanged == 1


@pytest.mark.parametrize("who", ["assessor", "outsider"])
def test_only_editors_report(who: str, cluster: Cluster, request: pytest.FixtureRequest) -> None:
    with pytest.raises(Forbidden):
        report(cluster, request.getfixturevalue(who), item("mfu", 41))


def year(cluster: Cluster, by: User, code: str, value: float, *, missing: int = 0) -> None:
    """A sample for each day of 2025 but the last ones."""
    report(cluster, by, *[item(code, value, number) for number in range(365 - missing)])


def test_a_submission_takes_its_period_with_its_provenance_and_evidence(
    submission: Submission, cluster: Cluster, owner: User
) -> None:
    year(cluster, owner, "service_hours", 23.0)
    year(cluster, owner, "period_hours", 24.0)
    report(cluster, owner, item("period_hours", 24, -1))  # of 2024
    periods.take(submission, None, by=owner)
    rows = {row.input: row for row in submission.measurements.all()}
    assert (rows["service_hours"].value, rows["period_hours"].value) == (8395.0, 8760.0)
    assert rows["period_hours"].road == Measurement.Road.SERIES
    assert "365" in rows["period_hours"].source
    assert submission.answers.get(item="P01").evidence == "E3"


def test_gaps_are_told_and_an_incomplete_series_proves_no_more_than_a_word(
    submission: Submission, cluster: Cluster, owner: User
) -> None:
    year(cluster, owner, "mfu", 40.0, missing=60)
    (offer,) = periods.offers(submission)
    assert (offer.value, offer.evidence, offer.figure.coverage.covered) == (40.0, "E1", 305)
    assert [str(end) for end in offer.figure.coverage.gaps[0]] == ["2025-11-02", "2025-12-31"]
    periods.take(submission, ["mfu"], by=owner)
    assert "2025-11-02–2025-12-31" in submission.measurements.get().source


def test_evidence_that_is_stronger_stays_and_a_typed_part_keeps_it_down(
    submission: Submission, cluster: Cluster, owner: User
) -> None:
    year(cluster, owner, "mfu", 40.0)
    year(cluster, owner, "service_hours", 23.0)
    typed = [{"input": "period_hours", "value": 8760}]
    intake.record_measurements(submission, typed, by=owner, road=Measurement.Road.FORM)
    intake.record_answers(submission, [{"item": "P13", "evidence": "E4"}], by=owner)
    periods.take(submission, None, by=owner)
    assert submission.answers.get(item="P13").evidence == "E4"
    assert not submission.answers.filter(item="P01").exists()


def test_the_program_with_most_samples_counts_and_the_others_are_named(
    submission: Submission, cluster: Cluster, owner: User
) -> None:
    report(cluster, owner, item("mfu", 10), item("mfu", 20, 1), source="b")
    report(cluster, owner, item("mfu", 99), source="a")
    (offer,) = periods.offers(submission)
    assert (offer.value, offer.source, offer.other_sources) == (15.0, "b", ("a",))


def test_a_corrected_sample_counts_in_its_last_version_only(
    submission: Submission, cluster: Cluster, owner: User
) -> None:
    report(cluster, owner, item("failures", 3), item("failures", 1, 1))
    report(cluster, owner, item("failures", 2))
    (offer,) = periods.offers(submission)
    assert offer.value == 3.0


def test_the_days_of_the_period_are_those_of_the_installations_calendar(
    submission: Submission, cluster: Cluster, owner: User
) -> None:
    # 2024-12-31 16:30 UTC is 00:30 of New Year's Day in Shanghai; 2025-12-31 16:30 UTC is next year's
    for moment, value in (("2024-12-31T16:30:00Z", 1), ("2025-12-31T16:30:00Z", 5)):
        report(cluster, owner, {"input": "failures", "value": value, "time": moment})
    (offer,) = periods.offers(submission)
    assert offer.value == 1.0


def test_what_was_not_reported_is_not_taken(
    submission: Submission, cluster: Cluster, owner: User
) -> None:
    report(cluster, owner, item("mfu", 40))
    for codes in (["mfu", "hfu"], []):
        with pytest.raises(WrongState) as refused:
            periods.take(submission, codes, by=owner)
        assert refused.value.code == "not_reported"
    assert not submission.measurements.exists()


def test_a_closed_assessment_takes_nothing(
    submission: Submission, cluster: Cluster, owner: User
) -> None:
    report(cluster, owner, item("mfu", 40))
    workflow.withdraw(submission, by=owner, note="")
    with pytest.raises(WrongState) as refused:
        periods.take(submission, None, by=owner)
    assert refused.value.code == "not_open"


def test_queries_do_not_grow_with_the_batch(
    cluster: Cluster, owner: User, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_max_num_queries(14):
        report(cluster, owner, *[item("mfu", 40, number) for number in range(60)])


def test_samples_of_a_foreign_cluster_are_not_seen(
    cluster: Cluster, owner: User, outsider: User, other_organisation: Organisation
) -> None:
    report(cluster, owner, item("mfu", 40))
    assert Sample.objects.visible_to(owner).count() == 1
    assert not Sample.objects.visible_to(outsider).exists()


def test_taking_a_period_stands_in_the_history_with_what_was_taken(
    cluster: Cluster, submission: Submission, owner: User
) -> None:
    year(cluster, owner, "mfu", 41.5)
    periods.take(submission, ["mfu"], by=owner)
    event = submission.events.get(verb="series_take")
    assert (event.actor, event.note) == (owner, "mfu")
