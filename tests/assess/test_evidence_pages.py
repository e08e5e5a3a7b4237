"""The evidence pages: send, look, list, one file with its lines, versions and bytes; who may do what."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from assess import uploads, workflow
from assess.models import Evidence, Membership, Organisation, Submission, Upload, User
from assess.templatetags.places import place_words
from tests.files import FIO, FIXTURES, given, own_files, sent  # noqa: F401 - own_files is a fixture

Jobs = Callable[[], int]
METER = b"timestamp,facility_kw,it_kw\n"


@pytest.fixture
def browser(client_of: Callable[[User], Client], owner: User) -> Client:
    """The owner's browser, in English."""
    browser = client_of(owner)
    browser.cookies["django_language"] = "en"
    return browser


def page_of(submission: Submission) -> str:
    """The address of the files."""
    return reverse("submission_evidence", args=[submission.pk])


def post(browser: Client, submission: Submission, *files: tuple[str, bytes], **more: str) -> Any:
    """Send the form."""
    uploads = [SimpleUploadedFile(name, data) for name, data in files]
    return browser.post(page_of(submission), {"file": uploads, **more}, follow=True)


def html_of(browser: Client, row: Evidence, **query: str | int) -> str:
    """The page of a file."""
    return browser.get(reverse("evidence_detail", args=[row.pk]), query).content.decode()


def test_an_empty_page_says_what_evidence_is_for(browser: Client, submission: Submission) -> None:
    html = browser.get(page_of(submission)).content.decode()
    assert "No evidence yet" in html
    assert 'type="file"' in html


def test_sent_files_are_listed_with_state_tool_and_number_of_readings(
    browser: Client, submission: Submission, run_jobs: Jobs
) -> None:
    data = (FIXTURES / FIO).read_bytes()
    html = post(browser, submission, ("fio.json", data), ("a.txt", b"x")).content.decode()
    assert "2 files are kept and being read." in html
    assert 'hx-trigger="load delay:2s"' in html
    run_jobs()
    html = browser.get(page_of(submission)).content.decode()
    assert "fio-3.33" in html or "fio 3.33" in html
    assert "Not the output of a known tool" in html
    assert "hx-trigger" not in html.split('id="files"')[1].split(">")[0]


def test_the_same_content_is_told_as_already_here(browser: Client, submission: Submission) -> None:
    post(browser, submission, ("a.txt", b"x"))
    html = post(browser, submission, ("b.txt", b"x")).content.decode()
    assert "Already here: “a.txt” has the same content." in html
    assert submission.evidence.count() == 1


def test_looking_shows_readings_and_keeps_nothing(browser: Client, submission: Submission) -> None:
    data = (FIXTURES / FIO).read_bytes()
    html = post(browser, submission, ("fio.json", data), act="look").content.decode()
    assert "Looked into, not kept" in html
    assert "Storage read bandwidth" in html or "read bandwidth" in html.lower()
    assert not Evidence.objects.exists()


