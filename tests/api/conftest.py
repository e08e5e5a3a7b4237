"""Clients that send a token, and a submission that has everything."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from rest_framework.test import APIClient

from assess import evidence_files, intake, own_runs, plans, uploads, webhooks, workflow
from assess.api import examples, own_examples
from assess.capacity.machine import MEASURED_ON
from assess.capacity.own_items import read_run_items, read_step_items
from assess.evidence_bytes import Given
from assess.models import (
    CapacityPlan,
    Delivery,
    Evidence,
    Job,
    Measurement,
    Organisation,
    OwnRun,
    StepCalibration,
    Submission,
    Token,
    Upload,
    User,
    Webhook,
)
from reports import orders
from reports.models import ReportFile


@pytest.fixture(autouse=True)
def fresh_rates() -> Iterator[None]:
    """No test is throttled by another."""
    cache.clear()
    yield
    cache.clear()


def token_of(user: User) -> str:
    """A new token of somebody."""
    _row, token = Token.objects.create(user=user, name="test", expiry=timedelta(days=1))
    return str(token)


@pytest.fixture
def api(db: None) -> Callable[[User], APIClient]:
    """Make a client that sends somebody's token and reads English."""

    def make(user: User) -> APIClient:
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {token_of(user)}", HTTP_ACCEPT_LANGUAGE="en")
        return client

    return make


def body_of(answer: Any) -> bytes:
    """The bytes of a streamed answer; reading to the end closes its file."""
    return b"".join(answer.streaming_content)


@dataclass(frozen=True)
class Filled:
    """A scored submission: report, plan, a job that made one, evidence, a message to a webhook, own trainings."""

    submission: Submission
    report: ReportFile
    plan: CapacityPlan
    job: Job
    evidence: Evidence
    message: Delivery
    own_run: OwnRun
    calibration: StepCalibration
    upload: Upload

    def ids(self) -> dict[str, Any]:
        """The id that stands in an address, by its first word."""
        return {
            "organisations": self.submission.cluster.organisation_id,
            "clusters": self.submission.cluster_id,
            "submissions": self.submission.pk,
            "reports": self.report.pk,
            "plans": self.plan.pk,
            "jobs": self.job.pk,
            "evidence": self.evidence.pk,
            "uploads": self.upload.pk,
            "webhooks": self.message.webhook_id,
            "deliveries": self.message.pk,
            "own-runs": self.own_run.pk,
            "calibrations": self.calibration.pk,
        }


@pytest.fixture
def filled(
    submission: Submission,
    organisation: Organisation,
    owner: User,
    assessor: User,
    administrator: User,
    run_jobs: Callable[[], int],
) -> Filled:
    """A draft that was scored once, assigned to the assessor; a plan of the organisation."""
    figures, answers = examples.MEASUREMENTS.value, [{"item": "T11-1", "credit": 0.5}]
    intake.record_measurements(submission, figures, by=owner, road=Measurement.Road.API)
    intake.record_answers(submission, [*examples.ANSWERS.value, *answers], by=owner)
    workflow.assign(submission, assessor, by=administrator)
    job = workflow.order_score(submission, by=assessor)
    run_jobs()
    score = submission.scores.get()
    report, _job = orders.order_report(score, format="json", language="en", by=owner)
    plan, _job = plans.order_plan(**examples.PLAN.value, by=owner, organisation=organisation)
    run_jobs()
    report.refresh_from_db()
    file = Given("run/notes.txt", ContentFile(b"no tool\n", "notes.txt"))
    (received,) = evidence_files.receive(submission, [file], by=owner)
    hook: dict[str, Any] = {"url": "https://hooks.invalid/", "events": [Webhook.Event.REPORT]}
    webhook, _secret = webhooks.create(organisation, by=owner, **hook)
    message = webhooks.ping(webhook, by=owner)
    own_run, calibration = own_rows(organisation, by=owner)
    upload = uploads.begin(submission, "run/large.log", 10, by=owner)
    return Filled(
        submission, report, plan, job, received.evidence, message, own_run, calibration, upload
    )


def own_rows(organisation: Organisation, *, by: User) -> tuple[OwnRun, StepCalibration]:
    """A training, a step time and a calibration that waits for its worker."""
    own_runs.add_runs(organisation, read_run_items(own_examples.RUNS.value["runs"]), by=by)
    [step, *_] = read_step_items(own_examples.STEPS.value["steps"])
    own_runs.add_steps(organisation, [step], on=MEASURED_ON, card="A100", by=by)
    waiting = StepCalibration.objects.create(
        organisation=organisation, basis="joined", created_by=by
    )
    return OwnRun.objects.get(organisation=organisation), waiting
