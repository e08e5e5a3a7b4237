"""Finished assessments scored again: start, watch, stop, resume, and what would change. For administrators."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from assess import rescores, rescoring
from assess.models import Rescoring
from assess.views.request import Request, attempt
from indicators.models import Profile
from indicators.templatetags.framework import in_language

PAGE = 25


class ProfileChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A profile with its framework, each with its version."""

    def label_from_instance(self, profile: Profile) -> str:
        """Both titles and versions."""
        framework = profile.framework
        names = [(in_language(row.title), row.version) for row in (profile, framework)]
        return " · ".join(f"{title} {version}" for title, version in names)


class RescoringForm(forms.Form):
    """By what finished assessments are scored again."""

    profile = ProfileChoice(
        label=gettext_lazy("Profile"), queryset=Profile.objects.select_related("framework")
    )
    every_profile = forms.BooleanField(
        label=gettext_lazy("Also assessments that were finished under other profiles"),
        required=False,
    )


def rescoring_list(request: Request) -> HttpResponse:
    """All batches, and the form that starts one."""
    _administrators_only(request)
    form = RescoringForm(request.POST or None)
    if form.is_valid():
        batch = rescoring.start(by=request.user, **form.cleaned_data)
        return redirect("rescoring_detail", batch.pk)
    rows = Rescoring.objects.visible_to(request.user).select_related("profile", "ordered_by")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    status = 422 if form.is_bound else 200
    return render(
        request, "assess/rescoring_list.html", {"form": form, "page": page}, status=status
    )


def rescoring_detail(request: Request, pk: UUID) -> HttpResponse:
    """Progress of a batch and what would change; a running one is asked again every two seconds."""
    batch = _batch(request, pk)
    changed = batch.rescores.select_related("score__submission__cluster__organisation")
    page = Paginator(changed.defer("score__facts", "score__result"), PAGE)
    context: dict[str, Any] = {
        "batch": batch,
        "told": rescores.summary(batch),
        "page": page.get_page(request.GET.get("page")),
        "running": batch.state == Rescoring.State.RUNNING,
    }
    template = "assess/rescoring_progress.html" if request.htmx else "assess/rescoring_detail.html"
    response = render(request, template, context)
    if request.htmx and not context["running"]:
        response["HX-Refresh"] = "true"
    return response


@require_POST
def rescoring_stop(request: Request, pk: UUID) -> HttpResponse:
    """Stop a batch."""
    batch = _batch(request, pk)
    attempt(request, lambda: rescoring.stop(batch, by=request.user), _("Stopped."))
    return redirect("rescoring_detail", pk)


@require_POST
def rescoring_resume(request: Request, pk: UUID) -> HttpResponse:
    """Let a batch go on."""
    batch = _batch(request, pk)
    attempt(request, lambda: rescoring.resume(batch, by=request.user), _("It goes on."))
    return redirect("rescoring_detail", pk)


def _batch(request: Request, pk: UUID) -> Rescoring:
    rows = Rescoring.objects.visible_to(request.user).select_related("profile", "ordered_by")
    return get_object_or_404(rows, pk=pk)


def _administrators_only(request: Request) -> None:
    if not request.user.is_staff:
        raise Http404
