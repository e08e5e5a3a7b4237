"""Pages about what is measured and how it is scored. Published: nobody has to sign in to read them."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from indicators import pages
from indicators.defaults import MAIN_FRAMEWORK, MAIN_PROFILE
from indicators.models import Accelerator, Checklist, Framework, Profile


@login_not_required
def framework_list(request: HttpRequest) -> HttpResponse:
    """Every framework version, with the profiles that score it."""
    profiles = Prefetch("profiles", Profile.objects.visible_to(request.user))
    rows = Framework.objects.visible_to(request.user).prefetch_related(profiles)
    checklists = Checklist.objects.visible_to(request.user).select_related("framework")
    context = {"rows": rows, "checklists": checklists}
    return render(request, "indicators/framework_list.html", context)


@login_not_required
def framework_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Every pillar of a framework; ``?q=`` searches names, aliases, definitions and criteria."""
    row, scored = _newest(request, code)
    framework, words = row.parsed(), request.GET.get("q", "").strip()
    context = {
        "row": row,
        "framework": framework,
        "words": words,
        "tables": pages.tables(framework, scored.parsed() if scored else None, words),
        "notes": pages.matching_notes(framework, words),
    }
    return render(request, "indicators/framework_detail.html", context)


@login_not_required
def indicator_detail(request: HttpRequest, code: str, indicator: str) -> HttpResponse:
    """An indicator: the source's words, formulas, inputs, anchors, evidence, oddities, weight."""
    row, scored = _newest(request, code)
    framework = row.parsed()
    found = framework.indicator_by_code.get(indicator)
    if found is None:
        raise Http404
    page = pages.page_of(found, framework, scored.parsed() if scored else None)
    context = {"row": row, "framework": framework, "page": page, "profile": scored}
    return render(request, "indicators/indicator_detail.html", context)


@login_not_required
def method(request: HttpRequest) -> HttpResponse:
    """The scoring method in words and tables; ``?framework=`` and ``?profile=`` show others."""
    code = request.GET.get("framework", MAIN_FRAMEWORK)
    found, row = _newest(request, code, request.GET.get("profile", ""))
    if row is None:
        raise Http404
    framework, profile = found.parsed(), row.parsed()
    context = {
        "row": row,
        "profile": profile,
        "framework": framework,
        "profiles": found.profiles.visible_to(request.user).defer("definition"),
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


def _newest(request: HttpRequest, code: str, profile: str = "") -> tuple[Framework, Profile | None]:
    """Return the newest version of a framework and its newest profile of a code: the default one, or any."""
    rows = Framework.objects.visible_to(request.user).filter(code=code)
    row: Framework = get_object_or_404(rows.order_by("-published_at", "-version")[:1])
    scored = row.profiles.visible_to(request.user).order_by("-published_at")
    if profile:
        return row, get_object_or_404(scored.filter(code=profile)[:1])
    return row, scored.filter(code=MAIN_PROFILE).first() or scored.first()
