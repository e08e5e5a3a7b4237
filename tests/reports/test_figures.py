"""What is told of a score: the figures of the method's example 3, in words of both languages."""

import pytest

from assess import intake
from assess.models import Measurement, Score, Submission, User
from reports import figures
from reports.dashboard import Dashboard


@pytest.fixture
def told(centre: Score) -> Dashboard:
    """The dashboard of the complete centre."""
    return figures.dashboard(centre.submission, centre)


def test_the_dashboard_tells_score_level_and_bounds_of_the_worked_example(told: Dashboard) -> None:
    overall = told.overall
    assert overall.score == pytest.approx(72.182, abs=1e-3)
    assert overall.level is not None
    assert overall.level.code == "L3"
    assert (overall.low, overall.high) == pytest.approx((72.182, 73.932), abs=1e-3)
    assert overall.geometric == pytest.approx(71.224, abs=1e-3)
    assert overall.reasons == ()


def test_contributions_of_the_indicators_add_up_to_the_score(told: Dashboard) -> None:
    assert sum(item.contribution for item in told.indicators) == pytest.approx(told.overall.score)
    assert sum(item.weight for item in told.indicators) == pytest.approx(100)
    assert sum(group.contribution for group in told.groups) == pytest.approx(told.overall.score)


def test_an_indicator_leads_back_to_what_was_typed_and_by_whom(told: Dashboard) -> None:
    item = told.indicator_by_code["P03"]
    readings = {row.input.code: row for row in item.readings}
    assert readings["mtbf"].typed == "48 h"
    assert readings["mtbf"].given_by == "owner"
    assert readings["nodes"].from_cluster
    assert item.measures[0].substituted == "24000 / (48 × 128)"


def test_a_reading_changed_after_the_score_is_not_shown_as_its_origin(
    centre: Score, told: Dashboard
) -> None:
    Measurement.objects.filter(input="mtbf").update(value=96, text="96")
    again = figures.dashboard(centre.submission, centre).indicator_by_code["P03"]
    reading = next(row for row in again.readings if row.input.code == "mtbf")
    assert (reading.value, reading.typed, reading.given_by) == (48, "", "")


def test_missing_and_not_applicable_are_told_apart(told: Dashboard) -> None:
    assert [item.code for item in told.missing] == ["P18"]
    criterion = next(
        row for row in told.indicator_by_code["T05"].criteria if row.criterion.code == "T05-4"
    )
    assert (criterion.state, criterion.reason) == ("not_applicable", "one site")


def test_gates_say_how_they_stand(told: Dashboard) -> None:
    assert {gate.criterion.code: gate.verdict for gate in told.gates} == {
        "T07-1": "passed",
        "T12-1": "passed",
        "T14-1": "passed",
    }


def test_below_half_the_coverage_no_score_is_told_but_why(empty: Score) -> None:
    overall = figures.dashboard(empty.submission, empty).overall
    assert (overall.score, overall.level) == (None, None)
    assert (overall.low, overall.high) == (0, 100)
    reason = overall.reasons[0]
    assert (reason.rule, "80.0%" in reason.text.en, "80.0%" in reason.text.zh) == (
        "coverage",
        True,
        True,
    )


def test_a_draft_without_a_score_is_told_as_it_stands_and_keeps_nothing(
    submission: Submission,
) -> None:
    told = figures.dashboard(submission, None)
    assert (told.edition.number, told.edition.final) == (None, False)
    assert not Score.objects.exists()


def test_history_holds_only_what_somebody_sees(centre: Score, owner: User, outsider: User) -> None:
    cluster = centre.submission.cluster
    assert figures.history(cluster, owner) == [centre]
    assert figures.history(cluster, outsider) == []


def test_a_pillar_of_which_less_than_half_is_known_shows_no_score(
    submission: Submission, owner: User
) -> None:
    given = [{"input": "availability", "value": 93}, {"input": "mfu", "value": 40}]
    intake.record_measurements(submission, given, by=owner, road=Measurement.Road.FORM)
    told = figures.dashboard(submission, None)
    performance = told.known_pillars[0]
    assert [item.code for item in told.known_pillars] == ["performance"]
    assert performance.score is None
    assert performance.coverage == pytest.approx(0.13)
