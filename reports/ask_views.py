"""Pages that answer as one types and keep nothing: scaling-law advice, inference capacity."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assess.views.request import Request
from indicators.models import Accelerator
from reports.asked import Asked
from reports.scaling import FORM as SCALING
from reports.scaling import loss_picture, scaling
from reports.serving import FORM as SERVING
from reports.serving import batch_picture, needs_picture, serving


def plan_scaling(request: Request) -> HttpResponse:
    """How large a model on how many tokens a budget is best spent on."""
    page = scaling(request.GET.dict())
    language = get_language() or ""
    context = {
        "title": _("Scaling-law advice"),
        "lead": _("For a budget of operations, or cards for a time: the parameters and tokens that published laws advise, and how far a given model is from them."),
        "address": "plan_scaling", "body": "plans/scaling.html", "presets": SCALING.presets,
        "advice": page.advice, "picture": page.advice and loss_picture(page.advice, language),
    }  # fmt: skip
    return _page(request, page.asked, context)


def plan_serving(request: Request) -> HttpResponse:
    """Cards that serve a model at a rate within latency targets."""
    page = serving(request.GET.dict())
    language, plan = get_language() or "", page.plan
    context = {
        "title": _("Inference capacity"),
        "lead": _("Cards that serve a model at a rate of requests within targets for the first and for every further token, by the roofline of prefill and decode and by the cache."),
        "address": "plan_serving", "body": "plans/serving.html", "presets": SERVING.presets,
        "plan": plan, "result": plan and plan.as_dict(), "nearest": page.nearest,
        "others": page.others, "cannot": [item for item in page.others if item.plan is None],
        "pictures": plan and (batch_picture(plan, language), needs_picture(plan, language)),
    }  # fmt: skip
    return _page(request, page.asked, context)


def _page(request: Request, asked: Asked, context: dict[str, Any]) -> HttpResponse:
    cards = Accelerator.objects.filter(peak_tflops__isnull=False)
    page = "asked_answer" if request.htmx else "asked"
    return render(request, f"plans/{page}.html", {"told": asked, "cards": cards, **context})
