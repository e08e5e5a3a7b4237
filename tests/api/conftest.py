"""Clients that send a token, and a submission that has everything."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from assess import plans, workflow
from assess.api import examples
from assess.models import CapacityPlan, Job, Organisation, Submission, Token, User


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


@dataclass(frozen=True)
class Filled:
    """A scored submission with a plan and the jobs that made them."""

    submission: Submission
    plan: CapacityPlan
    job: Job

    def ids(self) -> dict[str, Any]:
        """The id that stands in an address, by its first word."""
        return {
            "clusters": self.submission.cluster_id,
            "submissions": self.submission.pk,
            "plans": self.plan.pk,
            "jobs": self.job.pk,
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
    workflow.assign(submission, assessor, by=administrator)
    job = workflow.order_score(submission, by=assessor)
    plan, _job = plans.order_plan(**examples.PLAN.value, by=owner, organisation=organisation)
    run_jobs()
    return Filled(submission, plan, job)
