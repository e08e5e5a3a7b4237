"""Submissions to report on: a complete centre with a final score, and one of which nothing is known."""

from collections.abc import Callable
from datetime import date

import pytest

from assess import calibrations, intake, own_runs, scores, workflow
from assess.capacity.machine import MEASURED_ON
from assess.models import Measurement, Organisation, Score, StepCalibration, Submission, User
from tests.assess.cases import CENTRE
from tests.reports.own import step_cells
from tests.rows import finalise

RunJobs = Callable[[], int]


@pytest.fixture
def centre(submission: Submission, owner: User, administrator: User, run_jobs: RunJobs) -> Score:
    """Example 3 of the method, finalised: 72.182 points, L3."""
    described = {"nodes", "cards_per_node", "card_peak"}
    given = [
        {"input": code, "value": value, "source": "运行日志"}
        for code, value in CENTRE.inputs.items()
        if code not in described
    ]
    intake.record_measurements(submission, given, by=owner, road=Measurement.Road.FORM)
    intake.record_answers(submission, _answers(), by=owner)
    workflow.submit(submission, by=owner)
    finalise(submission, by=administrator)
    return _score(submission, run_jobs)


@pytest.fixture
def later(centre: Score, owner: User, run_jobs: RunJobs) -> Submission:
    """The year after the centre's: nothing but a better availability."""
    submission = workflow.create_submission(
        centre.submission.cluster,
        by=owner,
        title="2026 年度评估",
        period_start=date(2026, 1, 1),
        period_end=date(2026, 12, 31),
    )
    given = [{"input": "availability", "value": 99}]
    intake.record_measurements(submission, given, by=owner, road=Measurement.Road.FORM)
    workflow.submit(submission, by=owner)
    run_jobs()
    return submission


@pytest.fixture
def empty(submission: Submission, owner: User, run_jobs: RunJobs) -> Score:
    """Submitted without a single figure."""
    workflow.submit(submission, by=owner)
    return _score(submission, run_jobs)


def _answers() -> list[dict[str, object]]:
    credits: list[dict[str, object]] = [
        {"item": code, "credit": credit} for code, credit in CENTRE.credits.items()
    ]
    absent: list[dict[str, object]] = [
        {"item": code, "not_applicable": True, "reason": reason}
        for code, reason in CENTRE.not_applicable.items()
    ]
    evidence: list[dict[str, object]] = [
        {"item": code, "evidence": klass} for code, klass in CENTRE.evidence.items()
    ]
    return [*credits, *absent, *evidence]


def _score(submission: Submission, run_jobs: RunJobs) -> Score:
    run_jobs()
    score = scores.latest(submission)
    assert score is not None
    return score


@pytest.fixture
def measured_here(organisation: Organisation, owner: User) -> Organisation:
    """An organisation with 15 step times."""
    own_runs.add_steps(organisation, step_cells(), on=MEASURED_ON, card="A100", by=owner)
    return organisation


@pytest.fixture
def fitted(measured_here: Organisation, owner: User, run_jobs: RunJobs) -> StepCalibration:
    """A calibration that is computed and not accepted yet."""
    row, _job = calibrations.order_calibration(measured_here, basis="own", by=owner)
    run_jobs()
    row.refresh_from_db()
    return row
