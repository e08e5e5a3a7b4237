"""Reports in the administration: to look at; they are ordered on the dashboard."""

from django.contrib import admin

from indicators.admin import ReadOnly
from reports.models import ReportFile


@admin.register(ReportFile)
class ReportFileAdmin(ReadOnly):
    """Which reports there are, of which score."""

    list_display = ("ordered_at", "score", "format", "language", "bytes", "rendered_at")
    list_filter = ("format", "language")
    list_select_related = ("score__submission",)
