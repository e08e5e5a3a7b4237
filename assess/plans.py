"""Capacity plans: written down with their order, computed in the background, never changed afterwards."""

import hashlib
import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from assess import jobs
from assess.capacity.report_mode import PlanInput, report_mode
from assess.models import CapacityPlan, Job, Organisation, User
from assess.permissions import Action, require

TASK = "assess.tasks.compute_plan"


@transaction.atomic
def order_plan(
    *, name: str, order: Mapping[str, Any], by: User, organisation: Organisation | None = None
) -> tuple[CapacityPlan, Job]:
    """Check an order and write it down with the job that computes it. Raises PlanError with every fault."""
    if organisation is not None:
        require(by, Action.EDIT, organisation)
    wanted = PlanInput.from_mapping(order)
    content = wanted.as_dict()
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    plan = CapacityPlan.objects.create(
        name=name, order=content, digest=hashlib.sha256(text.encode()).hexdigest(),
        created_by=by, organisation=organisation,
    )  # fmt: skip
    return plan, jobs.order(TASK, plan.pk, by=by, organisation=organisation)


def compute_plan(plan_id: uuid.UUID) -> None:
    """Compute a plan once; a second time does nothing."""
    plan = CapacityPlan.objects.get(pk=plan_id)
    if plan.result is not None:
        return
    result = report_mode(PlanInput.from_mapping(plan.order)).as_dict()
    CapacityPlan.objects.filter(pk=plan_id, result__isnull=True).update(
        result=result, computed_at=timezone.now()
    )
