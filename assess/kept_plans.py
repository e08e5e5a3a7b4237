"""What becomes of kept plans: renamed, noted, shared, put into the bin, taken out of it, ordered again."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assess import calibrations, plans
from assess.models import CapacityPlan, Job, Organisation, User
from assess.permissions import Action, Forbidden, require

CHANGEABLE = frozenset({"name", "note", "organisation"})


@transaction.atomic
def change_plan(plan: CapacityPlan, *, by: User, **changes: Any) -> CapacityPlan:
    """Give a plan another name or note, or share it with another organisation (None: with nobody).

    Those who edit for its organisation may change name and note; with whom it is shared is its maker's to say.
    changes: any of ``name``, ``note``, ``organisation``; others are refused with ValueError.
    """
    if unknown := changes.keys() - CHANGEABLE:
        raise ValueError(f"a plan's {', '.join(sorted(unknown))} cannot be changed")
    require(by, Action.EDIT, plan)
    if "organisation" in changes and changes["organisation"] != plan.organisation:
        _share(plan, changes["organisation"], by)
    CapacityPlan.objects.filter(pk=plan.pk).update(**changes)
    Job.objects.filter(target=plan.pk).update(
        organisation=changes.get("organisation", plan.organisation)
    )
    plan.refresh_from_db()
    return plan


def _share(plan: CapacityPlan, organisation: Organisation | None, by: User) -> None:
    if plan.created_by_id != by.pk and not by.is_staff:
        raise Forbidden(_("Only who made a plan decides with whom it is shared."))
    if organisation is not None:
        require(by, Action.EDIT, organisation)
        if not calibrations.may_see(organisation, plan.order.get("calibration")):
            raise Forbidden(_("The plan rests on another organisation's calibration."))


def discard_plan(plan: CapacityPlan, *, by: User) -> None:
    """Put a plan into the bin, from where it can be restored. A second time changes nothing."""
    require(by, Action.EDIT, plan)
    CapacityPlan.objects.filter(pk=plan.pk, deleted_at=None).update(deleted_at=timezone.now())


def restore_plan(plan: CapacityPlan, *, by: User) -> None:
    """Take a plan out of the bin."""
    require(by, Action.EDIT, plan)
    CapacityPlan.objects.filter(pk=plan.pk).update(deleted_at=None)


def copy_plan(
    plan: CapacityPlan, *, by: User, name: str = "", organisation: Organisation | None = None
) -> tuple[CapacityPlan, Job]:
    """Order a plan again from the same inputs, under another name and for whom one likes; whoever sees it may."""
    title = name or _("Copy of %(plan)s") % {"plan": plan.name}
    return plans.order_plan(
        name=title[:200], order=order_again(plan), by=by, organisation=organisation, mode=plan.mode
    )


def order_again(plan: CapacityPlan) -> dict[str, Any]:
    """The inputs of a plan as they are ordered: what was typed, with its unit, where it was typed."""
    order: Mapping[str, Any] = plan.order
    typed = order.get("typed", {})
    return {name: typed.get(name, value) for name, value in order.items() if name != "typed"}
