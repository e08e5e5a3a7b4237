"""Kept plans: list and bin; name, note and sharing; into a new form; deleted and restored."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assess import kept_plans
from assess.kept_plan_forms import PlanEditForm, PlanFilterForm
from assess.models import CapacityPlan, Organisation
from assess.plan_lists import listed
from assess.views.request import Request
from reports.kept_plans import engineering_query, plan_of

PAGE, BIN_SHOWN = 25, 20


def plan_list(request: Request) -> HttpResponse:
    """Own plans and those of own organisations, narrowed and in order, and the bin."""
    organisations = Organisation.objects.filter(memberships__user=request.user)
    form = PlanFilterForm(request.GET, organisations=organisations)
    form.is_valid()
    wanted = {name: value for name, value in form.cleaned_data.items() if value}
    rows = listed(CapacityPlan.objects.visible_to(request.user), wanted)
    context = {
        "form": form,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "query": urlencode(wanted),
        "binned": CapacityPlan.objects.binned_for(request.user).defer("result")[:BIN_SHOWN],
    }
    return render(request, "assess/plan_list.html", context)


@require_POST
def plan_edit(request: Request, pk: UUID) -> HttpResponse:
    """Another name, note or sharing."""
    plan = plan_of(request, pk)
    form = PlanEditForm(request.POST, plan=plan, user=request.user)
    if form.is_valid():
        kept_plans.change_plan(plan, by=request.user, **form.cleaned_data)
        messages.success(request, _("The plan is changed."))
    else:
        messages.error(
            request, _("Give the plan a name of at most 200 characters; nothing was changed.")
        )
    return redirect("plan_detail", pk)


def plan_copy(request: Request, pk: UUID) -> HttpResponse:
    """The order form that fits the plan's mode, with its inputs filled in."""
    plan = plan_of(request, pk)
    if plan.mode == CapacityPlan.Mode.ENGINEERING:
        return redirect(f"{reverse('plan_engineer')}?{engineering_query(plan.order)}")
    return redirect(f"{reverse('plan_new')}?{urlencode({'copy': str(plan.pk)})}")


@require_POST
def plan_delete(request: Request, pk: UUID) -> HttpResponse:
    """Put a plan into the bin; the list offers to take it out again."""
    plan = plan_of(request, pk)
    kept_plans.discard_plan(plan, by=request.user)
    messages.success(
        request, _("“%(plan)s” is in the bin. It can be restored below.") % {"plan": plan}
    )
    return redirect(f"{reverse('plan_list')}#bin")


@require_POST
def plan_restore(request: Request, pk: UUID) -> HttpResponse:
    """Take a plan out of the bin."""
    plan = get_object_or_404(CapacityPlan.objects.binned_for(request.user), pk=pk)
    kept_plans.restore_plan(plan, by=request.user)
    messages.success(request, _("“%(plan)s” is restored.") % {"plan": plan})
    return redirect("plan_detail", pk)
