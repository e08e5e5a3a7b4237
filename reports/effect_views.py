"""The page of a profile: its weights, and what it makes of the finished assessments that somebody sees."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from assess.models import Organisation
from assess.views.request import Request
from indicators import pages
from indicators.models import Profile
from reports import effects

PAGE = 25


def profile_effect(request: Request, pk: UUID) -> HttpResponse:
    """Levels by this profile beside the shipped ones, never in an order of merit; weights out of data."""
    rows = Profile.objects.visible_to(request.user).select_related("framework")
    profile = get_object_or_404(rows, pk=pk)
    finals, columns = effects.finals(request.user, profile), effects.beside(profile)
    page = Paginator(finals, PAGE).get_page(request.GET.get("page"))
    context = {
        "row": profile,
        "profile": profile.parsed(),
        "framework": profile.framework.parsed(),
        "owner": Organisation.objects.filter(pk=profile.owner).first() if profile.owner else None,
        "columns": columns,
        "page": page,
        "assessed": [effects.assessed(score, columns) for score in page],
        "data": effects.from_data(finals, profile),
        "tables": pages.tables(profile.framework.parsed(), profile.parsed()),
    }
    return render(request, "reports/profile_effect.html", context)
