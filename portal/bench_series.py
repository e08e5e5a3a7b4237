"""What time series cost: a year of days of every input reported, and a period of it asked for."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client

from assess import periods, samples
from assess.models import Cluster, Sample, Submission, User

DAYS = 365
FIRST = datetime(2025, 1, 1, 4, tzinfo=UTC)
BATCH = samples.MOST


def series(by: User) -> dict[str, Any]:
    """Seconds to keep a year, to keep it again, to ask for it; on a cluster of the demonstration."""
    cluster = Cluster.objects.select_related("organisation").first()
    if cluster is None:
        return {}
    inputs = samples.reportable(cluster)
    items = [
        {
            "input": code,
            "value": _figure(item.minimum),
            "time": (FIRST + timedelta(days=day)).isoformat(),
        }
        for code, item in inputs.items()
        for day in range(DAYS)
    ]
    draft = Submission(
        cluster=cluster, period_start=FIRST.date(), period_end=(FIRST + timedelta(days=364)).date()
    )  # fmt: skip
    model = Submission.objects.with_context().first()
    if model is not None:
        draft.framework = model.framework
    client = Client(HTTP_HOST="localhost")
    client.force_login(by)
    path = f"/api/v1/clusters/{cluster.pk}/samples/?input=mfu&limit=200"
    client.get(path)  # the first call fills caches
    return {
        "inputs": len(inputs),
        "samples": len(items),
        "insert_s": _seconds(lambda: _report(cluster, items, by)),
        "insert_again_s": _seconds(lambda: _report(cluster, items, by)),
        "period_of_all_inputs_s": _seconds(lambda: periods.offers(draft)),
        "page_of_200_s": _seconds(lambda: client.get(path)),
        "rows": Sample.objects.filter(cluster=cluster).count(),
    }


def _figure(minimum: float | None) -> float:
    """A figure that every input takes."""
    return max(minimum or 0.0, 1.0)


def _report(cluster: Cluster, items: list[dict[str, Any]], by: User) -> None:
    for start in range(0, len(items), BATCH):
        samples.record_samples(cluster, "bench", items[start : start + BATCH], by=by)


def _seconds(call: Any) -> float:
    start = time.perf_counter()
    call()
    return round(time.perf_counter() - start, 3)
