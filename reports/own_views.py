"""An organisation's own trainings and step times, and what the planner learns from them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assess import calibrations, own_runs
from assess.capacity.judging import FORMULAS
from assess.capacity.own_rows import (
    RUN_COLUMNS,
    STEP_COLUMNS,
    RowsRefused,
    read_run,
    read_runs,
    read_steps,
)
from assess.models import Job, Organisation, OwnRun, OwnStep, StepCalibration
from assess.permissions import Action, WrongState, allowed
from assess.views.request import Request, attempt
from reports import validation
from reports.own_forms import AcceptForm, BasisForm, RunForm, StepsForm, TableForm

SHOWN = 200
"""Faults of a table that are listed."""

TEMPLATES = {"runs": RUN_COLUMNS, "steps": STEP_COLUMNS}


def plan_own(request: Request, pk: UUID) -> HttpResponse:
    """What an organisation has given, and what was learnt from it."""
    return _page(request, _organisation(request, pk))


def plan_own_template(_request: Request, kind: str) -> HttpResponse:
    """The columns of a table, as a CSV file to fill in."""
    if kind not in TEMPLATES:
        raise Http404
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{kind}.csv"'
    answer.write("\ufeff" + ",".join(column.name for column in TEMPLATES[kind]) + "\r\n")
    return answer


@require_POST
def plan_own_upload(request: Request, pk: UUID) -> HttpResponse:
    """Take a table of trainings, in whole or not at all."""
    organisation = _organisation(request, pk)
    form = TableForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, organisation, runs_form=form)
    try:
        rows = read_runs(form.cleaned_data["file"])
        count = own_runs.add_runs(organisation, rows, by=request.user)
    except RowsRefused as refusal:
        return _page(request, organisation, faults=refusal.faults)
    messages.success(request, _("%(count)d trainings are kept.") % {"count": count})
    return redirect("plan_own", pk)


@require_POST
def plan_own_steps(request: Request, pk: UUID) -> HttpResponse:
    """Take a table of step times, in whole or not at all."""
    organisation = _organisation(request, pk)
    form = StepsForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, organisation, steps_form=form)
    given = form.cleaned_data
    try:
        rows = read_steps(given["file"])
        count = own_runs.add_steps(
            organisation, rows, on=form.machine, card=given["card"].name, by=request.user
        )
    except RowsRefused as refusal:
        return _page(request, organisation, faults=refusal.faults)
    messages.success(request, _("%(count)d new step times are kept.") % {"count": count})
    return redirect("plan_own", pk)


def plan_own_add(request: Request, pk: UUID) -> HttpResponse:
    """Add one training by a form."""
    organisation = _organisation(request, pk)
    form = RunForm(request.POST or None)
    if form.is_valid():
        try:
            own_runs.add_runs(organisation, [read_run(form.cleaned_data)], by=request.user)
            return redirect("plan_own", pk)
        except RowsRefused as refusal:
            form.show(refusal.faults)
    context = {"organisation": organisation, "form": form, "columns": RUN_COLUMNS}
    return render(request, "own/add.html", context, status=422 if form.is_bound else 200)


@require_POST
def plan_own_remove(request: Request, pk: UUID) -> HttpResponse:
    """Forget a training."""
    run = get_object_or_404(OwnRun.objects.visible_to(request.user), pk=pk)
    own_runs.remove_run(run, by=request.user)
    return redirect("plan_own", run.organisation_id)


@require_POST
def plan_own_steps_remove(request: Request, pk: UUID) -> HttpResponse:
    """Forget all step times."""
    own_runs.remove_steps(_organisation(request, pk), by=request.user)
    return redirect("plan_own", pk)


@require_POST
def plan_calibrate(request: Request, pk: UUID) -> HttpResponse:
    """Have constants fitted."""
    organisation = _organisation(request, pk)
    form = BasisForm(request.POST)
    if not form.is_valid():
        return _page(request, organisation, basis_form=form)
    try:
        found, _job = calibrations.order_calibration(
            organisation, by=request.user, **form.cleaned_data
        )
    except WrongState as refusal:
        messages.error(request, refusal.message)
        return redirect("plan_own", pk)
    return redirect("plan_calibration", found.pk)


def plan_calibration(request: Request, pk: UUID) -> HttpResponse:
    """What a fit found, before it is accepted."""
    return _calibration(request, _found(request, pk), AcceptForm())


@require_POST
def plan_calibration_accept(request: Request, pk: UUID) -> HttpResponse:
    """Accept what was found."""
    row, form = _found(request, pk), AcceptForm(request.POST)
    if not form.is_valid():
        return _calibration(request, row, form)
    done = _("Plans can use this calibration now.")
    attempt(request, lambda: calibrations.accept(row, by=request.user, **form.cleaned_data), done)
    return redirect("plan_calibration", pk)


@require_POST
def plan_calibration_discard(request: Request, pk: UUID) -> HttpResponse:
    """Throw away what was found."""
    row = _found(request, pk)
    done = _("The calibration is thrown away.")
    if attempt(request, lambda: calibrations.discard(row, by=request.user), done):
        return redirect("plan_own", row.organisation_id)
    return redirect("plan_calibration", pk)


def _organisation(request: Request, pk: UUID) -> Organisation:
    """An organisation whose own data this person may see: assessors of its clusters may not."""
    found = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    if not allowed(request.user, Action.VIEW, found):
        raise Http404
    return found


def _found(request: Request, pk: UUID) -> StepCalibration:
    rows = StepCalibration.objects.visible_to(request.user).select_related("organisation")
    return get_object_or_404(rows, pk=pk)


def _calibration(request: Request, row: StepCalibration, form: AcceptForm) -> HttpResponse:
    context = {
        "calibration": row,
        "organisation": row.organisation,
        "form": form,
        "constants": _constants(row),
        "job": Job.objects.filter(target=row.pk).first(),
        "may_edit": allowed(request.user, Action.EDIT, row.organisation),
    }
    status = 422 if form.is_bound else 200
    return render(request, "own/calibration.html", context, status=status)


def _constants(row: StepCalibration) -> list[tuple[str, float, float]]:
    """Name, shipped and fitted value of each constant."""
    found = row.result or {"shipped": {}, "constants": {}}
    return [(name, value, found["constants"][name]) for name, value in found["shipped"].items()]


def _page(request: Request, organisation: Organisation, **more: Any) -> HttpResponse:
    """The page of an organisation, with what was refused."""
    steps = OwnStep.objects.visible_to(request.user).filter(organisation=organisation)
    faults = more.pop("faults", ())
    context = {
        "organisation": organisation,
        "rows": validation.own_rows(request.user, organisation),
        "formulas": FORMULAS,
        "steps": steps.values("card").annotate(count=Count("pk")).order_by("card"),
        "calibrations": StepCalibration.objects.visible_to(request.user).filter(
            organisation=organisation
        ),
        "may_edit": allowed(request.user, Action.EDIT, organisation),
        "runs_form": TableForm(auto_id="runs_%s"),
        "steps_form": StepsForm(),
        "basis_form": BasisForm(),
        "faults": faults[:SHOWN],
        "more_faults": max(len(faults) - SHOWN, 0),
        **more,
    }
    return render(request, "own/page.html", context, status=422 if faults or more else 200)
