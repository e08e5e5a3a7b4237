"""Rows that many tests begin with: the shipped framework, a cluster of the owner, a submission."""

from datetime import date

import pytest
from django.core.management import call_command

from assess import checks, review, workflow
from assess.models import Cluster, Job, Organisation, Submission, User
from indicators.models import Framework


@pytest.fixture
def framework(db: None) -> Framework:
    """The shipped framework with its profiles and the accelerator catalogue."""
    call_command("load_framework", verbosity=0)
    return Framework.objects.get(code="caict-2024")


@pytest.fixture
def cluster(framework: Framework, organisation: Organisation, owner: User) -> Cluster:
    """128 nodes of 8 cards of 312 TFLOPS, as example 3 of the method."""
    return workflow.create_cluster(
        organisation, by=owner, name="一号集群", nodes=128, cards_per_node=8, card_peak_tflops=312
    )


@pytest.fixture
def submission(cluster: Cluster, owner: User) -> Submission:
    """An empty draft of the owner for 2025."""
    return workflow.create_submission(
        cluster,
        by=owner,
        title="2025 年度评估",
        period_start=date(2025, 1, 1),
        period_end=date(2025, 12, 31),
    )


def finalise(submission: Submission, by: User) -> Job:
    """Close an assessment as an assessor would: accept its warnings, approve what does not apply, finalise."""
    for item in checks.checks_of(submission):
        if item.is_open:
            review.accept(submission, item.code, reason="已核实", by=by)
    review.approve_all(submission, by=by)
    return workflow.finalise(submission, by=by)
