"""The plan of a submission: what the cluster has beside what the plan needs; attached, taken over, detached."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assess import attached_plans, intake, scores
from assess.capacity.needs import KINDS, held_against
from assess.models import CapacityPlan, Submission
from assess.permissions import Action, allowed
from assess.views.request import Request, attempt, submission_of

OFFERED = 100
"""Plans that are offered to attach, the newest."""


def submission_plan(request: Request, pk: UUID) -> HttpResponse:
    """What the attached plan needs, and what taking it over would change; or plans to attach."""
    submission = submission_of(request, pk)
    row = attached_plans.attached(submission)
    may = submission.is_open and allowed(request.user, Action.EDIT, submission)
    context: dict[str, Any] = {"submission": submission, "row": row, "may_edit": may}
    if may:
        context["offered"] = _offered(request)
    if row is not None:
        context |= _told(submission, row.plan, request)
    return render(request, "assess/attached_plan.html", context)


def _told(submission: Submission, plan: CapacityPlan, request: Request) -> dict[str, Any]:
    held = held_against(plan.mode, plan.result or {}, scores.facts_of(submission).inputs)
    adoption = attached_plans.adoption(submission, plan) if submission.is_open else None
    return {
        "kinds": [(name, [item for item in held if item.demand.kind == kind]) for kind, name in KINDS.items()],
        "lacking": [item for item in held if item.met is False],
        "unknown": [item for item in held if item.met is None],
        "adoption": adoption,
        "inputs": submission.framework.parsed().input_by_code,
        "sees_plan": CapacityPlan.objects.visible_to(request.user).filter(pk=plan.pk).exists(),
    }  # fmt: skip


def _offered(request: Request) -> QuerySet[CapacityPlan]:
    seen = CapacityPlan.objects.visible_to(request.user).exclude(result=None)
    return seen.defer("result").order_by("-created_at")[:OFFERED]


@require_POST
def plan_attach(request: Request, pk: UUID) -> HttpResponse:
    """Hold a draft against a plan."""
    submission = submission_of(request, pk)
    chosen = request.POST.get("plan", "")
    seen = CapacityPlan.objects.visible_to(request.user)
    plan = get_object_or_404(seen, pk=chosen if _is_id(chosen) else None)
    done = _("The plan is attached.")
    attempt(request, lambda: attached_plans.attach_plan(submission, plan, by=request.user), done)
    return redirect("submission_plan", pk)


@require_POST
def plan_detach(request: Request, pk: UUID) -> HttpResponse:
    """Take the plan away."""
    submission = submission_of(request, pk)
    done = _("The plan is detached; inputs that were taken over stay.")
    attempt(request, lambda: attached_plans.detach_plan(submission, by=request.user), done)
    return redirect("submission_plan", pk)


@require_POST
def plan_adopt(request: Request, pk: UUID) -> HttpResponse:
    """Take the plan's figures over as inputs."""
    submission = submission_of(request, pk)
    done = _("The plan's figures are inputs of this assessment now.")
    try:
        attempt(request, lambda: attached_plans.adopt_plan(submission, by=request.user), done)
    except intake.Rejected as refusal:
        for fault in refusal.faults:
            words = {"found": fault.found, "expected": fault.expected}
            messages.error(
                request, _("“%(found)s” was not taken over. Expected: %(expected)s.") % words
            )
    return redirect("submission_plan", pk)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
