"""Pages about what is measured and how it is scored. Published: nobody has to sign in to read them."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from indicators import pages
from indicators.models import Accelerator, Checklist, Framework, Profile

MAIN_FRAMEWORK = "caict-2024"
MAIN_PROFILE = "default"


@login_not_required
def framework_list(request: HttpRequest) -> HttpResponse:
    """Every framework version, with the profiles that score it."""
    profiles = Prefetch("profiles", Profile.objects.visible_to(request.user))
    rows = Framework.objects.visible_to(request.user).prefetch_related(profiles)
    checklists = Checklist.objects.visible_to(request.user)
    context = {"rows": rows, "checklists": checklists}
    return render(request, "indicators/framework_list.html", context)


@login_not_required
def framework_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Both tables of the report; ``?q=`` searches names, aliases, definitions and criteria."""
    profile = _profile(request, code, MAIN_PROFILE)
    framework, words = profile.framework.parsed(), request.GET.get("q", "").strip()
    context = {
        "row": profile.framework,
        "framework": framework,
        "words": words,
        "tables": pages.tables(framework, profile.parsed(), words),
        "notes": pages.matching_notes(framework, words),
    }
    return render(request, "indicators/framework_detail.html", context)


@login_not_required
def indicator_detail(request: HttpRequest, code: str, indicator: str) -> HttpResponse:
    """An indicator: the report's words, formulas, inputs, anchors, evidence, oddities, weight."""
    profile = _profile(request, code, MAIN_PROFILE)
    framework = profile.framework.parsed()
    found = framework.indicator_by_code.get(indicator)
    if found is None:
        raise Http404
    page = pages.page_of(found, framework, profile.parsed())
    context = {"row": profile.framework, "framework": framework, "page": page, "profile": profile}
    return render(request, "indicators/indicator_detail.html", context)


@login_not_required
def method(request: HttpRequest) -> HttpResponse:
    """The whole scoring method in words and tables; ``?profile=`` shows another profile."""
    row = _profile(request, MAIN_FRAMEWORK, request.GET.get("profile", MAIN_PROFILE))
    framework, profile = row.framework.parsed(), row.parsed()
    context = {
        "row": row,
        "profile": profile,
        "framework": framework,
        "profiles": row.framework.profiles.visible_to(request.user).defer("definition"),
        "tables": pages.tables(framework, profile),
        "gates": [framework.criterion_by_code[code] for code in profile.gates],
        "left_out": [framework.indicator_by_code[code] for code in profile.not_applicable],
    }
    return render(request, "indicators/method.html", context)


@login_not_required
def accelerator_list(request: HttpRequest) -> HttpResponse:
    """The catalogue of accelerator cards, with sources and what is unverified."""
    rows = Accelerator.objects.visible_to(request.user)
    return render(request, "indicators/accelerator_list.html", {"rows": rows})


def _profile(request: HttpRequest, framework: str, code: str) -> Profile:
    """Return the newest version of a profile for the newest version of its framework."""
    rows = Profile.objects.visible_to(request.user).select_related("framework")
    newest = rows.filter(framework__code=framework, code=code).order_by(
        "-framework__published_at", "-published_at"
    )
    profile: Profile = get_object_or_404(newest[:1])
    return profile
