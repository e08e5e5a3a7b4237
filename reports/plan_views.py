"""Capacity plans: order in either mode, result."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language

from assess import plans
from assess.calibrations import calibrations_for, named
from assess.capacity.plan_fields import SHARDINGS
from assess.capacity.presets import PRESETS
from assess.capacity.report_mode import PlanError
from assess.capacity.volumes import MODALITIES
from assess.models import CapacityPlan, Job
from assess.plan_forms import (
    EXAMPLE,
    ChoicesForm,
    KeepForm,
    PlanForm,
    StoredModels,
    show_faults,
    stored_models,
)
from assess.views.request import Request
from indicators.models import Accelerator
from indicators.templatetags.framework import in_language
from reports import planner
from reports.kept_plans import plan_of, report_initial
from reports.plan_pictures import pictures
from reports.plan_results import assumptions


def plan_new(request: Request) -> HttpResponse:
    """Order a plan; ``?example`` fills in the report's own, ``?copy`` the inputs of another plan."""
    initial, models, read = _begun(request)
    form = PlanForm(request.POST or None, user=request.user, initial=initial)
    rows = StoredModels(request.POST or None, prefix="models", initial=models)
    choices = ChoicesForm(request.POST or None, read)
    if form.is_valid() and rows.is_valid() and choices.is_valid():
        plan = _ordered(request, form, stored_models(rows), choices)
        if plan is not None:
            return redirect("plan_detail", plan.pk)
    status = 422 if form.is_bound else 200
    context = {"form": form, "rows": rows, "choices": choices}
    return render(request, "assess/plan_new.html", context, status=status)


def _begun(request: Request) -> tuple[Mapping[str, Any], list[dict[str, Any]], Mapping[str, str]]:
    """What the fields, the rows of stored models and the readings of open points start with."""
    if "copy" in request.GET:
        plan = plan_of(request, request.GET["copy"])
        return *report_initial(plan.order), plan.order.get("choices", {})
    return (EXAMPLE if "example" in request.GET else {}), [], {}


def plan_engineer(request: Request) -> HttpResponse:
    """The engineering planner: answers as one types, and keeps a plan on request."""
    if request.method == "POST":
        return _kept(request)
    context = _told(request, request.GET.dict())
    page = "answer" if request.htmx else "engineer"
    return render(request, f"plans/{page}.html", context)


def plan_detail(request: Request, pk: UUID) -> HttpResponse:
    """The result, or how its computation is getting on."""
    visible = CapacityPlan.objects.visible_to(request.user).select_related("organisation")
    plan = get_object_or_404(visible, pk=pk)
    job = Job.objects.filter(target=pk).first()
    context: dict[str, Any] = {"plan": plan, "job": job}
    if plan.mode == CapacityPlan.Mode.REPORT:
        return render(request, "assess/plan_detail.html", context)
    if plan.result:
        drawn = pictures(plan.result, get_language() or "")
        taken = assumptions(plan.order, plan.result)
        context |= {"result": plan.result, "pictures": drawn, "moving": True, "taken": taken}
        context["constants"] = named(plan.order.get("calibration"))
    return render(request, "plans/detail.html", context)


def _told(request: Request, typed: Mapping[str, str]) -> dict[str, Any]:
    """What the planner's page says to what was typed."""
    told = planner.planner(typed, request.user)
    result = told.answer.as_dict() if told.answer else None
    drawn = result and pictures(result, get_language() or "")
    return {"told": told, "result": result, "pictures": drawn, "moving": False, **_chooser(request)}


def _chooser(request: Request) -> dict[str, Any]:
    """What the page offers to choose from."""
    cards = Accelerator.objects.filter(peak_tflops__isnull=False)
    keep = KeepForm(request.POST or None, user=request.user)
    return {
        "cards": cards,
        "presets": PRESETS,
        "shardings": SHARDINGS,
        "modalities": MODALITIES.items(),
        "calibrations": calibrations_for(request.user),
        "keep": keep,
    }


def _kept(request: Request) -> HttpResponse:
    """Keep what was typed as a plan; what cannot be planned is shown as it stands."""
    typed = request.POST.dict()
    form = KeepForm(request.POST, user=request.user)
    if form.is_valid():
        try:
            plan, _job = plans.order_plan(
                **form.cleaned_data, order=planner.typed_order(typed), by=request.user,
                mode=CapacityPlan.Mode.ENGINEERING,
            )  # fmt: skip
            return redirect("plan_detail", plan.pk)
        except PlanError as error:
            # the page tells most faults of the same order beside its fields
            _tell_sharing(form, error)
    context = _told(request, typed) | {"keep": form}
    return render(request, "plans/engineer.html", context, status=422)


def _tell_sharing(form: KeepForm, error: PlanError) -> None:
    """Constants that may not be shared with the organisation are no fault of the order alone."""
    for fault in error.faults:
        if fault.field == "calibration":
            form.add_error("organisation", in_language(fault.expected))


def _ordered(
    request: Request, form: PlanForm, models: list[dict[str, Any]], choices: ChoicesForm
) -> CapacityPlan | None:
    """Order the plan; None where the planner refused, with its reasons beside the fields."""
    order = form.order() | {"models": models, "choices": choices.choices()}
    given = form.cleaned_data
    try:
        plan, _job = plans.order_plan(
            name=given["name"], order=order, by=request.user, organisation=given["organisation"]
        )
    except PlanError as error:
        show_faults(form, error.faults, choices)
        return None
    return plan
