"""Organisations: list, detail, new, members."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assess import workflow
from assess.forms import MemberForm, OrganisationForm
from assess.models import Organisation, Webhook
from assess.permissions import Action, allowed
from assess.views.request import Request

PAGE = 25


def organisation_list(request: Request) -> HttpResponse:
    """Everything of which somebody is a member or assessor."""
    counted = Organisation.objects.filter(
        pk__in=Organisation.objects.visible_to(request.user).values("pk")
    ).annotate(
        cluster_count=Count("clusters", distinct=True),
        member_count=Count("memberships", distinct=True),
        submission_count=Count("clusters__submissions", distinct=True),
    )
    text = request.GET.get("q", "").strip()
    found = counted.filter(name__icontains=text).order_by("name")
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "query": urlencode({"q": text}) + "&" if text else "",
    }
    return render(request, "assess/organisation_list.html", context)


def organisation_detail(request: Request, pk: UUID) -> HttpResponse:
    """One organisation: its clusters and its people."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    return _detail(request, organisation, MemberForm())


def organisation_new(request: Request) -> HttpResponse:
    """Make an organisation."""
    form = OrganisationForm(request.POST or None)
    if form.is_valid():
        organisation = workflow.create_organisation(by=request.user, **form.cleaned_data)
        return redirect("organisation_detail", organisation.pk)
    status = 422 if form.is_bound else 200
    return render(request, "assess/organisation_new.html", {"form": form}, status=status)


@require_POST
def organisation_admit(request: Request, pk: UUID) -> HttpResponse:
    """Take somebody in."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    form = MemberForm(request.POST)
    if not form.is_valid():
        return _detail(request, organisation, form)
    person = form.cleaned_data["username"]
    workflow.admit(person, organisation, form.cleaned_data["role"], by=request.user)
    messages.success(request, _("%(person)s is a member now.") % {"person": person})
    return redirect("organisation_detail", pk)


def _detail(request: Request, organisation: Organisation, form: MemberForm) -> HttpResponse:
    context = {
        "organisation": organisation,
        "clusters": organisation.clusters.visible_to(request.user).select_related("accelerator"),
        "members": organisation.memberships.filter(user__service_of=None).select_related("user"),
        "may_edit": allowed(request.user, Action.EDIT, organisation),
        "may_manage": allowed(request.user, Action.MANAGE, organisation),
        "failing": Webhook.objects.visible_to(request.user).filter(
            organisation=organisation, state=Webhook.State.DISABLED
        ),
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "assess/organisation_detail.html", context, status=status)
