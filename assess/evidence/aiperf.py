"""Metrics as AIPerf and its forerunner GenAI-Perf name them, whatever the form: unit and statistics of each.

``request_latency`` runs to the last piece of the answer. ``inter_token_latency`` is (request latency - TTFT) / (tokens -
1) of each request: what others call TPOT. ``request_count`` counts answers without error only. Rates are taken over start to end of the
profile, which is some milliseconds longer than ``benchmark_duration``.
Source: ai-dynamo/aiperf, docs/metrics_reference.md; triton-inference-server/perf_analyzer, genai-perf.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assess.evidence.load_tests import Figure, LoadTest, Times
from assess.evidence.reading import Condition, Where

SECONDS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0, "sec": 1.0, "seconds": 1.0}
STATISTICS = {
    "avg": "mean",
    **{name: name for name in ("min", "p50", "p75", "p90", "p95", "p99", "max", "std")},
}
COUNTS = (
    ("completed", "request_count", "req"),
    ("failed", "error_request_count", "req"),
    ("qps", "request_throughput", "req/s"),
    ("goodput", "goodput", "req/s"),
    ("goodput", "request_goodput", "req/s"),
    ("output_tokens", "total_osl", "token"),
    ("input_tokens", "total_isl", "token"),
    ("output_length", "output_sequence_length", "token"),
    ("input_length", "input_sequence_length", "token"),
    ("output_length", "num_output_token", "token"),
    ("input_length", "num_input_token", "token"),
    ("output_rate", "output_token_throughput", "token/s"),
    ("input_rate", "input_token_throughput", "token/s"),
    ("total_rate", "total_token_throughput", "token/s"),
)
LENGTHS = {"output": "output_tokens", "input": "input_tokens"}
"""Totals by side: where lengths are known of some requests only, their mean is a condition and the totals tell nothing."""

NAMES = {
    "request count": "request_count",
    "request throughput": "request_throughput",
    "benchmark duration": "benchmark_duration",
    "goodput": "goodput",
    "request goodput": "request_goodput",
    "num output token": "num_output_token",
    "num input token": "num_input_token",
    "input token throughput": "input_token_throughput",
    "output token throughput": "output_token_throughput",
    "total token throughput": "total_token_throughput",
    "total input sequence length": "total_isl",
    "total output sequence length": "total_osl",
    "request latency": "request_latency",
    "time to first token": "time_to_first_token",
    "inter token latency": "inter_token_latency",
    "output sequence length": "output_sequence_length",
    "input sequence length": "input_sequence_length",
    "error request count": "error_request_count",
}
"""Names in tables, in small letters, and the metrics they are."""

TIMES = {"e2e": "request_latency", "ttft": "time_to_first_token", "tpot": "inter_token_latency"}


NAME = re.compile(r"(?P<name>[^(]*?)\s*(?:\((?P<unit>[^()]*)\))?")
LONGEST = 200
"""Characters of a name; what is longer is none."""


def named(printed: str) -> tuple[str | None, str]:
    """The metric that a table names, with its unit in brackets; None for any other row."""
    found = NAME.fullmatch(printed.strip()) if len(printed) <= LONGEST else None
    return (NAMES.get(found["name"].lower()), found["unit"] or "") if found else (None, "")


@dataclass(frozen=True)
class Metric:
    """A metric: its unit, and figures by statistic as they are named (avg, p99, sum, count)."""

    unit: str
    figures: Mapping[str, Figure]


Metrics = Mapping[str, Metric]


def load_test(
    metrics: Metrics, asked: dict[str, Figure], told: Mapping[str, Condition]
) -> LoadTest:
    """The load test that metrics describe; asked: limit and rate of requests as configured."""
    figures = {
        name: Figure(found.value, found.printed, found.where, unit)
        for name, metric, unit in COUNTS
        if (found := _average(metrics, metric)) is not None and _is_of_all(metrics, metric)
    }
    duration = metrics.get("benchmark_duration")
    span = _times(duration).get("mean") if duration else None
    if span is not None:
        figures["span"] = span
    for side, total in LENGTHS.items():
        mean = _average(metrics, f"{side}_sequence_length")
        if mean is None or not _is_of_all(metrics, f"{side}_sequence_length"):
            figures |= {f"{side}_counted": figures.pop(total)} if total in figures else {}
            told = told if mean is None else {**told, f"{side}_tokens": mean.value}
    times = {name: _distribution(metrics, metric) for name, metric in TIMES.items()}
    return LoadTest(_place(figures), figures | asked, conditions=told, **times)


def _average(metrics: Metrics, name: str) -> Figure | None:
    metric = metrics.get(name)
    return metric.figures.get("avg") if metric else None


def _is_of_all(metrics: Metrics, name: str) -> bool:
    """Whether a mean is one of all requests; lengths may be known of some only."""
    count, requests = metrics[name].figures.get("count"), _average(metrics, "request_count")
    return count is None or requests is None or count.value == requests.value


def _place(figures: Mapping[str, Figure]) -> Where:
    known = [figures[name].where for name in ("qps", "completed") if name in figures]
    return known[0] if known else Where()


def _times(metric: Metric) -> dict[str, Figure]:
    """A metric's statistics in seconds; none where its unit is no time."""
    scale = SECONDS.get(metric.unit)
    if scale is None:
        return {}
    return {
        STATISTICS[name]: Figure(
            found.value * scale, found.printed, found.where, metric.unit, scale
        )
        for name, found in metric.figures.items()
        if name in STATISTICS
    }


def _distribution(metrics: Metrics, name: str) -> Times:
    metric = metrics.get(name)
    if metric is None:
        return Times({})
    total, count = (
        metric.figures.get("sum"),
        metric.figures.get("count") or _average(metrics, "request_count"),
    )
    scale = SECONDS.get(metric.unit, 0.0)
    same = name == "request_latency" or "count" in metric.figures
    proof = total.value * scale / count.value if total and count and count.value and same else None
    return Times(_times(metric), proof)
