"""Sending evidence in a browser: progress and result per file, dropped folders, a break, without JavaScript, for everybody."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as site
from django.urls import reverse
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from assess.models import Evidence, Submission, User
from tests.files import FIXTURES, given, own_files, sent  # noqa: F401 - own_files is a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Browse = Callable[[User], Page]
Jobs = Callable[[], int]
SUMMARY = FIXTURES / "io500/summary.txt"
DROP = """(form) => {
  const data = new DataTransfer();
  data.items.add(new File(["x"], "dropped.txt"));
  form.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def opened(submission: Submission, owner: User, browse_as: Browse) -> Page:
    """The owner's page of evidence."""
    page = browse_as(owner)
    page.goto(reverse("submission_evidence", args=[submission.pk]))
    return page


def test_a_chosen_file_is_sent_with_progress_and_listed_once_it_is_read(
    opened: Page, run_jobs: Jobs
) -> None:
    opened.set_input_files("#upload-files", [str(SUMMARY)])
    opened.get_by_role("button", name="上传并读取").click()
    expect(opened.locator("#sending .said")).to_have_text("已传完，正在入库")
    assert opened.locator("#sending progress").evaluate("bar => bar.value / bar.max") == 1
    run_jobs()
    expect(opened.locator("#sending .said")).to_have_text("已保存，正在读取")
    expect(opened.locator("#files")).to_contain_text("IO500")
    assert Evidence.objects.get().name == "summary.txt"


def test_the_same_content_is_told_beside_the_file(
    opened: Page, submission: Submission, owner: User, run_jobs: Jobs
) -> None:
    sent(submission, owner, given("io500/summary.txt"))
    opened.set_input_files("#upload-files", [str(SUMMARY)])
    opened.get_by_role("button", name="上传并读取").click()
    expect(opened.locator("#sending .said")).to_have_text("已传完，正在入库")
    run_jobs()
    expect(opened.locator("#sending .said")).to_have_text("已有相同内容的文件")


def test_a_folder_keeps_its_paths(opened: Page, tmp_path: Path, run_jobs: Jobs) -> None:
    folder = tmp_path / "run"
    (folder / "net").mkdir(parents=True)
    (folder / "net" / "a.txt").write_text("1")
    opened.set_input_files("#upload-folder", str(folder))
    opened.get_by_role("button", name="上传并读取").click()
    expect(opened.locator("#sending .said")).to_have_text("已传完，正在入库")
    run_jobs()
    assert Evidence.objects.get().path == "run/net/a.txt"


def test_a_dropped_file_is_sent_at_once(opened: Page, run_jobs: Jobs) -> None:
    opened.locator("#upload").evaluate(DROP)
    expect(opened.locator("#sending .said")).to_have_text("已传完，正在入库")
    run_jobs()
    assert Evidence.objects.get().name == "dropped.txt"


def test_a_broken_connection_is_told_and_gone_on_with(opened: Page, run_jobs: Jobs) -> None:
    broken: list[str] = []

    def once(route: Route) -> None:
        if route.request.method == "PATCH" and not broken:
            broken.append(route.request.url)
            route.abort("connectionreset")
        else:
            route.continue_()

    opened.route("**/api/v1/uploads/**", once)
    opened.set_input_files("#upload-files", [str(SUMMARY)])
    opened.get_by_role("button", name="上传并读取").click()
    expect(opened.locator("#sending .said")).to_have_text("已传完，正在入库")
    run_jobs()
    assert len(broken) == 1
    assert Evidence.objects.get().size == SUMMARY.stat().st_size


def test_files_are_sent_without_javascript(
    submission: Submission, owner: User, browse_as: Browse, browser: Browser, live_server: LiveServer
) -> None:  # fmt: skip
    cookies = browse_as(owner).context.cookies()
    session = next(item for item in cookies if item["name"] == site.SESSION_COOKIE_NAME)
    plain = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    cookie: Any = {"name": session["name"], "value": session["value"], "url": live_server.url}
    plain.add_cookies([cookie])
    page = plain.new_page()
    page.goto(reverse("submission_evidence", args=[submission.pk]))
    page.set_input_files("#upload-files", [str(SUMMARY)])
    page.locator("#upload button.primary").click()
    expect(page.locator("#files tbody th")).to_have_count(1)
    plain.close()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.looks
def test_the_pages_break_no_accessibility_rule(
    opened: Page, submission: Submission, owner: User, run_jobs: Jobs, width: int, colours: Any
) -> None:
    (row,) = sent(submission, owner, given("io500/invalid.txt"))
    run_jobs()
    opened.emulate_media(color_scheme=colours)
    opened.set_viewport_size({"width": width, "height": 800})
    for address in (
        reverse("submission_evidence", args=[submission.pk]),
        reverse("evidence_detail", args=[row.pk]) + "?line=3",
    ):
        opened.goto(address)
        assert Axe().run(opened).response["violations"] == []
        assert opened.evaluate("document.documentElement.scrollWidth") == width
