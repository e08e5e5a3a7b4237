"""Recalibration: constants fitted to an organisation's measurements, looked at, then accepted under a name or thrown away."""

import uuid
from dataclasses import asdict, replace
from statistics import fmean
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from assess import jobs
from assess.capacity.calibrate import (
    FEWEST,
    FITTED,
    OURS,
    Known,
    Measured,
    errors,
    fit,
    leave_families_out,
)
from assess.capacity.faults import PlanError, PlanFault
from assess.capacity.machine import FITTED_NAMES, Calibration
from assess.jobs import JobProblem
from assess.models import Job, Organisation, OwnStep, StepCalibration, User
from assess.own_runs import measurements
from assess.permissions import Action, WrongState, require
from indicators.records import Text

TASK = "assess.tasks.fit_calibration"
FEWEST_FAMILIES = 2
CHOOSE = Text(
    "本人可见、已接受，且属于该规划所在组织的标定",
    "an accepted calibration that you see, of the organisation that the plan is shared with",
)


@transaction.atomic
def order_calibration(
    organisation: Organisation, *, basis: str, by: User
) -> tuple[StepCalibration, Job]:
    """Have constants fitted to all step times of an organisation; raises WrongState where they are too few."""
    require(by, Action.EDIT, organisation)
    rows = measurements(OwnStep.objects.filter(organisation=organisation))
    if reason := too_few(rows, basis):
        raise WrongState("too_few_measurements", reason)
    found = StepCalibration.objects.create(organisation=organisation, basis=basis, created_by=by)
    return found, jobs.order(TASK, found.pk, by=by, organisation=organisation)


def too_few(rows: list[Measured], basis: str) -> str:
    """Why constants cannot be fitted to these rows and checked; empty if they can."""
    families = [row.family for row in rows]
    if len(set(families)) < FEWEST_FAMILIES:
        return _(
            "The check leaves out one model size at a time, so measurements of at least two are needed."
        )
    left = len(rows) - max(families.count(name) for name in set(families))
    if basis == StepCalibration.Basis.OWN and left < FEWEST:
        words = {"fewest": FEWEST, "left": left}
        return (
            _(
                "On own measurements alone at least %(fewest)d must remain when the largest model size is left out; %(left)d do."
            )
            % words
        )
    return ""


def fit_calibration(calibration_id: uuid.UUID) -> None:
    """Fit once; a second time does nothing."""
    row = StepCalibration.objects.get(pk=calibration_id)
    if row.result is not None:
        return
    seen = measurements(OwnStep.objects.filter(organisation=row.organisation_id))
    if reason := too_few(seen, row.basis):
        raise JobProblem("too_few_measurements", reason)
    known = OURS if row.basis == StepCalibration.Basis.JOINED else None
    StepCalibration.objects.filter(pk=calibration_id, result__isnull=True).update(
        result=_fitted(seen, known)
    )


@transaction.atomic
def accept(calibration: StepCalibration, *, name: str, by: User) -> None:
    """Give what was found a name; from now on plans may use it, and nothing changes it."""
    require(by, Action.EDIT, calibration.organisation)
    row = StepCalibration.objects.select_for_update().get(pk=calibration.pk)
    if row.accepted_at is not None:
        raise WrongState(
            "accepted", _("This calibration is accepted and does not change any more.")
        )
    if row.result is None:
        raise WrongState(
            "not_computed", _("The errors are not known yet; wait for the computation.")
        )
    same = StepCalibration.objects.filter(organisation=row.organisation_id, name=name)
    if not name.strip() or same.exists():
        raise WrongState(
            "name_taken", _("Give it a name that no other calibration of the organisation has.")
        )
    row.name, row.accepted_by, row.accepted_at = name.strip(), by, timezone.now()
    row.save(update_fields=["name", "accepted_by", "accepted_at"])


@transaction.atomic
def discard(calibration: StepCalibration, *, by: User) -> None:
    """Throw away what was not accepted."""
    require(by, Action.EDIT, calibration.organisation)
    row = StepCalibration.objects.select_for_update().get(pk=calibration.pk)
    if row.accepted_at is not None:
        raise WrongState(
            "accepted", _("This calibration is accepted and does not change any more.")
        )
    row.delete()


def calibrations_for(user: User) -> QuerySet[StepCalibration]:
    """What somebody's plans may use."""
    return StepCalibration.objects.visible_to(user).accepted().select_related("organisation")


def constants_of(row: StepCalibration) -> Calibration:
    """The constants that a calibration holds."""
    found = (row.result or {})["constants"]
    return replace(FITTED, **{name: float(found[name]) for name in FITTED_NAMES})


def constants_for(chosen: object, *, by: User, organisation: Organisation | None) -> Calibration:
    """The constants that an order names; the shipped ones where it names none.

    Raises PlanError for a calibration that the person does not see, that is not accepted, or that belongs to another
    organisation than the one that the plan is shared with, whose members would learn from it.
    """
    if chosen in (None, ""):
        return FITTED
    row = _named(chosen, by)
    if row is None or (organisation is not None and row.organisation_id != organisation.pk):
        raise PlanError([PlanFault("calibration", str(chosen)[:60], CHOOSE, "not_a_choice")])
    return constants_of(row)


def may_see(organisation: Organisation, chosen: object) -> bool:
    """Whether the members of an organisation may learn from what a checked order rests on."""
    if not chosen:
        return True
    return StepCalibration.objects.filter(pk=str(chosen), organisation=organisation).exists()


def constants_named(chosen: object) -> Calibration:
    """The constants of an order that was checked; the shipped ones where it names none."""
    if not chosen:
        return FITTED
    return constants_of(StepCalibration.objects.accepted().get(pk=uuid.UUID(str(chosen))))


def named(chosen: object) -> str:
    """What the constants of a checked order are called; empty where it names none."""
    row = StepCalibration.objects.filter(pk=str(chosen)).first() if chosen else None
    return row.name if row else ""


def _named(chosen: object, by: User) -> StepCalibration | None:
    try:
        key = uuid.UUID(str(chosen))
    except ValueError:
        return None
    return calibrations_for(by).filter(pk=key).first()


def _fitted(rows: list[Measured], known: Known | None) -> dict[str, Any]:
    """Constants, and errors of each model size before (shipped constants) and after (fitted without that size)."""
    before = [float(error) for error in errors(_grouped(rows), FITTED)]
    held = leave_families_out(rows, known)
    constants = asdict(fit(rows, known))
    return {
        "n": len(rows),
        "constants": {name: constants[name] for name in FITTED_NAMES},
        "shipped": {name: getattr(FITTED, name) for name in FITTED_NAMES},
        "before": fmean(abs(error) for error in before),
        "after": held.mean_abs,
        "families": _families(held.families, before, held.errors),
    }


def _grouped(rows: list[Measured]) -> list[Measured]:
    """Rows in the order in which families are left out."""
    families = list(dict.fromkeys(row.family for row in rows))
    return [row for family in families for row in rows if row.family == family]


def _families(
    names: tuple[str, ...], before: list[float], after: tuple[float, ...]
) -> list[dict[str, Any]]:
    found = []
    for family in dict.fromkeys(names):
        places = [place for place, name in enumerate(names) if name == family]
        found.append({
            "family": family,
            "n": len(places),
            "before": fmean(abs(before[place]) for place in places),
            "after": fmean(abs(after[place]) for place in places),
        })  # fmt: skip
    return found