def test_nothing_chosen_and_too_much_are_told(
    browser: Client, submission: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = post(browser, submission)
    assert (answer.status_code, "No file was chosen." in answer.content.decode()) == (422, True)
    monkeypatch.setattr("assess.evidence_files.DRY_BYTES", 3_000_000)
    answer = post(browser, submission, ("a.txt", b"x" * 4_000_000), act="look")
    assert (answer.status_code, "4.0 MB in all; at most 3 MB" in answer.content.decode()) == (
        422, True,
    )  # fmt: skip


def test_a_file_shows_readings_as_printed_and_the_lines_around_a_place(
    browser: Client, submission: Submission, owner: User, run_jobs: Jobs
) -> None:
    (row,) = sent(submission, owner, given("io500/summary.txt"))
    run_jobs()
    reading = row.readings.exclude(line=None).first()
    assert reading is not None
    assert reading.line is not None
    html = html_of(browser, row, line=reading.line)
    text = (FIXTURES / "io500/summary.txt").read_text().splitlines()[reading.line - 1]
    assert f"<mark>{reading.line}  {text}</mark>" in html
    assert f"{reading.printed} {reading.printed_unit}" in html


def test_a_place_beyond_the_end_says_so(
    browser: Client, submission: Submission, owner: User
) -> None:
    (row,) = sent(submission, owner, given("a.txt", b"one line\n"))
    assert "cannot be shown here" in html_of(browser, row, line=900)
    assert html_of(browser, row, line="x")


def test_markup_in_a_file_is_shown_as_text(
    browser: Client, submission: Submission, owner: User
) -> None:
    (row,) = sent(submission, owner, given("<b>.txt", b"<script>alert(1)</script>\n"))
    html = html_of(browser, row, line=1)
    assert "&lt;script&gt;alert(1)" in html
    assert "<b>.txt" not in html


def test_a_changed_file_shows_its_earlier_version_and_what_changed(
    browser: Client, submission: Submission, owner: User, run_jobs: Jobs
) -> None:
    text = "quantity,value,unit\npue,{},1\n"
    (old,) = sent(submission, owner, given("pue.csv", text.format("1.35").encode()))
    (new,) = sent(submission, owner, given("pue.csv", text.format("1.25").encode()))
    run_jobs()
    html = html_of(browser, new)
    assert "Against the earlier version" in html
    assert "1.35" in html
    assert "earlier version" in html_of(browser, old)
    assert str(old.pk) not in browser.get(page_of(submission)).content.decode()


def test_the_download_is_an_attachment_whose_name_does_no_harm(
    browser: Client, submission: Submission, owner: User
) -> None:
    (row,) = sent(submission, owner, given('日志"\r\nX: y.log', b"raw"))
    answer: Any = browser.get(reverse("evidence_raw", args=[row.pk]))
    assert b"".join(answer.streaming_content) == b"raw"
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "X" not in answer.headers


def test_leaving_out_taking_back_and_reading_again_are_told(
    browser: Client, submission: Submission, owner: User, run_jobs: Jobs
) -> None:
    (row,) = sent(submission, owner, given("a.txt", b"x"))
    run_jobs()
    for name, told in [
        ("evidence_out", "no longer counts"),
        ("evidence_back", "counts again"),
        ("evidence_again", "being read again"),
    ]:
        answer = browser.post(reverse(name, args=[row.pk]), follow=True)
        assert told in answer.content.decode(), name
    assert run_jobs() == 1


def test_a_viewer_and_an_assessor_see_files_and_send_none(
    client_of: Callable[[User], Client],
    submission: Submission,
    organisation: Organisation,
    owner: User,
    assessor: User,
    administrator: User,
) -> None:
    viewer = User.objects.create_user("viewer")
    Membership.objects.create(user=viewer, organisation=organisation, role="viewer")
    workflow.assign(submission, assessor, by=administrator)
    (row,) = sent(submission, owner, given("a.txt", b"x"))
    for person in (viewer, assessor):
        browser = client_of(person)
        html = browser.get(page_of(submission)).content.decode()
        assert ("a.txt" in html, 'type="file"' in html) == (True, False)
        assert post(browser, submission, ("b.txt", b"y")).status_code == 403
        for name in ("evidence_out", "evidence_back", "evidence_again"):
            assert browser.post(reverse(name, args=[row.pk])).status_code == 403, name
    assert submission.evidence.count() == 1


def test_a_colleague_who_edits_sends_and_leaves_out(
    client_of: Callable[[User], Client], submission: Submission, colleague: User
) -> None:
    browser = client_of(colleague)
    post(browser, submission, ("b.txt", b"y"))
    row = submission.evidence.get()
    browser.post(reverse("evidence_out", args=[row.pk]))
    assert not submission.evidence.all().current().exists()


def test_a_closed_assessment_shows_files_and_takes_none(
    browser: Client, submission: Submission, owner: User
) -> None:
    sent(submission, owner, given("a.txt", b"x"))
    workflow.withdraw(submission, by=owner, note="")
    html = browser.get(page_of(submission)).content.decode()
    assert 'type="file"' not in html
    html = post(browser, submission, ("b.txt", b"y")).content.decode()
    assert "The submission is no longer a draft" in html


def test_a_long_list_takes_no_more_queries(
    browser: Client,
    submission: Submission,
    owner: User,
    run_jobs: Jobs,
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    sent(submission, owner, *(given(f"{number}.txt", b"%d" % number) for number in range(8)))
    run_jobs()
    with django_assert_max_num_queries(14):
        browser.get(page_of(submission))


def test_a_file_that_stopped_on_its_way_is_told_with_how_to_go_on(
    browser: Client, submission: Submission, owner: User
) -> None:
    upload = uploads.begin(submission, "run/large.log", 4000, by=owner)
    uploads.append(upload, 0, BytesIO(b"x" * 1000), by=owner)
    assert "run/large.log" not in browser.get(page_of(submission)).content.decode()
    Upload.objects.update(expires_at=timezone.now() + timedelta(hours=1))
    html = browser.get(page_of(submission)).content.decode()
    assert "run/large.log" in html
    assert '<progress max="4000" value="1000"' in html


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("line 7", "第 7 行"),
        ("lines 3-9, key", "第 3 至 9 行 key"),
        ("jobs[0].read", "jobs[0].read"),
        ("", ""),
    ],
)
def test_a_place_is_told_in_the_language_of_the_reader(place: str, words: str) -> None:
    with override("zh-hans"):
        assert place_words(place) == words
