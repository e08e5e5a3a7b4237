"""Addresses under /api/v1/ (namespace "api", given in portal/urls.py)."""

from django.urls import path

from reports.api.compare import CompareView
from reports.api.views import ReportDownload, ReportList

urlpatterns = [
    path("compare/", CompareView.as_view(), name="compare"),
    path("submissions/<uuid:pk>/reports/", ReportList.as_view(), name="reports"),
    path("reports/<uuid:pk>/download/", ReportDownload.as_view(), name="report_download"),
]
