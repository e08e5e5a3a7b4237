"""Capacity plans: written down with their order, computed in the background, never changed afterwards."""

import hashlib
import json
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from assess import jobs
from assess.announcements import announce_plan
from assess.calibrations import constants_for, constants_named
from assess.capacity.engineering_mode import engineering_mode
from assess.capacity.engineering_order import KNOWN, read_engineering
from assess.capacity.faults import PlanError, PlanFault
from assess.capacity.full_plan import full_plan
from assess.capacity.machine import Calibration
from assess.capacity.nearest import with_nearest
from assess.capacity.plan_fields import FIELDS
from assess.capacity.report_mode import PlanInput, report_mode
from assess.capacity.typed import as_typed, is_given
from assess.catalogue import card_figures, completed
from assess.models import CapacityPlan, Job, Organisation, User
from assess.permissions import Action, require
from assess.runs import experience

TASK = "assess.tasks.compute_plan"
WORDS = ("card", "sharding", "calibration", "modality")
"""Members of an engineering order that are words."""


@transaction.atomic
def order_plan(
    *,
    name: str,
    order: Mapping[str, Any],
    by: User,
    organisation: Organisation | None = None,
    mode: str = CapacityPlan.Mode.REPORT,
) -> tuple[CapacityPlan, Job]:
    """Check an order and write it down with the job that computes it.

    Raises PlanError with every fault, for an engineering plan also where the wish cannot be met.
    """
    if organisation is not None:
        require(by, Action.EDIT, organisation)
    content = CONTENT[mode](
        order, constants_for(order.get("calibration"), by=by, organisation=organisation)
    )
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    plan = CapacityPlan.objects.create(
        name=name, order=content, mode=mode, digest=hashlib.sha256(text.encode()).hexdigest(),
        created_by=by, organisation=organisation,
    )  # fmt: skip
    return plan, jobs.order(TASK, plan.pk, by=by, organisation=organisation)


def compute_plan(plan_id: uuid.UUID) -> None:
    """Compute a plan once; a second time does nothing."""
    plan = CapacityPlan.objects.get(pk=plan_id)
    if plan.result is not None:
        return
    result = RESULT[plan.mode](plan.order)
    with transaction.atomic():
        fresh = CapacityPlan.objects.filter(pk=plan_id, result__isnull=True)
        if fresh.update(result=result, computed_at=timezone.now()):
            announce_plan(plan)


def _report_order(order: Mapping[str, Any], _constants: Calibration) -> dict[str, object]:
    return PlanInput.from_mapping(order).as_dict()


def _engineering_order(order: Mapping[str, Any], constants: Calibration) -> dict[str, object]:
    """Values in canonical units, the card's figures filled in, and beside them what was typed with its unit."""
    if "typed" in order:
        raise PlanError([PlanFault("typed", str(order["typed"]), KNOWN, "unknown")])
    whole = completed(order, card_figures(str(order.get("card") or "")))
    try:
        engineering_mode(whole, constants)
    except PlanError as error:
        raise with_nearest(error, whole, constants) from error
    values = read_engineering(whole).values
    given = {
        item.name: _kept(values[item.name]) for item in FIELDS if is_given(whole.get(item.name))
    }
    words = {name: str(whole[name]) for name in WORDS if whole.get(name)}
    typed = {name: as_typed(order[name]) for name in given if as_typed(order.get(name))}
    return {**given, **words, "typed": typed}


def _kept(value: float | None) -> float | int | None:
    """A whole number without a point."""
    return int(value) if value is not None and value == int(value) else value


def _report_result(order: Mapping[str, Any]) -> dict[str, Any]:
    return report_mode(PlanInput.from_mapping(order)).as_dict()


def _engineering_result(order: Mapping[str, Any]) -> dict[str, Any]:
    constants = constants_named(order.get("calibration"))
    return full_plan(order, experience(), constants=constants).as_dict()


CONTENT: Mapping[str, Callable[[Mapping[str, Any], Calibration], dict[str, object]]] = {
    CapacityPlan.Mode.REPORT: _report_order,
    CapacityPlan.Mode.ENGINEERING: _engineering_order,
}
RESULT: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    CapacityPlan.Mode.REPORT: _report_result,
    CapacityPlan.Mode.ENGINEERING: _engineering_result,
}
