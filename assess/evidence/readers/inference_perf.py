"""kubernetes-sigs/inference-perf: ``summary_lifecycle_metrics.json`` and ``stage_<n>_lifecycle_metrics.json``, in seconds.

Rates stand beside mean lengths, so tokens per second over tokens per request is the rate of requests once more. No
duration is printed. schedule_delay is how late the client sent its requests.
Source: kubernetes-sigs/inference-perf, docs/metrics.md and reportgen.
"""

from collections.abc import Mapping
from typing import Any

from assess.evidence.load_checks import judged
from assess.evidence.load_tests import Figure, LoadTest, Times
from assess.evidence.reading import Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from assess.evidence.structured import at, broken, found_objects, mapped, number
from indicators.records import Text

KIND, TOOL = "inference_perf", "inference-perf"
FIGURES = (
    ("completed", "req", ("successes", "count")),
    ("failed", "req", ("failures", "count")),
    ("qps", "req/s", ("successes", "throughput", "requests_per_sec")),
    ("output_rate", "token/s", ("successes", "throughput", "output_tokens_per_sec")),
    ("input_rate", "token/s", ("successes", "throughput", "input_tokens_per_sec")),
    ("total_rate", "token/s", ("successes", "throughput", "total_tokens_per_sec")),
    ("output_length", "token", ("successes", "output_len", "mean")),
    ("input_length", "token", ("successes", "prompt_len", "mean")),
    ("seconds", "s", ("load_summary", "duration")),
    ("request_rate", "req/s", ("load_summary", "requested_rate")),
    ("limit", "req", ("load_summary", "concurrency")),
)
TIMES = {
    "e2e": "request_latency",
    "ttft": "time_to_first_token",
    "tpot": "time_per_output_token",
    "itl": "inter_token_latency",
}
STATISTICS = ("mean", "min", "p50", "median", "p75", "p90", "p95", "p99", "p99.9", "max")
LATE_FROM = 1.0
LATE = Text(
    "请求平均晚发出 1 秒以上：压测端跟不上，实际到达率低于所设",
    "Requests were sent more than a second late on average: the client did not keep up, and fewer arrived than asked for",
)


def recognise(source: Source) -> Match:
    """Told by its three parts."""
    if all(key in source.head for key in ('"load_summary"', '"successes"', '"failures"')):
        return Match(1.0, 'keys "load_summary", "successes", "failures"')
    return Match(0.0, 'no keys "load_summary", "successes", "failures"')


def read(source: Source) -> Extract:
    """Readings of every summary in the file."""
    readings: list[Reading] = []
    findings: list[Finding] = []
    for where, document in found_objects(source, _is_summary):
        if document is None:
            findings.append(broken(where))
            continue
        found, said = judged(_load_test(document, where))
        readings += found
        findings += [*said, *_late(document, where)]
    return Extract(
        KIND, TOOL, "", tuple(readings), tuple(findings) if readings or findings else (broken(),)
    )


def _is_summary(document: Any) -> bool:
    return isinstance(document, Mapping) and "successes" in document and "load_summary" in document


def _load_test(document: Mapping[str, Any], where: Where) -> LoadTest:
    figures = {
        name: figure
        for name, unit, keys in FIGURES
        if (figure := _figure(document, keys, unit, where)) is not None
    }
    latencies = mapped(document, "successes", "latency")
    times: dict[str, Times] = {}
    for name, key in TIMES.items():
        path = ("successes", "latency", key) if key in latencies else ("successes", key)
        found = {
            {"median": "p50"}.get(statistic, statistic): figure
            for statistic in STATISTICS
            if (figure := _figure(document, (*path, statistic), "s", where)) is not None
        }
        times[name] = Times(found)
    return LoadTest(where, figures, times["e2e"], times["ttft"], times["tpot"], times["itl"])


def _figure(
    document: Mapping[str, Any], keys: tuple[str, ...], unit: str, where: Where
) -> Figure | None:
    held = at(document, *keys)
    value = number(held)
    return (
        None if value is None else Figure(value, str(held), Where(where.line, ".".join(keys)), unit)
    )


def _late(document: Mapping[str, Any], where: Where) -> list[Finding]:
    delay = number(at(document, "load_summary", "schedule_delay", "mean"))
    if delay is None or delay < LATE_FROM:
        return []
    place = Where(where.line, "load_summary.schedule_delay.mean")
    return [Finding("late_client", "warning", LATE, place, f"{delay:.3g} s", f"< {LATE_FROM:g} s")]


READER = Reader(
    KIND,
    Text("inference-perf 结果（JSON）", "inference-perf results (JSON)"),
    (TOOL,),
    recognise,
    read,
)
