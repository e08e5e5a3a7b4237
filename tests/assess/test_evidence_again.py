"""Files read again: a failure keeps what was read, a better reader shows what it changed; left out and taken back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assess import evidence_files, workflow
from assess.evidence.difference import Figure, differences
from assess.models import Event, Evidence, Submission, User
from assess.permissions import Forbidden, WrongState
from tests.files import Craft, craft, found, given, own_files, sent  # noqa: F401 - fixtures

Jobs = Callable[[], int]


@pytest.fixture
def read_one(submission: Submission, owner: User, craft: Craft, run_jobs: Jobs) -> Evidence:  # noqa: F811
    """A file of a crafted reader, read once."""
    craft("PROBE", found(1.5))
    (row,) = sent(submission, owner, given("a.txt", b"PROBE"))
    run_jobs()
    return row


def again(row: Evidence, by: User, run_jobs: Jobs) -> Evidence:
    """Read a file again and return it as it is then."""
    evidence_files.read_again(row.submission, [row], by=by)
    run_jobs()
    return Evidence.objects.get(pk=row.pk)


def test_a_failed_second_reading_keeps_the_earlier_readings_and_says_so(
    read_one: Evidence, owner: User, settings: Any, run_jobs: Jobs
) -> None:
    settings.EVIDENCE_WALL_SECONDS = 0.05
    row = again(read_one, owner, run_jobs)
    assert (row.state, [item.value for item in row.readings.all()]) == ("read", [1.5])
    assert [item.rule for item in row.findings.all()] == ["reader_failed", "earlier_readings_kept"]
    assert row.findings.get(rule="earlier_readings_kept").found == "1, 0.1.0"


def test_failing_twice_says_it_once_and_a_good_reading_ends_it(
    read_one: Evidence, owner: User, settings: Any, run_jobs: Jobs
) -> None:
    settings.EVIDENCE_WALL_SECONDS = 0.05
    again(read_one, owner, run_jobs)
    assert again(read_one, owner, run_jobs).findings.count() == 2
    settings.EVIDENCE_WALL_SECONDS = 60
    row = again(read_one, owner, run_jobs)
    assert (row.findings.count(), row.readings.count()) == (0, 1)


def test_a_better_reader_shows_what_it_changed(
    read_one: Evidence,
    owner: User,
    craft: Craft,  # noqa: F811
    run_jobs: Jobs,
) -> None:
    assert read_one.changes == {}
    craft("PROBE", found(1.25, line=7))
    changes = again(read_one, owner, run_jobs).changes
    (line,) = changes["lines"]
    assert (changes["before"], changes["count"]) == ("0.1.0", 1)
    assert (line["quantity"], line["before"], line["after"]) == ("pue", 1.5, 1.25)
    assert line["place"] == "line 7"


def test_reading_again_without_a_better_reader_changes_nothing(
    read_one: Evidence, owner: User, run_jobs: Jobs
) -> None:
    assert again(read_one, owner, run_jobs).changes["count"] == 0


def test_all_files_of_a_submission_are_read_again_at_once(
    submission: Submission, owner: User, run_jobs: Jobs
) -> None:
    rows = sent(submission, owner, given("a.txt", b"1"), given("b.txt", b"2"))
    assert evidence_files.read_again(submission, rows, by=owner) == []  # they wait already
    run_jobs()
    assert len(evidence_files.read_again(submission, rows, by=owner)) == 2
    assert run_jobs() == 2
    assert Event.objects.filter(verb="evidence_read").count() == 1


def test_only_who_edits_a_draft_has_files_read_again(
    submission: Submission, owner: User, assessor: User, administrator: User
) -> None:
    rows = sent(submission, owner, given("a.txt", b"1"))
    workflow.assign(submission, assessor, by=administrator)
    with pytest.raises(Forbidden):
        evidence_files.read_again(submission, rows, by=assessor)
    workflow.withdraw(submission, by=owner, note="")
    with pytest.raises(WrongState):
        evidence_files.read_again(submission, rows, by=owner)


def test_a_file_that_is_left_out_counts_no_longer_and_can_be_taken_back(
    submission: Submission, owner: User, assessor: User
) -> None:
    (row,) = sent(submission, owner, given("a.txt", b"1"))
    evidence_files.leave_out(row, by=owner)
    assert (row.counts, row.withdrawn_by) == (False, owner)
    assert not submission.evidence.all().current().exists()
    evidence_files.take_back(row, by=owner)
    assert list(submission.evidence.all().current()) == [row]
    with pytest.raises(Forbidden):
        evidence_files.leave_out(row, by=assessor)


def test_a_file_that_is_sent_again_after_it_was_left_out_counts_again(
    submission: Submission, owner: User
) -> None:
    (row,) = sent(submission, owner, given("a.txt", b"1"))
    evidence_files.leave_out(row, by=owner)
    sent(submission, owner, given("a.txt", b"1"))
    assert submission.evidence.all().current().count() == 1


def test_what_happened_to_files_is_told_in_words(
    submission: Submission, owner: User, client_of: Callable[[User], Client]
) -> None:
    (row,) = sent(submission, owner, given("a.txt", b"1"))
    evidence_files.leave_out(row, by=owner)
    page = reverse("submission_progress", args=[submission.pk])
    html = client_of(owner).get(page, headers={"accept-language": "en"}).content.decode()
    assert "Evidence files added" in html
    assert "Evidence file left out" in html


def test_figures_are_held_against_those_of_their_conditions() -> None:
    def figure(value: float, nodes: int, place: str = "") -> Figure:
        return Figure("pue", value, "1", {"nodes": nodes}, place)

    before = [figure(1.0, 2), figure(2.0, 2), figure(3.0, 4)]
    after = [figure(2.0, 2, "line 9"), figure(1.1, 2), figure(3.0, 8)]
    told = [
        (change.before and change.before.value, change.after and change.after.value)
        for change in differences(before, after)
    ]
    assert told == [(1.0, 1.1), (3.0, None), (None, 3.0)]


def test_an_equal_figure_stands_for_one_figure_only() -> None:
    one = Figure("pue", 1.0, "1", {})
    (change,) = differences([one, one], [one])
    assert change.after is None
