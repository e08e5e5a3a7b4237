"""One page with one radar, as the product's pages show it, under the product's policy."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.safestring import mark_safe

from reports.charts import plotly, svg
from reports.charts.spec import Chart, Series

CHART = Chart(
    kind="radar",
    title="六域得分",
    categories=("计算", "存储", "网络", "平台", "运维", "绿色"),
    series=(Series("本中心", (61.0, 72.5, 55.0, 80.0, None, 43.0)),),
    unit="分",
    alt="六个域的得分",
    maximum=100,
)


@login_not_required
def radar(request: HttpRequest) -> HttpResponse:
    """Show the radar."""
    shown = {
        "chart": CHART,
        "picture": mark_safe(svg.for_page(CHART)),  # noqa: S308 - drawn by ourselves
        "figure": plotly.figure(CHART),
        "table": {"columns": ["分"], "rows": []},
    }
    return render(request, "components/chart.html", shown)


urlpatterns = [path("radar", radar)]
