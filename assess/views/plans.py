"""Capacity plans: list, order, result."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from assess import plans
from assess.capacity.report_mode import PlanError
from assess.models import CapacityPlan, Job
from assess.plan_forms import EXAMPLE, PlanForm, StoredModels, show_faults, stored_models
from assess.views.request import Request

PAGE = 25


def plan_list(request: Request) -> HttpResponse:
    """Own plans, and those of own organisations."""
    visible = CapacityPlan.objects.visible_to(request.user).select_related("organisation")
    page = Paginator(visible, PAGE).get_page(request.GET.get("page"))
    return render(request, "assess/plan_list.html", {"page": page})


def plan_new(request: Request) -> HttpResponse:
    """Order a plan; ``?example`` fills in the report's own."""
    initial = EXAMPLE if "example" in request.GET else {}
    form = PlanForm(request.POST or None, user=request.user, initial=initial)
    rows = StoredModels(request.POST or None, prefix="models")
    if form.is_valid() and rows.is_valid():
        plan = _ordered(request, form, stored_models(rows))
        if plan is not None:
            return redirect("plan_detail", plan.pk)
    status = 422 if form.is_bound else 200
    return render(request, "assess/plan_new.html", {"form": form, "rows": rows}, status=status)


def plan_detail(request: Request, pk: UUID) -> HttpResponse:
    """The result, or how its computation is getting on."""
    visible = CapacityPlan.objects.visible_to(request.user).select_related("organisation")
    plan = get_object_or_404(visible, pk=pk)
    job = Job.objects.filter(target=pk).first()
    return render(request, "assess/plan_detail.html", {"plan": plan, "job": job})


def _ordered(request: Request, form: PlanForm, models: list[dict[str, Any]]) -> CapacityPlan | None:
    """Order the plan; None where the planner refused, with its reasons beside the fields."""
    order = form.order() | {"models": models}
    given = form.cleaned_data
    try:
        plan, _job = plans.order_plan(
            name=given["name"], order=order, by=request.user, organisation=given["organisation"]
        )
    except PlanError as error:
        show_faults(form, error.faults)
        return None
    return plan
