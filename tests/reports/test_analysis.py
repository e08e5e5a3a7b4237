"""The analysis page, the goals of an indicator, what changed, and the same over REST."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from assess.models import Score, Submission, User
from reports import analysis as behind
from reports import figures, waterfalls
from reports.documents.document import Figure, Heading
from reports.documents.report import report
from tests.reports.test_pages import english

ClientOf = Callable[[User], Client]


def test_the_waterfall_leads_from_zero_through_the_score_to_100(centre: Score) -> None:
    chart = waterfalls.by_group(figures.dashboard(centre.submission, centre), "en")
    brought, lost, totals = chart.series
    assert sum(value or 0.0 for value in brought.values) == pytest.approx(72.182, abs=0.06)
    assert [value for value in totals.values if value is not None] == [72.18, 100.0]
    assert sum(value or 0.0 for value in lost.values) == pytest.approx(100 - 72.182, abs=0.06)


def test_the_analysis_shows_waterfall_and_advice(
    centre: Score, owner: User, client_of: ClientOf
) -> None:
    page = english(client_of(owner), reverse("analysis", args=[centre.submission_id]))
    for words in ("From 0 to the score", "T14-3", "proven by search", "What the report recommends"):
        assert words in page, words
    assert "What changed" not in page


def test_a_cost_in_the_address_changes_the_advice_and_a_wrong_one_is_told(
    centre: Score, owner: User, client_of: ClientOf
) -> None:
    client, address = client_of(owner), reverse("analysis", args=[centre.submission_id])
    dear = english(client, f"{address}?target=L4&cost-T14=1000")
    assert 'value="1000"' in dear
    assert ">T14-3 " not in dear
    wrong = english(client, f"{address}?target=L9&cost-P01=-1&cost-X=1")
    for words in ("one of: L1, L2, L3, L4, L5", "a number from 0 to 1000", "no such indicator"):
        assert words in wrong, words


def test_what_changed_is_told_beside_a_former_assessment(
    centre: Score, later: Submission, owner: User, client_of: ClientOf
) -> None:
    page = english(client_of(owner), reverse("analysis", args=[later.pk]))
    assert "What changed" in page
    assert str(centre.submission_id) in page


def test_a_foreign_assessment_to_compare_with_is_not_found(
    centre: Score, later: Submission, owner: User, client_of: ClientOf
) -> None:
    address = reverse("analysis", args=[later.pk])
    for wrong in ("nonsense", str(later.pk), "00000000-0000-0000-0000-000000000000"):
        assert client_of(owner).get(f"{address}?from={wrong}").status_code == 404


def test_who_sees_one_assessment_only_is_not_told_of_the_other(
    centre: Score, later: Submission, owner: User, assessor: User, client_of: ClientOf
) -> None:
    later.assignments.create(assessor=assessor)
    client = client_of(assessor)
    assert "What changed" not in english(client, reverse("analysis", args=[later.pk]))
    address = f"{reverse('analysis', args=[later.pk])}?from={centre.submission_id}"
    assert client.get(address).status_code == 404


def test_an_indicator_tells_what_ten_more_points_take(
    centre: Score, owner: User, client_of: ClientOf
) -> None:
    page = english(
        client_of(owner), reverse("indicator_explained", args=[centre.submission_id, "P01"])
    )
    for words in ("Up to 82.0 points", "95.4", "The score of L4", "strong", "多级检查点存储"):
        assert words in page, words


def test_a_report_carries_advice_and_change(later: Submission) -> None:
    score = later.scores.get()
    told = behind.analysed(later, score)
    assert told.advice is not None
    assert told.changes is not None
    assert told.changes.overall.measured == pytest.approx(score.low - 72.182, abs=1e-3)


def test_a_report_has_a_chapter_of_advice_and_the_waterfall(later: Submission) -> None:
    written = report(behind.analysed(later, later.scores.get()), "zh-hans")
    headings = [block.text for block in written.body if isinstance(block, Heading)]
    assert "改进建议" in headings
    assert "与前次评估相比的变化" in headings
    kinds = [block.chart.kind for block in written.body if isinstance(block, Figure)]
    assert "waterfall" in kinds


def test_the_analysis_needs_few_queries(
    centre: Score, later: Submission, owner: User, client_of: ClientOf,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    client = client_of(owner)
    with django_assert_max_num_queries(26):
        client.get(reverse("analysis", args=[later.pk]))
