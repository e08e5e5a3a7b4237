"""Addresses of this part."""

from django.urls import path

from assess.views import (
    checklists,
    clusters,
    form,
    jobs,
    moves,
    organisations,
    plans,
    submissions,
    tokens,
    upgrades,
)

urlpatterns = [
    path("organisations/", organisations.organisation_list, name="organisation_list"),
    path("organisations/new/", organisations.organisation_new, name="organisation_new"),
    path("organisations/<uuid:pk>/", organisations.organisation_detail, name="organisation_detail"),
    path(
        "organisations/<uuid:pk>/admit/",
        organisations.organisation_admit,
        name="organisation_admit",
    ),
    path("clusters/new/", clusters.cluster_new, name="cluster_new"),
    path("clusters/<uuid:pk>/", clusters.cluster_detail, name="cluster_detail"),
    path("clusters/<uuid:pk>/edit/", clusters.cluster_edit, name="cluster_edit"),
    path("submissions/", submissions.submission_list, name="submission_list"),
    path("submissions/new/", submissions.submission_new, name="submission_new"),
    path("submissions/<uuid:pk>/form/", form.submission_form, name="submission_form"),
    path(
        "submissions/<uuid:pk>/form/<slug:code>",
        form.submission_indicator,
        name="submission_indicator",
    ),
    path(
        "submissions/<uuid:pk>/progress/",
        submissions.submission_progress,
        name="submission_progress",
    ),
    path(
        "submissions/<uuid:pk>/profile/",
        submissions.submission_profile,
        name="submission_profile",
    ),
    path(
        "submissions/<uuid:pk>/checklists/",
        checklists.submission_checklists,
        name="submission_checklists",
    ),
    path(
        "submissions/<uuid:pk>/checklists/<slug:code>/",
        checklists.submission_checklist,
        name="submission_checklist",
    ),
    path("submissions/<uuid:pk>/upgrade/", upgrades.submission_upgrade, name="submission_upgrade"),
    path("submissions/<uuid:pk>/assign/", submissions.submission_assign, name="submission_assign"),
    path("submissions/<uuid:pk>/submit/", moves.submission_submit, name="submission_submit"),
    path("submissions/<uuid:pk>/return/", moves.submission_return, name="submission_return"),
    path("submissions/<uuid:pk>/finalise/", moves.submission_finalise, name="submission_finalise"),
    path("submissions/<uuid:pk>/withdraw/", moves.submission_withdraw, name="submission_withdraw"),
    path("plans/", plans.plan_list, name="plan_list"),
    path("plans/new/", plans.plan_new, name="plan_new"),
    path("plans/<uuid:pk>/", plans.plan_detail, name="plan_detail"),
    path("jobs/<uuid:pk>/", jobs.job_status, name="job_status"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<str:key>/revoke/", tokens.token_revoke, name="token_revoke"),
]
