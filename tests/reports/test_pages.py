"""Home, dashboard, one figure opened, reports ordered and downloaded."""

from collections.abc import Callable
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from assess import workflow
from assess.models import Score, Submission, User
from reports import orders
from reports.models import ReportFile

ClientOf = Callable[[User], Client]
RunJobs = Callable[[], int]


def english(client: Client, address: str) -> str:
    """A page in English."""
    response = client.get(address, headers={"accept-language": "en"})
    assert response.status_code == 200
    return response.content.decode()


def test_home_tells_a_newcomer_what_to_do_first(owner: User, client_of: ClientOf) -> None:
    page = english(client_of(owner), "/")
    assert reverse("cluster_new") in page
    assert "No assessment of your own yet" in page


def test_home_shows_the_score_of_the_newest_submission(
    centre: Score, owner: User, client_of: ClientOf
) -> None:
    page = english(client_of(owner), "/")
    assert "72.2" in page
    assert reverse("dashboard", args=[centre.submission_id]) in page


def test_home_hides_what_is_not_ones_own(
    centre: Score, outsider: User, client_of: ClientOf
) -> None:
    assert str(centre.submission_id) not in english(client_of(outsider), "/")


def test_the_dashboard_shows_score_level_gates_and_whose_method_it_is(
    centre: Score, owner: User, client_of: ClientOf
) -> None:
    page = english(client_of(owner), reverse("dashboard", args=[centre.submission_id]))
    for words in ("72.2", "L3", "71.8", "72.5", "98.2%", "T12-1", "not CAICT"):
        assert words in page, words


def test_the_dashboard_is_whole_in_chinese(centre: Score, owner: User, client_of: ClientOf) -> None:
    page = client_of(owner).get(reverse("dashboard", args=[centre.submission_id])).content.decode()
    assert "技术能力各领域得分" in page
    assert "L3 规范" in page


def test_a_draft_shows_bounds_instead_of_a_score(
    submission: Submission, owner: User, client_of: ClientOf
) -> None:
    page = english(client_of(owner), reverse("dashboard", args=[submission.pk]))
    assert "0.0 – 100.0" in page
    assert "not rated" in page


def test_while_a_score_is_computed_the_page_asks_again_also_without_javascript(
    submission: Submission, owner: User, client_of: ClientOf
) -> None:
    job = workflow.submit(submission, by=owner)
    page = english(client_of(owner), reverse("dashboard", args=[submission.pk]))
    assert reverse("job_status", args=[job.pk]) in page
    assert '<noscript><meta http-equiv="refresh"' in page


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("P03", ("24000 / (48 × 128)", "3.906", "70.2", "owner", "相邻两次故障之间")),
        ("T04", ("T04-3", "not met", "58.0")),
        ("P18", ("Still missing",)),
    ],
)
def test_a_figure_opens_down_to_its_raw_input(
    centre: Score, owner: User, client_of: ClientOf, code: str, words: tuple[str, ...]
) -> None:
    page = english(
        client_of(owner), reverse("indicator_explained", args=[centre.submission_id, code])
    )
    for word in words:
        assert word in page, word


def test_the_analysis_says_which_score_it_is_about_and_whose_method(
    centre: Score, owner: User, client_of: ClientOf
) -> None:
    page = english(client_of(owner), reverse("analysis", args=[centre.submission_id]))
    for words in ("72.2", "L3", "not CAICT"):
        assert words in page, words


def test_an_unknown_indicator_is_not_found(centre: Score, owner: User, client_of: ClientOf) -> None:
    address = reverse("indicator_explained", args=[centre.submission_id, "X99"])
    assert client_of(owner).get(address).status_code == 404


def test_an_outsider_finds_nothing(
    centre: Score, owner: User, outsider: User, client_of: ClientOf
) -> None:
    report, _job = orders.order_report(centre, format="json", language="en", by=owner)
    client, pk = client_of(outsider), centre.submission_id
    addresses = [
        reverse("dashboard", args=[pk]),
        reverse("analysis", args=[pk]),
        reverse("indicator_explained", args=[pk, "P01"]),
        reverse("report_download", args=[report.pk]),
    ]
    assert [client.get(address).status_code for address in addresses] == [404] * 4
    assert client.post(reverse("report_order", args=[pk])).status_code == 404


def test_a_report_is_ordered_rendered_and_downloaded(
    centre: Score, owner: User, client_of: ClientOf, run_jobs: RunJobs
) -> None:
    client = client_of(owner)
    order = {"format": "pdf", "language": "zh-hans"}
    response = client.post(reverse("report_order", args=[centre.submission_id]), order)
    assert response.status_code == 302
    run_jobs()
    report = ReportFile.objects.get()
    assert (
        reverse("report_download", args=[report.pk])
        in client.get(response["Location"]).content.decode()
    )
    download = client.get(reverse("report_download", args=[report.pk]))
    assert b"".join(download).startswith(b"%PDF")
    download.close()
    assert "算衡评估报告-星海智算中心" in unquote(download["Content-Disposition"])
    assert download["Content-Disposition"].startswith("attachment")


def test_a_report_that_is_not_there_yet_cannot_be_downloaded(
    centre: Score, owner: User, client_of: ClientOf
) -> None:
    report, _job = orders.order_report(centre, format="pdf", language="en", by=owner)
    assert client_of(owner).get(reverse("report_download", args=[report.pk])).status_code == 404


@pytest.mark.parametrize(
    "order", [{}, {"format": "exe", "language": "en"}, {"format": "pdf", "language": "fr"}]
)
def test_an_order_for_something_else_is_refused(
    centre: Score, owner: User, client_of: ClientOf, order: dict[str, str]
) -> None:
    response = client_of(owner).post(reverse("report_order", args=[centre.submission_id]), order)
    assert response.status_code == 404
    assert not ReportFile.objects.exists()


def test_the_dashboard_needs_few_queries(
    centre: Score, owner: User, client_of: ClientOf,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    client = client_of(owner)
    with django_assert_max_num_queries(28):
        client.get(reverse("dashboard", args=[centre.submission_id]))
    with django_assert_max_num_queries(6):
        client.get("/")
