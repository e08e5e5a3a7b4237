"""Clusters: detail, new, edit."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from assess import workflow
from assess.forms import ClusterForm, NewClusterForm, editable_organisations
from assess.models import Cluster, Submission
from assess.permissions import Action, allowed, require
from assess.views.request import Request


def cluster_detail(request: Request, pk: UUID) -> HttpResponse:
    """One cluster: what it is made of, and its submissions."""
    cluster = _cluster(request, pk)
    mine = Submission.objects.visible_to(request.user).filter(cluster=cluster)
    context = {
        "cluster": cluster,
        "submissions": mine.order_by("-period_end"),
        "may_edit": allowed(request.user, Action.EDIT, cluster),
    }
    return render(request, "assess/cluster_detail.html", context)


def cluster_new(request: Request) -> HttpResponse:
    """Describe a cluster."""
    organisations = editable_organisations(request.user)
    initial = {"organisation": request.GET.get("organisation")}
    form = NewClusterForm(request.POST or None, organisations=organisations, initial=initial)
    if form.is_valid():
        cluster = workflow.create_cluster(by=request.user, **form.cleaned_data)
        return redirect("cluster_detail", cluster.pk)
    return _form(request, form)


def cluster_edit(request: Request, pk: UUID) -> HttpResponse:
    """Correct the description of a cluster."""
    cluster = _cluster(request, pk)
    require(request.user, Action.EDIT, cluster)
    form = ClusterForm(request.POST or None, instance=cluster)
    if form.is_valid():
        workflow.change_cluster(cluster, by=request.user, **form.cleaned_data)
        return redirect("cluster_detail", pk)
    return _form(request, form)


def _cluster(request: Request, pk: UUID) -> Cluster:
    visible = Cluster.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("organisation", "accelerator"), pk=pk)


def _form(request: Request, form: ClusterForm) -> HttpResponse:
    context = {"form": form, "cluster": form.instance}
    status = 422 if form.is_bound else 200
    return render(request, "assess/cluster_form.html", context, status=status)
