"""What the product costs, measured beside a floor in the same run: CPU seconds, queries, bytes, memory."""

import json
import resource
import signal
import socket
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
from django.urls import reverse

from assess import scores, workflow
from assess.capacity.engineering import best_mfu, layouts_for
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
    queries: list[str] = []

    def count(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        queries.append(sql)
        return execute(sql, *rest)

    call()  # the first call fills caches
    with connection.execute_wrapper(count):
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
    synthetic = _synthetic()
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
        "planner_answer": cost(lambda: _answer(client)),
    }


def _answer(client: Client) -> Any:
    """The planner's answer while somebody types, computed anew: the largest model for a budget asks for the most."""
    layouts_for.cache_clear()
    best_mfu.cache_clear()
    typed = {"tokens": "3.5T", "days": "50", "cards": "9456", "card": "a100-sxm-80"}
    return client.get(reverse("plan_engineer"), typed, HTTP_HX_REQUEST="true")


def _save(client: Client, draft: Submission) -> Any:
    address = reverse("submission_indicator", args=[draft.pk, "P01"])
    values = {"v-availability": "93", "u-availability": "%", "e-P01": "E2"}
    return client.post(address, values, HTTP_HX_REQUEST="true")


def _synthetic() -> Submission:
    """The complete example."""
    return Submission.objects.get(cluster__organisation__origin="synthetic", state="final")


def scoring() -> dict[str, Any]:
    """CPU milliseconds of one plain score of 34 indicators, and of all its draws, on the complete example."""
    submission = Submission.objects.with_context().get(pk=_synthetic().pk)
    facts = scores.facts_of(submission)
    table = submission.profile.parsed().uncertainty
    return {
        "indicators": len(submission.framework.parsed().indicators),
        "draws": table.draws,
        "floor_assess_cpu_ms": spent(lambda: scores.score_of(submission, facts)),
        "uncertainty_cpu_ms": spent(lambda: scores.drawn(submission, facts, final=True)),
    }


def spent(call: Callable[[], Any]) -> float:
    """Median CPU milliseconds of a call, caches filled."""
    call()
    samples = []
    for _round in range(ROUNDS):
        start = time.process_time()
        call()
        samples.append((time.process_time() - start) * 1000)
    return round(median(samples), 2)


def pdf() -> dict[str, Any]:
    """Seconds from order to finished file, beside a bare start of the same interpreter."""
    score = _synthetic().scores.first()
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


def memory() -> dict[str, Any]:
    """Start the product as its users do; proportional memory of all its processes once it has answered."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port)], cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    start = time.perf_counter()
    try:
        _await(f"http://127.0.0.1:{port}/healthz")
        ready = round(time.perf_counter() - start, 2)
        time.sleep(8)  # the examples are being scored
        processes = tree(server.pid)
        return {
            "ready_s": ready,
            "processes": processes,
            "total_mib": round(sum(processes.values()), 1),
        }
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def tree(pid: int) -> dict[str, float]:
    """Proportional set size [MiB] of a process and all it started, by pid and name; ended ones are left out."""
    try:
        found = {f"{pid} {_name(pid)}": _pss(pid)}
        tasks = [(task / "children").read_text() for task in Path(f"/proc/{pid}/task").iterdir()]
    except (ProcessLookupError, FileNotFoundError):
        return {}
    for child in " ".join(tasks).split():
        found |= tree(int(child))
    return found


def _name(pid: int) -> str:
    words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    return " ".join(Path(word).name for word in words[1:6] if word)[:60]


def _pss(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(round(int(line.split()[1]) / 1024, 1) for line in lines if line.startswith("Pss:"))


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
