"""Platform checklists in a report: a chapter of counts, beside the score and never in it."""

import pytest

from assess import checklists
from assess.models import Submission, User
from indicators.models import Checklist
from reports import figures
from reports.documents.document import Heading, Table
from reports.documents.report import report

TITLE = "平台能力清单（不计分）"


def said(submission: Submission, owner: User, answer: str) -> None:
    row = Checklist.objects.get(code="platform-training")
    items = [{"item": "1-5", "answer": answer, "evidence": "E2"}]
    checklists.record(submission, row, items, by=owner)


def headings(submission: Submission) -> list[str]:
    body = report(figures.dashboard(submission, None), "zh-hans").body
    return [block.text for block in body if isinstance(block, Heading)]


@pytest.mark.django_db
def test_a_report_has_the_chapter_once_something_was_answered(
    submission: Submission, owner: User
) -> None:
    assert TITLE not in headings(submission)
    said(submission, owner, "partly")
    assert TITLE in headings(submission)


@pytest.mark.django_db
def test_the_chapter_counts_as_the_page_does_and_leaves_the_score_alone(
    submission: Submission, owner: User
) -> None:
    before = figures.dashboard(submission, None).overall
    said(submission, owner, "yes")
    told = figures.dashboard(submission, None)
    body = report(told, "zh-hans").body
    (table,) = [b for b in body if isinstance(b, Table) and "各组回答数" in b.caption]
    assert table.rows[-1] == ("合计", "1", "0", "0", "0", "21")
    assert told.overall == before
