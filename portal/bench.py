"""What the product costs, measured beside a floor in the same run: CPU seconds, queries, bytes, memory."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assess import workflow
from assess.models import Cluster, Submission, User
from reports.models import ReportFile
from reports.orders import order_report
from reports.renders import render_report

ROUNDS = 30
JSON = "application/json"


def child_cpu() -> float:
    """CPU seconds of the processes that this one started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run_manage(*arguments: str) -> dict[str, float]:
    """Run a management command in a process of its own; wall and CPU seconds."""
    cpu, wall = child_cpu(), time.perf_counter()
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        check=True,
        capture_output=True,
        cwd=settings.BASE_DIR,
    )
    return {"wall_s": round(time.perf_counter() - wall, 2), "cpu_s": round(child_cpu() - cpu, 2)}


def cost(call: Callable[[], Any]) -> dict[str, Any]:
    """Median CPU milliseconds of a warm request, its queries and its bytes."""
    with CaptureQueriesContext(connection) as queries:
        response = call()
    samples = []
    for _round in range(ROUNDS):
        start = time.process_time()
        response = call()
        samples.append((time.process_time() - start) * 1000)
    size = len(response.content) if hasattr(response, "content") else 0
    return {
        "cpu_ms": round(median(samples), 2),
        "queries": len(queries),
        "bytes": size,
        "status": response.status_code,
    }


def requests() -> dict[str, Any]:
    """The pages people wait for, beside the empty view."""
    user = User.objects.create_superuser("bench", password=None)
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    synthetic = Submission.objects.get(cluster__organisation__origin="synthetic")
    draft = workflow.create_submission(
        Cluster.objects.get(pk=synthetic.cluster_id), by=user, title="bench",
        period_start=synthetic.period_start, period_end=synthetic.period_end,
    )  # fmt: skip
    address = f"/api/v1/submissions/{draft.pk}/measurements/"
    body = json.dumps([{"input": "availability", "value": "93", "unit": "%"}])
    return {
        "floor_empty_view": cost(lambda: client.get("/healthz")),
        "list": cost(lambda: client.get(reverse("submission_list"))),
        "detail": cost(lambda: client.get(reverse("dashboard", args=[synthetic.pk]))),
        "form": cost(lambda: client.get(reverse("submission_form", args=[draft.pk]))),
        "save_form": cost(lambda: _save(client, draft)),
        "save_api": cost(lambda: client.put(address, body, content_type=JSON)),
    }


def _save(client: Client, draft: Submission) -> Any:
    address = reverse("submission_indicator", args=[draft.pk, "P01"])
    values = {"v-availability": "93", "u-availability": "%", "e-P01": "E2"}
    return client.post(address, values, HTTP_HX_REQUEST="true")


def pdf() -> dict[str, Any]:
    """Seconds from order to finished file, beside a bare start of the same interpreter."""
    score = Submission.objects.get(cluster__organisation__origin="synthetic").scores.first()
    if score is None:
        return {"error": "no score"}
    user = User.objects.get(username="bench")
    report, _job = order_report(score, format="pdf", language="zh-hans", by=user)
    cpu, wall = child_cpu(), time.perf_counter()
    render_report(report.pk)
    taken = {"wall_s": round(time.perf_counter() - wall, 2), "cpu_s": round(child_cpu() - cpu, 2)}
    report = ReportFile.objects.get(pk=report.pk)
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", "import typst; typst.compile(b'hello')"],
        check=True,
        capture_output=True,
    )
    return {
        **taken,
        "bytes": report.bytes,
        "floor_bare_compile_s": round(time.perf_counter() - start, 2),
    }


def memory(port: int = 8765) -> dict[str, Any]:
    """Start the product as its users do; proportional memory of all its processes once it has answered."""
    environment = {**os.environ, "PORT": str(port)}
    server = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port)], cwd=settings.BASE_DIR, env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    start = time.perf_counter()
    try:
        _await(f"http://127.0.0.1:{port}/healthz")
        ready = round(time.perf_counter() - start, 2)
        time.sleep(3)
        return {
            "ready_s": ready,
            "processes": tree(server.pid),
            "total_mib": round(sum(tree(server.pid).values()), 1),
        }
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)


def tree(pid: int) -> dict[str, float]:
    """Proportional set size [MiB] of a process and all it started, by pid and name."""
    found = {f"{pid} {_name(pid)}": _pss(pid)}
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found |= tree(int(child))
    return found


def _name(pid: int) -> str:
    words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    return " ".join(Path(word).name for word in words[1:6] if word)


def _pss(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return round(int(line.split()[1]) / 1024, 1)
    return 0.0


def _await(address: str, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(address, timeout=2)  # noqa: S310 - an address of this machine
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)
