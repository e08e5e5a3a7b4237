"""Addresses of this part."""

from django.urls import path

from reports import (
    compare,
    effect_views,
    kept_plan_views,
    plan_compare_views,
    plan_views,
    validation_views,
    views,
)

urlpatterns = [
    path("", views.home, name="home"),
    path("profiles/<uuid:pk>/", effect_views.profile_effect, name="profile_effect"),
    path("compare/", compare.compare, name="compare"),
    path("submissions/<uuid:pk>/", views.dashboard, name="dashboard"),
    path("submissions/<uuid:pk>/analysis/", views.analysis, name="analysis"),
    path(
        "submissions/<uuid:pk>/indicators/<slug:code>/",
        views.indicator_explained,
        name="indicator_explained",
    ),
    path("submissions/<uuid:pk>/reports/", views.report_order, name="report_order"),
    path("plans/", kept_plan_views.plan_list, name="plan_list"),
    path("plans/new/", plan_views.plan_new, name="plan_new"),
    path("plans/engineer/", plan_views.plan_engineer, name="plan_engineer"),
    path("plans/compare/", plan_compare_views.plan_compare, name="plan_compare"),
    path("plans/validation/", validation_views.plan_validation, name="plan_validation"),
    path(
        "plans/validation/runs.csv",
        validation_views.plan_validation_csv,
        name="plan_validation_csv",
    ),
    path("plans/<uuid:pk>/", plan_views.plan_detail, name="plan_detail"),
    path("plans/<uuid:pk>/edit/", kept_plan_views.plan_edit, name="plan_edit"),
    path("plans/<uuid:pk>/copy/", kept_plan_views.plan_copy, name="plan_copy"),
    path("plans/<uuid:pk>/delete/", kept_plan_views.plan_delete, name="plan_delete"),
    path("plans/<uuid:pk>/restore/", kept_plan_views.plan_restore, name="plan_restore"),
    path("reports/<uuid:pk>/download/", views.report_download, name="report_download"),
]
