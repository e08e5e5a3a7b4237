"""A plan attached to a submission: put there, taken away, and its figures taken over as inputs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assess import intake, locks, scores
from assess.capacity.needs import plan_inputs
from assess.models import AttachedPlan, CapacityPlan, Event, Measurement, Submission, User
from assess.permissions import Forbidden, WrongState
from assess.scoring.results import Assessment, IndicatorResult
from indicators.definitions import Framework

INPUTS: Mapping[str, str] = {
    "plan_params": "params",
    "plan_tokens": "tokens",
    "plan_days": "days",
    "plan_utilisation": "utilisation",
}
"""The inputs of a framework that tell of a plan, by their codes, and the plan's own words for them."""

DIGITS = 12


@dataclass(frozen=True)
class Effect:
    """An indicator that is held against the plan: as it stands, and with the plan's figures."""

    before: IndicatorResult
    after: IndicatorResult


@dataclass(frozen=True)
class Adoption:
    """What taking the plan's figures over would change. ``items`` as ``intake.record_measurements`` takes them."""

    items: tuple[dict[str, Any], ...]
    effects: tuple[Effect, ...]
    before: float | None
    after: float | None


def attached(submission: Submission) -> AttachedPlan | None:
    """The plan of a submission, unless it lies in the bin."""
    rows = AttachedPlan.objects.select_related("plan__organisation", "plan__created_by")
    return rows.filter(submission=submission, plan__deleted_at=None).first()


@transaction.atomic
def attach_plan(submission: Submission, plan: CapacityPlan, *, by: User) -> AttachedPlan:
    """Hold a draft against a plan, in place of any other; for its editors, who must see the plan.

    Whoever sees the submission then sees what the plan needs. Raises WrongState unless the submission is a draft and the
    plan is computed.
    """
    locks.open_draft(submission, by)
    if not CapacityPlan.objects.visible_to(by).filter(pk=plan.pk).exists():
        raise Forbidden(_("You do not see this plan."))
    if plan.result is None:
        raise WrongState("not_computed", _("The plan is not computed yet; try again in a moment."))
    row, _created = AttachedPlan.objects.update_or_create(
        submission=submission, defaults={"plan": plan, "attached_by": by}
    )
    Event.objects.create(submission=submission, actor=by, verb="plan_attach", note=plan.name)
    return row


@transaction.atomic
def detach_plan(submission: Submission, *, by: User) -> None:
    """Take the plan away; inputs that were taken over stay, and say where they came from."""
    locks.open_draft(submission, by)
    row = attached(submission)
    if row is None:
        raise WrongState("no_plan", _("No plan is attached to this assessment."))
    row.delete()
    Event.objects.create(submission=submission, actor=by, verb="plan_detach", note=row.plan.name)


@transaction.atomic
def adopt_plan(submission: Submission, *, by: User) -> list[Measurement]:
    """Take the plan's figures over as inputs of the submission, by the one door for data.

    Raises WrongState where no plan is attached or the framework asks for none, intake.Rejected for a figure out of bounds.
    """
    row = attached(submission)
    if row is None:
        raise WrongState("no_plan", _("No plan is attached to this assessment."))
    items = adopted_items(submission.framework.parsed(), row.plan)
    if not items:
        raise WrongState("no_plan_inputs", _("The framework of this assessment asks for no plan."))
    rows = intake.record_measurements(submission, items, by=by, road=Measurement.Road.PLAN)
    Event.objects.create(submission=submission, actor=by, verb="plan_adopt", note=row.plan.name)
    return rows


def adopted_items(framework: Framework, plan: CapacityPlan) -> tuple[dict[str, Any], ...]:
    """The plan's figures as items for intake, each with where it comes from; only inputs that the framework has."""
    found = plan_inputs(plan.mode, plan.result or {})
    source = _("Capacity plan “%(plan)s” (%(mode)s, %(id)s), %(day)s: %(how)s")
    words = {
        "plan": plan.name,
        "mode": plan.get_mode_display(),
        "id": str(plan.pk)[:8],
        "day": f"{plan.created_at:%Y-%m-%d}",
    }
    return tuple(
        {
            "input": code,
            "value": f"{getattr(found, name):.{DIGITS}g}",
            "source": source % {**words, "how": _how(name)},
        }
        for code, name in INPUTS.items()
        if code in framework.input_by_code
    )


def _how(name: str) -> str:
    """How the plan's figure is meant."""
    return {
        "params": _("parameters, the active ones of a mixture of experts (reading A9)"),
        "tokens": _("training tokens"),
        "days": _("days of computing, without failures (reading A22)"),
        "utilisation": _(
            "HFU at which 8·N·D gives the compute that the plan installs (reading A6)"
        ),
    }[name]


def adoption(submission: Submission, plan: CapacityPlan) -> Adoption | None:
    """What taking over would change of the score, keeping nothing; None where the framework asks for no plan."""
    framework = submission.framework.parsed()
    items = adopted_items(framework, plan)
    if not items:
        return None
    facts = scores.facts_of(submission)
    found = plan_inputs(plan.mode, plan.result or {})
    inputs = {item["input"]: getattr(found, INPUTS[item["input"]]) for item in items}
    intervals = {code: ends for code, ends in facts.intervals.items() if code not in inputs}
    changed = replace(facts, inputs={**facts.inputs, **inputs}, intervals=intervals)
    before, after = scores.score_of(submission, facts), scores.score_of(submission, changed)
    effects = tuple(
        Effect(_result(before, code), _result(after, code)) for code in _concerned(framework)
    )
    return Adoption(items, effects, before.known, after.known)


def _concerned(framework: Framework) -> list[str]:
    """Indicators whose measures or values are computed from a plan."""
    return [
        item.code
        for item in framework.indicators
        if any(
            code in formula
            for measure in item.measures
            for formula in measure.formulas
            for code in INPUTS
        )
    ]


def _result(result: Assessment, code: str) -> IndicatorResult:
    return next(item for item in result.indicators if item.code == code)
