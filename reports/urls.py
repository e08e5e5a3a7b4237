"""Addresses of this part."""

from django.urls import path

from reports import (
    ask_views,
    compare,
    effect_views,
    kept_plan_views,
    own_views,
    plan_compare_views,
    plan_file_views,
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
    path("plans/scaling/", ask_views.plan_scaling, name="plan_scaling"),
    path("plans/serving/", ask_views.plan_serving, name="plan_serving"),
    path("plans/compare/", plan_compare_views.plan_compare, name="plan_compare"),
    path("plans/validation/", validation_views.plan_validation, name="plan_validation"),
    path(
        "plans/validation/runs.csv",
        validation_views.plan_validation_csv,
        name="plan_validation_csv",
    ),
    path("plans/own/<slug:kind>.csv", own_views.plan_own_template, name="plan_own_template"),
    path("organisations/<uuid:pk>/runs/", own_views.plan_own, name="plan_own"),
    path("organisations/<uuid:pk>/runs/add/", own_views.plan_own_add, name="plan_own_add"),
    path("organisations/<uuid:pk>/runs/upload/", own_views.plan_own_upload, name="plan_own_upload"),
    path("organisations/<uuid:pk>/steps/upload/", own_views.plan_own_steps, name="plan_own_steps"),
    path(
        "organisations/<uuid:pk>/steps/remove/",
        own_views.plan_own_steps_remove,
        name="plan_own_steps_remove",
    ),
    path("organisations/<uuid:pk>/calibrate/", own_views.plan_calibrate, name="plan_calibrate"),
    path("runs/<uuid:pk>/remove/", own_views.plan_own_remove, name="plan_own_remove"),
    path("calibrations/<uuid:pk>/", own_views.plan_calibration, name="plan_calibration"),
    path(
        "calibrations/<uuid:pk>/accept/",
        own_views.plan_calibration_accept,
        name="plan_calibration_accept",
    ),
    path(
        "calibrations/<uuid:pk>/discard/",
        own_views.plan_calibration_discard,
        name="plan_calibration_discard",
    ),
    path("plans/<uuid:pk>/", plan_views.plan_detail, name="plan_detail"),
    path("plans/<uuid:pk>/chapter/", plan_file_views.plan_chapter_order, name="plan_chapter_order"),
    path("plans/<uuid:pk>/file.<slug:format>", plan_file_views.plan_download, name="plan_download"),
    path("plan-chapters/<uuid:pk>/", plan_file_views.plan_chapter, name="plan_chapter"),
    path("plans/<uuid:pk>/edit/", kept_plan_views.plan_edit, name="plan_edit"),
    path("plans/<uuid:pk>/copy/", kept_plan_views.plan_copy, name="plan_copy"),
    path("plans/<uuid:pk>/delete/", kept_plan_views.plan_delete, name="plan_delete"),
    path("plans/<uuid:pk>/restore/", kept_plan_views.plan_restore, name="plan_restore"),
    path("reports/<uuid:pk>/download/", views.report_download, name="report_download"),
]
