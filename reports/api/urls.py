"""Addresses under /api/v1/ (namespace "api", given in portal/urls.py)."""

from django.urls import path

from reports.api.analysis import AdviceView, ChangesView, IndicatorView, SensitivityView
from reports.api.compare import CompareView
from reports.api.plan_files import ChapterDownload, PlanDownload
from reports.api.plans import PlanCompareView
from reports.api.views import ReportDownload, ReportList

urlpatterns = [
    path("compare/", CompareView.as_view(), name="compare"),
    path("plans/<uuid:pk>/download/", PlanDownload.as_view(), name="plan_download"),
    path("plan-chapters/<uuid:pk>/download/", ChapterDownload.as_view(), name="plan_chapter"),
    path("plans/compare/", PlanCompareView.as_view(), name="plan_compare"),
    path("submissions/<uuid:pk>/reports/", ReportList.as_view(), name="reports"),
    path(
        "submissions/<uuid:pk>/indicators/<slug:code>/",
        IndicatorView.as_view(),
        name="indicator",
    ),
    path("submissions/<uuid:pk>/advice/", AdviceView.as_view(), name="advice"),
    path("submissions/<uuid:pk>/changes/", ChangesView.as_view(), name="changes"),
    path("submissions/<uuid:pk>/sensitivity/", SensitivityView.as_view(), name="sensitivity"),
    path("reports/<uuid:pk>/download/", ReportDownload.as_view(), name="report_download"),
]
