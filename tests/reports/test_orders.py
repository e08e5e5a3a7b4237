"""Ordering a report: one row, one file, whatever is asked again or interrupted."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assess.models import Job, Score, Submission, User
from reports import orders, renders
from reports.models import ReportFile

RunJobs = Callable[[], int]


def test_the_same_order_twice_is_one_report_and_one_job(centre: Score, owner: User) -> None:
    first = orders.order_report(centre, format="pdf", language="en", by=owner)
    assert orders.order_report(centre, format="pdf", language="en", by=owner) == first
    assert orders.order_report(centre, format="json", language="en", by=owner)[0] != first[0]


def test_a_rendered_report_knows_its_size_and_hash(
    centre: Score, owner: User, run_jobs: RunJobs
) -> None:
    report, job = orders.order_report(centre, format="pdf", language="zh-hans", by=owner)
    run_jobs()
    report.refresh_from_db()
    job.refresh_from_db()
    with report.file.open() as file:
        content = file.read()
    assert job.state == Job.State.DONE
    assert (report.bytes, report.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert report.rendered_at is not None


def test_rendering_again_leaves_the_file_alone(centre: Score, owner: User) -> None:
    report, _job = orders.order_report(centre, format="json", language="en", by=owner)
    renders.render_report(report.pk)
    before = ReportFile.objects.get(pk=report.pk)
    renders.render_report(report.pk)
    after = ReportFile.objects.get(pk=report.pk)
    assert (before.file.name, before.rendered_at) == (after.file.name, after.rendered_at)


def test_after_a_failure_ordering_again_tries_again(centre: Score, owner: User) -> None:
    report, job = orders.order_report(centre, format="json", language="en", by=owner)
    Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED)
    again, second = orders.order_report(centre, format="json", language="en", by=owner)
    assert again == report
    assert second.pk != job.pk


@pytest.mark.parametrize(("language", "start"), [("zh-hans", "算衡评估报告-"), ("en", "SuanHeng-")])
def test_the_file_is_named_after_whose_it_is(
    centre: Score, owner: User, language: str, start: str
) -> None:
    report, _job = orders.order_report(centre, format="pdf", language=language, by=owner)
    name = orders.filename(report)
    assert name.startswith(start)
    assert "星海智算中心" in name
    assert name.endswith(".pdf")


def test_the_command_writes_a_report_into_a_file(centre: Score, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    call_command(
        "render_report", str(centre.submission_id), output=path, language="en", verbosity=0
    )
    assert path.read_bytes().startswith(b"%PDF-1.7")


def test_the_command_says_when_there_is_no_score(submission: Submission, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no score yet"):
        call_command("render_report", str(submission.pk), output=tmp_path / "report.pdf")
