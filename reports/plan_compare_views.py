"""The page on which plans are compared."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from assess.models import CapacityPlan
from assess.views.request import Request
from reports.plan_comparison import IncomparablePlans, compared
from reports.plan_contrasts import contrasts

SHOWN = 100
"""Plans that are offered to choose from, the newest first."""


def plan_compare(request: Request) -> HttpResponse:
    """Choose two to four plans, and see them side by side with the reasons for their differences."""
    chosen = _chosen(request)
    seen = CapacityPlan.objects.visible_to(request.user).select_related("organisation")
    choices = seen.defer("result").order_by("-created_at")[:SHOWN]
    context: dict[str, object] = {"choices": choices, "chosen": chosen}
    if not chosen:
        return render(request, "plans/compare.html", context)
    try:
        told = compared(request.user, chosen)
    except IncomparablePlans as refusal:
        context["refusal"] = refusal.reason
        return render(request, "plans/compare.html", context, status=422)
    context |= {"told": told, "pictures": contrasts(told, get_language() or "")}
    return render(request, "plans/compare.html", context)


def _chosen(request: Request) -> list[UUID]:
    try:
        return [UUID(text) for text in request.GET.getlist("plan")]
    except ValueError as error:
        raise Http404 from error
