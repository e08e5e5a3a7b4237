"""What a cluster reports as time goes by: its series, and one of them as a picture and in rows."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.db.models import Max, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assess import samples
from assess.models import Cluster, Sample, Submission
from assess.permissions import Action, allowed
from assess.series.rules import NAMES
from assess.series_rules import shipped_rules
from assess.views.request import Request
from indicators.definitions import Input
from indicators.templatetags.framework import in_language
from reports.charts.spec import Chart, Series

PAGE = 25
SHOWN_DAYS = 366


class RangeForm(forms.Form):
    """Which days of a series are shown."""

    start = forms.DateField(
        label=gettext_lazy("From"), required=False, widget=forms.DateInput({"type": "date"})
    )
    end = forms.DateField(
        label=gettext_lazy("Until"), required=False, widget=forms.DateInput({"type": "date"})
    )


def cluster_series(request: Request, pk: UUID) -> HttpResponse:
    """The series of a cluster; ``input`` and ``source`` choose one."""
    visible = Cluster.objects.visible_to(request.user).select_related("organisation")
    cluster = get_object_or_404(visible, pk=pk)
    names = samples.reportable(cluster)
    rows = Sample.objects.filter(cluster=cluster).summed_up()
    drafts = Submission.objects.visible_to(request.user).filter(cluster=cluster, state="draft")
    context = {
        "cluster": cluster,
        "rows": [(row, names.get(row["input"])) for row in rows],
        "drafts": drafts.order_by("-period_end"),
        "may_edit": allowed(request.user, Action.EDIT, cluster),
        **_chosen(request, cluster, rows, names),
    }
    return render(request, "series/cluster.html", context)


def _chosen(
    request: Request, cluster: Cluster, rows: list[dict[str, Any]], names: dict[str, Input]
) -> dict[str, Any]:
    """The picture and the rows of the series that was asked for, the first one unless one was."""
    if not rows:
        return {}
    key = (request.GET.get("input"), request.GET.get("source"))
    row = next((row for row in rows if (row["input"], row["source"]) == key), rows[0])
    form = RangeForm(request.GET)
    days = form.cleaned_data if form.is_valid() else {}
    every = cluster.samples.filter(input=row["input"], source=row["source"])
    shown = _between(every, days.get("start"), days.get("end"))
    definition = names.get(row["input"])
    name = in_language(definition.name) if definition else row["input"]
    query = {name: request.GET.get(name, "") for name in ("start", "end")}
    query |= {"input": row["input"], "source": row["source"]}
    return {
        "series": row,
        "name": name,
        "rule": NAMES[shipped_rules().of(row["input"]).kind],
        "form": form,
        "chart": _chart(shown.filter(is_current=True), name, row["canonical_unit"]),
        "page": Paginator(shown.order_by("-at", "-version"), PAGE).get_page(
            request.GET.get("page")
        ),
        "query": urlencode(query) + "&",
    }


def _between(rows: QuerySet[Sample], start: date | None, end: date | None) -> QuerySet[Sample]:
    zone = timezone.get_default_timezone()
    if start:
        rows = rows.filter(at__gte=datetime.combine(start, time.min, zone))
    if end:
        rows = rows.filter(at__lt=datetime.combine(end + timedelta(days=1), time.min, zone))
    return rows.select_related("given_by")


def _chart(rows: QuerySet[Sample], name: str, unit: str) -> Chart | None:
    """Means of the last days that have samples, over the days since the first of them."""
    last = rows.aggregate(last=Max("at"))["last"]
    if last is None:
        return None
    by_day: dict[date, list[float]] = defaultdict(list)
    since = last - timedelta(days=SHOWN_DAYS)
    for at, value in rows.filter(at__gt=since).order_by("at").values_list("at", "value"):
        by_day[timezone.localtime(at, timezone.get_default_timezone()).date()].append(value)
    days = sorted(by_day)
    means = {day: sum(by_day[day]) / len(by_day[day]) for day in days}
    words = {"name": name, "first": days[0], "last": days[-1], "count": len(days)}
    whole = [days[0] + timedelta(days=number) for number in range((days[-1] - days[0]).days + 1)]
    shown = [day for day in whole if day in means or day - timedelta(days=1) in means]
    return Chart(
        "curve",
        _("%(name)s, %(first)s to %(last)s") % words,
        (),
        (
            Series(
                name,
                tuple(means.get(day) for day in shown),
                x=tuple(float((day - days[0]).days) for day in shown),
            ),
        ),
        unit,
        _("%(name)s on %(count)d days from %(first)s to %(last)s, the mean of each day.") % words,
        x_title=_("days since %(first)s") % words,
    )
