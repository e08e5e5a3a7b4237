"""Submissions: list, new, and their way from draft to final."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assess import upgrades, workflow
from assess.forms import (
    AssessorForm,
    FilterForm,
    ProfileForm,
    SubmissionForm,
    editable_clusters,
    new_submission_defaults,
)
from assess.models import Score, Submission
from assess.permissions import Action, require
from assess.views.request import Request, attempt, rights, submission_of

PAGE = 25
STEPS = (Submission.State.DRAFT, Submission.State.SUBMITTED, Submission.State.FINAL)


def submission_list(request: Request) -> HttpResponse:
    """Every submission that somebody may know of."""
    form = FilterForm(request.GET)
    form.is_valid()
    wanted = form.cleaned_data
    visible = Submission.objects.visible_to(request.user).select_related("cluster__organisation")
    page = Paginator(_filtered(visible, wanted), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "rows": _with_scores(page),
        "page": page,
        "query": urlencode({key: value for key, value in wanted.items() if value}),
        "may_create": editable_clusters(request.user).exists(),
    }
    return render(request, "assess/submission_list.html", context)


def submission_new(request: Request) -> HttpResponse:
    """Open a submission."""
    clusters = editable_clusters(request.user)
    initial = new_submission_defaults() | {"cluster": request.GET.get("cluster")}
    form = SubmissionForm(request.POST or None, clusters=clusters, initial=initial)
    if form.is_valid():
        submission = workflow.create_submission(by=request.user, **form.cleaned_data)
        return redirect("submission_form", submission.pk)
    context = {"form": form, "any_cluster": clusters.exists()}
    status = 422 if form.is_bound else 200
    return render(request, "assess/submission_new.html", context, status=status)


def submission_progress(request: Request, pk: UUID) -> HttpResponse:
    """Where a submission stands, who did what, and what may be done now."""
    submission = submission_of(request, pk)
    return _progress(request, submission, AssessorForm(submission=submission))


@require_POST
def submission_assign(request: Request, pk: UUID) -> HttpResponse:
    """Let an assessor in."""
    submission = submission_of(request, pk)
    require(request.user, Action.MANAGE, submission)
    form = AssessorForm(request.POST, submission=submission)
    if not form.is_valid():
        return _progress(request, submission, form)
    person = form.cleaned_data["assessor"]
    workflow.assign(submission, person, by=request.user)
    messages.success(request, _("%(person)s may see and judge this now.") % {"person": person})
    return redirect("submission_progress", pk)


@require_POST
def submission_profile(request: Request, pk: UUID) -> HttpResponse:
    """Score a draft by another profile."""
    submission = submission_of(request, pk)
    require(request.user, Action.EDIT, submission)
    form = ProfileForm(request.POST, submission=submission)
    if form.is_valid():
        chosen = form.cleaned_data["profile"]
        done = _("The draft is scored by another profile from now on.")
        attempt(request, lambda: workflow.change_profile(submission, chosen, by=request.user), done)
    else:
        messages.error(request, _("Choose one of the profiles in the list."))
    return redirect("submission_progress", pk)


def _filtered(found: QuerySet[Submission], wanted: dict[str, Any]) -> QuerySet[Submission]:
    if wanted.get("state"):
        found = found.filter(state=wanted["state"])
    if text := wanted.get("q", "").strip():
        named = Q(title__icontains=text) | Q(cluster__name__icontains=text)
        found = found.filter(named | Q(cluster__organisation__name__icontains=text))
    return found


def _with_scores(page: Page[Submission]) -> list[tuple[Submission, Score | None]]:
    """Each submission with the score that counts: the newest final one, else the newest draft."""
    scores = Score.objects.filter(submission__in=list(page)).order_by("kind", "computed_at")
    newest = {row.submission_id: row for row in scores.defer("facts", "result")}
    return [(item, newest.get(item.pk)) for item in page]


def _progress(request: Request, submission: Submission, form: AssessorForm) -> HttpResponse:
    context = {
        "submission": submission,
        "events": submission.events.select_related("actor"),
        "assignments": submission.assignments.select_related("assessor"),
        "may": rights(request, submission),
        "steps": STEPS,
        "later": upgrades.targets(submission) or submission.set_aside.exists(),
        "form": form,
        "profile_form": ProfileForm(submission=submission),
    }
    status = 422 if form.is_bound else 200
    return render(request, "assess/submission_progress.html", context, status=status)
