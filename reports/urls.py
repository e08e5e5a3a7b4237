"""Addresses of this part."""

from django.urls import path

from reports import compare, views

urlpatterns = [
    path("", views.home, name="home"),
    path("compare/", compare.compare, name="compare"),
    path("submissions/<uuid:pk>/", views.dashboard, name="dashboard"),
    path("submissions/<uuid:pk>/analysis/", views.analysis, name="analysis"),
    path(
        "submissions/<uuid:pk>/indicators/<slug:code>/",
        views.indicator_explained,
        name="indicator_explained",
    ),
    path("submissions/<uuid:pk>/reports/", views.report_order, name="report_order"),
    path("reports/<uuid:pk>/download/", views.report_download, name="report_download"),
]
