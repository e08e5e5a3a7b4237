"""The page on which assessments are compared."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from assess.models import Submission, User
from assess.views.request import Request
from reports import figures
from reports.comparison import Incomparable


def compare(request: Request) -> HttpResponse:
    """Choose assessments, and see them side by side with what may be said of their order."""
    chosen = _chosen(request)
    context: dict[str, object] = {"choices": _choices(request.user), "chosen": chosen}
    if not chosen:
        return render(request, "reports/compare.html", context)
    try:
        context["told"] = figures.comparison_of(request.user, chosen)
    except Incomparable as refusal:
        context["refusal"] = refusal.reason
    return render(
        request, "reports/compare.html", context, status=422 if "refusal" in context else 200
    )


def _chosen(request: Request) -> list[UUID]:
    try:
        return [UUID(text) for text in request.GET.getlist("submission")]
    except ValueError as error:
        raise Http404 from error


def _choices(user: User) -> list[tuple[Submission, object]]:
    return [(row, figures.counting(row)) for row in figures.comparable(user)]
