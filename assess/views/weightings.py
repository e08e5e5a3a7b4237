"""An organisation's own weights: list of profiles, new, one weighting, one level of it, publish."""

from dataclasses import replace
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assess import profiles, weightings
from assess.forms import editable_organisations
from assess.models import Organisation, Weighting
from assess.permissions import Action, WrongState, allowed, require
from assess.scoring.weighting import Node, compared_shares, nodes_of
from assess.views.request import Request, attempt
from assess.weighting_forms import Entry, WeightingForm, entry_of, typed_of
from indicators.models import Profile
from indicators.templatetags.framework import in_language

EXPERT = 60


def weighting_list(request: Request) -> HttpResponse:
    """Every profile that somebody may know of, and the own drafts."""
    published = profiles.newest(Profile.objects.visible_to(request.user))
    drafts = Weighting.objects.visible_to(request.user).filter(profile=None)
    rows = list(published)
    names = Organisation.objects.in_bulk([row.owner for row in rows if row.owner])
    context = {
        "rows": [(row, names.get(cast("UUID", row.owner))) for row in rows],
        "drafts": drafts.select_related("organisation"),
        "may_create": editable_organisations(request.user).exists(),
    }
    return render(request, "assess/weighting_list.html", context)


def weighting_new(request: Request) -> HttpResponse:
    """Begin weights of an organisation's own."""
    initial = {name: request.GET.get(name) for name in ("organisation", "base")}
    form = WeightingForm(request.POST or None, user=request.user, initial=initial)
    if form.is_valid():
        weighting = weightings.open_weighting(by=request.user, **form.cleaned_data)
        return redirect("weighting_detail", weighting.pk)
    status = 422 if form.is_bound else 200
    return render(request, "assess/weighting_new.html", {"form": form}, status=status)


def weighting_detail(request: Request, pk: UUID) -> HttpResponse:
    """The levels, who judged them, and the weights that follow."""
    weighting = _weighting(request, pk)
    framework, base = weighting.base.framework.parsed(), weighting.base.parsed()
    rows = list(weighting.judgements.all())
    now = replace(base, **cast("dict[str, Any]", weightings.tables_of_shares(weighting)))
    context = {
        "weighting": weighting,
        "nodes": [
            (node, [row.expert for row in rows if row.node == node.code])
            for node in _nodes(weighting)
        ],
        "experts": sorted({row.expert for row in rows}),
        "expert": _expert(request),
        "shares": compared_shares(framework, base, now),
        "may_edit": _may(request, weighting, Action.EDIT) and weighting.is_open,
        "may_revise": _may(request, weighting, Action.EDIT) and not weighting.is_open,
        "may_publish": _may(request, weighting, Action.MANAGE) and weighting.is_open,
    }
    return render(request, "assess/weighting_detail.html", context)


def weighting_node(request: Request, pk: UUID, node: str) -> HttpResponse:
    """One level: give out points, or compare its items in pairs."""
    weighting = _weighting(request, pk)
    level, expert = _node(weighting, node), _expert(request)
    if request.method == "POST":
        return _judged(request, weighting, level, expert)
    kept = weighting.judgements.filter(node=node, expert=expert).first()
    entry = entry_of(level, weighting.method, typed_of(kept.values) if kept else {})
    return _page(request, weighting, level, entry)


@require_POST
def weighting_try(request: Request, pk: UUID, node: str) -> HttpResponse:
    """What a judgement would amount to; nothing is kept."""
    weighting = _weighting(request, pk)
    entry = entry_of(_node(weighting, node), weighting.method, request.POST.dict())
    return render(request, "assess/weighting_verdict.html", {"entry": entry})


@require_POST
def weighting_forget(request: Request, pk: UUID) -> HttpResponse:
    """Take an expert's judgements out."""
    weighting, expert = _weighting(request, pk), _expert(request)
    done = _("The judgements of %(expert)s are taken out.") % {"expert": expert}
    attempt(request, lambda: weightings.forget(weighting, by=request.user, expert=expert), done)
    return redirect("weighting_detail", pk)


@require_POST
def weighting_discard(request: Request, pk: UUID) -> HttpResponse:
    """Throw a draft away."""
    weighting = _weighting(request, pk)
    done = _("The draft is gone.")
    gone = attempt(request, lambda: weightings.discard(weighting, by=request.user), done)
    return redirect("weighting_list") if gone else redirect("weighting_detail", pk)


@require_POST
def weighting_publish(request: Request, pk: UUID) -> HttpResponse:
    """Make a profile of the weights."""
    weighting = _weighting(request, pk)
    done = _("Published. New assessments of the organisation can be scored by this profile.")
    attempt(request, lambda: weightings.publish(weighting, by=request.user), done)
    return redirect("weighting_detail", pk)


@require_POST
def weighting_revise(request: Request, pk: UUID) -> HttpResponse:
    """Begin the next version."""
    weighting = _weighting(request, pk)
    try:
        pk = weightings.revise(weighting, by=request.user).pk
    except WrongState as refusal:
        messages.error(request, refusal.message)
    return redirect("weighting_detail", pk)


def _judged(request: Request, weighting: Weighting, level: Node, expert: str) -> HttpResponse:
    """Keep a judgement and go on to the next level that this expert has not judged."""
    require(request.user, Action.EDIT, weighting.organisation)
    entry = entry_of(level, weighting.method, request.POST.dict())
    if not entry.usable:
        return _page(request, weighting, level, entry)
    values = entry.values
    done = _("Kept: %(level)s.") % {"level": in_language(level.title)}
    attempt(
        request,
        lambda: weightings.judge(weighting, level, values, by=request.user, expert=expert),
        done,
    )
    return redirect(_next(weighting, expert))


def _next(weighting: Weighting, expert: str) -> str:
    judged = set(weighting.judgements.filter(expert=expert).values_list("node", flat=True))
    query = urlencode({"expert": expert})
    for node in _nodes(weighting):
        if node.code not in judged:
            return f"{reverse('weighting_node', args=[weighting.pk, node.code])}?{query}"
    return f"{reverse('weighting_detail', args=[weighting.pk])}?{query}"


def _page(request: Request, weighting: Weighting, level: Node, entry: Entry) -> HttpResponse:
    context = {
        "weighting": weighting,
        "node": level,
        "entry": entry,
        "expert": _expert(request),
        "posted": request.method == "POST",
        "may_edit": _may(request, weighting, Action.EDIT) and weighting.is_open,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "assess/weighting_node.html", context, status=status)


def _weighting(request: Request, pk: UUID) -> Weighting:
    rows = Weighting.objects.visible_to(request.user).select_related(
        "organisation", "base__framework", "profile"
    )
    return get_object_or_404(rows, pk=pk)


def _nodes(weighting: Weighting) -> tuple[Node, ...]:
    return nodes_of(weighting.base.framework.parsed(), weighting.base.parsed())


def _node(weighting: Weighting, code: str) -> Node:
    found = next((item for item in _nodes(weighting) if item.code == code), None)
    if found is None:
        raise Http404
    return found


def _expert(request: Request) -> str:
    """Whose judgement it is: the person who is signed in, unless another expert is named."""
    named = request.POST.get("expert") or request.GET.get("expert") or ""
    return named.strip()[:EXPERT] or str(request.user)[:EXPERT]


def _may(request: Request, weighting: Weighting, action: Action) -> bool:
    return allowed(request.user, action, weighting.organisation)
