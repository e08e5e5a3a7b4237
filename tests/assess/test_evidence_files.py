"""Evidence files: kept once by content, read in a process with limits, a failing reader loses nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.storage import default_storage

from assess import evidence_files, readings, workflow
from assess.evidence_bytes import tidy
from assess.models import Event, Evidence, Job, Organisation, Submission, User
from assess.permissions import Forbidden, WrongState
from tests.files import FIO, FIXTURES, given, own_files, sent  # noqa: F401 - own_files is a fixture

Jobs = Callable[[], int]


@pytest.fixture
def evidence(submission: Submission, owner: User) -> Evidence:
    """A file of fio that waits to be read."""
    return sent(submission, owner, given(FIO))[0]


def test_a_file_is_kept_and_its_readings_become_rows(evidence: Evidence, run_jobs: Jobs) -> None:
    assert (evidence.folder, evidence.name) == tuple(FIO.split("/"))
    assert run_jobs() == 1
    evidence.refresh_from_db()
    found = (evidence.state, evidence.kinds[0]["kind"], evidence.parser)
    assert found == ("read", "fio", "0.1.0")
    assert "storage_read_bandwidth" in {item.quantity for item in evidence.readings.all()}
    with default_storage.open(evidence.key) as file:
        assert file.read() == (FIXTURES / FIO).read_bytes()


def test_the_same_content_twice_is_one_row_and_says_so(
    submission: Submission, owner: User, run_jobs: Jobs
) -> None:
    first, second = (
        evidence_files.receive(submission, [given("a.txt", b"x")], by=owner)[0] for _ in range(2)
    )
    assert (first.already, second.already, second.job) == (False, True, None)
    assert first.evidence.pk == second.evidence.pk
    assert run_jobs() == 1
    assert Event.objects.filter(verb="evidence").count() == 1


def test_a_changed_file_of_the_same_path_takes_the_place_of_the_earlier_one(
    submission: Submission, owner: User
) -> None:
    (old,) = sent(submission, owner, given("run/a.txt", b"1"))
    (new,) = sent(submission, owner, given("run/a.txt", b"2"))
    assert list(submission.evidence.all().current()) == [new]
    (back,) = sent(submission, owner, given("run/a.txt", b"1"))
    assert back.pk == old.pk
    assert list(submission.evidence.all().current()) == [old]


def test_the_same_bytes_of_two_organisations_are_two_files(
    submission: Submission, owner: User, outsider: User, other_organisation: Organisation
) -> None:
    cluster = workflow.create_cluster(other_organisation, by=outsider, name="x")
    period = {"period_start": submission.period_start, "period_end": submission.period_end}
    other = workflow.create_submission(cluster, by=outsider, title="x", **period)
    mine = evidence_files.receive(submission, [given("a.txt", b"same")], by=owner)[0]
    theirs = evidence_files.receive(other, [given("a.txt", b"same")], by=outsider)[0]
    assert not theirs.already
    assert mine.evidence.key != theirs.evidence.key
    assert list(Evidence.objects.visible_to(outsider)) == [theirs.evidence]


def test_the_same_bytes_in_two_submissions_of_one_organisation_lie_once(
    submission: Submission, owner: User
) -> None:
    period = {"period_start": submission.period_start, "period_end": submission.period_end}
    other = workflow.create_submission(submission.cluster, by=owner, title="x", **period)
    keys = {sent(row, owner, given("a.txt", b"same"))[0].key for row in (submission, other)}
    assert len(keys) == 1


def test_a_path_never_leads_out_of_its_folder() -> None:
    assert tidy("../../etc/passwd") == ("etc", "passwd")
    assert tidy("/a/./b//c.txt") == ("a/b", "c.txt")
    assert tidy("C:\\logs\\x.log") == ("C:/logs", "x.log")
    assert tidy("..") == ("", "file")
    assert len(tidy("n" * 400)[1]) == 255


def test_who_only_reads_sends_nothing_and_a_closed_one_takes_nothing(
    submission: Submission, owner: User, assessor: User, administrator: User
) -> None:
    workflow.assign(submission, assessor, by=administrator)
    with pytest.raises(Forbidden):
        sent(submission, assessor, given("a.txt", b"x"))
    workflow.withdraw(submission, by=owner, note="")
    submission.refresh_from_db()
    with pytest.raises(WrongState):
        sent(submission, owner, given("a.txt", b"x"))
    assert not Evidence.objects.exists()


def test_an_unknown_kind_says_which_were_tried(
    submission: Submission, owner: User, run_jobs: Jobs
) -> None:
    (row,) = sent(submission, owner, given("notes.txt", b"nothing of a tool\n"))
    run_jobs()
    row.refresh_from_db()
    finding = row.findings.get()
    assert (row.state, finding.rule) == ("nothing", "unknown_kind")
    assert "nccl_tests" in finding.found


@pytest.mark.parametrize(
    ("limit", "value", "found"),
    [("EVIDENCE_CPU_SECONDS", 0, "SIG"), ("EVIDENCE_WALL_SECONDS", 0.05, "wall time")],
)
def test_a_limit_is_a_finding_on_that_file(
    evidence: Evidence, settings: Any, limit: str, value: float, found: str
) -> None:
    setattr(settings, limit, value)
    readings.read_evidence(evidence.pk)
    evidence.refresh_from_db()
    finding = evidence.findings.get()
    assert (evidence.state, finding.rule, finding.severity) == ("failed", "reader_failed", "error")
    assert found in finding.found


def test_a_file_that_takes_too_much_memory_takes_nothing_else_along(
    submission: Submission, owner: User, settings: Any, run_jobs: Jobs
) -> None:
    settings.EVIDENCE_MEMORY_MB = 800
    large = (FIXTURES / FIO).read_bytes() + b" " * 200_000_000
    row, small = sent(submission, owner, given("large.json", large), given("small.txt", b"x"))
    run_jobs()
    assert "MemoryError" in row.findings.get(rule="reader_failed").found
    assert small.findings.get().rule == "unknown_kind"


def test_reading_twice_does_nothing_the_second_time(evidence: Evidence, run_jobs: Jobs) -> None:
    run_jobs()
    before = list(evidence.readings.values_list("pk", flat=True))
    readings.read_evidence(evidence.pk)
    assert list(evidence.readings.values_list("pk", flat=True)) == before
    assert Job.objects.filter(state="done").count() == 1
