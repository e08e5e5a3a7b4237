"""Queries of a list do not grow with its rows."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from assess import plans, workflow
from assess.api import examples
from assess.models import Cluster, Organisation, User
from indicators.models import Accelerator

Api = Callable[[User], APIClient]


def more(organisation: Organisation, by: User) -> None:
    """Add three rows to every list."""
    card = Accelerator.objects.first()
    for number in range(3):
        name = f"{number}-{Cluster.objects.count()}"
        cluster = workflow.create_cluster(organisation, by=by, name=name, accelerator=card)
        period = {"period_start": date(2025, 1, 1), "period_end": date(2025, 2, 1)}
        workflow.create_submission(cluster, by=by, title="x", **period)
        plans.order_plan(**examples.PLAN.value, by=by, organisation=organisation)


def queries(client: APIClient, address: str) -> int:
    """How many queries a list needs."""
    with CaptureQueriesContext(connection) as captured:
        answer: Any = client.get(address)
    assert answer.status_code == 200
    return len(captured)


@pytest.mark.parametrize("noun", ["clusters", "submissions", "plans"])
def test_a_longer_list_needs_no_more_queries(
    noun: str, api: Api, owner: User, organisation: Organisation, framework: object
) -> None:
    client = api(owner)
    more(organisation, owner)
    client.get(f"/api/v1/{noun}/")  # the token's first use is written down
    before = queries(client, f"/api/v1/{noun}/")
    more(organisation, owner)
    assert queries(client, f"/api/v1/{noun}/") == before
    assert before <= 4
