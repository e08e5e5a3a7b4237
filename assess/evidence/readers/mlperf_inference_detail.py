"""MLPerf Inference: ``mlperf_log_detail.txt`` of the load generator, lines ``:::MLLOG {json}`` of the namespace mlperf::logging.

Source: mlcommons/inference, loadgen/results.cc (LogDetail) and test_settings_internal.cc. ``result_token_throughput`` is
tokens over a sum of nanoseconds and means nothing; ``result_completed_tokens_per_second`` is the rate.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from assess.evidence.load_tests import Figure
from assess.evidence.loadgen import MILLI, NANO, TOOL, Result, result_readings, statistic
from assess.evidence.reading import Extract, Finding, Match, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from assess.evidence.structured import at, number
from indicators.records import Text

KIND = "mlperf_inference_detail"
MARK = ":::MLLOG"
SIGNS = ('"loadgen_version"', '"requested_scenario"', '"effective_scenario"', '"result_validity"')
WORDS = {
    "effective_scenario": "scenario",
    "effective_test_mode": "mode",
    "result_validity": "result",
    "sut_name": "sut",
}
FIGURES = {
    "result_completed_samples_per_sec": ("completed_rate", "samples/s", 1.0),
    "result_scheduled_samples_per_sec": ("scheduled_rate", "samples/s", 1.0),
    "result_samples_per_second": ("offline_rate", "samples/s", 1.0),
    "result_tokens_per_second": ("token_rate", "token/s", 1.0),
    "result_completed_tokens_per_second": ("token_rate", "token/s", 1.0),
    "result_qps_with_loadgen_overhead": ("issued_rate", "samples/s", 1.0),
    "result_query_count": ("queries", "req", 1.0),
    "effective_target_qps": ("target_qps", "samples/s", 1.0),
    "effective_target_latency_ns": ("latency_target", "ns", NANO),
    "effective_ttft_latency": ("ttft_target", "ns", NANO),
    "effective_tpot_latency": ("tpot_target", "ns", NANO),
    "requested_server_ttft_latency": ("ttft_target", "ns", NANO),
    "requested_server_tpot_latency": ("tpot_target", "ns", NANO),
    "effective_min_duration_ms": ("min_duration", "ms", MILLI),
    "effective_samples_per_query": ("samples_per_query", "samples", 1.0),
}
TIMES = (
    (re.compile(r"result_(min|max|mean)_(?:query_)?latency_ns"), "e2e"),
    (re.compile(r"result_([\d.]+)_percentile_(?:per_query_)?latency_ns"), "e2e"),
    (re.compile(r"result_first_token_(min|max|mean)_latency_ns"), "ttft"),
    (re.compile(r"result_first_token_([\d.]+)_percentile_latency_ns"), "ttft"),
    (re.compile(r"result_time_to_output_token_(min|max|mean)"), "tpot"),
    (re.compile(r"result_time_per_output_token_([\d.]+)_percentile_ns"), "tpot"),
)
UNREADABLE = Text("有一行结果无法读出", "A line of the result cannot be read")


def recognise(source: Source) -> Match:
    """Told by lines of the load generator."""
    if MARK in source.head and any(sign in source.head for sign in SIGNS):
        return Match(1.0, f"lines {MARK} of the load generator")
    return Match(0.0, f"no lines {MARK} with {', '.join(SIGNS)}")


def read(source: Source) -> Extract:
    """The readings of the run."""
    result, faults, version = Result(Where()), list[Finding](), ""
    for line, entry in _entries(source):
        if entry is None:
            faults.append(Finding("unreadable_line", "warning", UNREADABLE, Where(line)))
            continue
        result.errors += at(entry, "metadata", "is_error") is True
        version = str(entry.get("value")) if entry.get("key") == "loadgen_version" else version
        _take(result, line, str(entry.get("key")), entry.get("value"))
    readings, findings = result_readings(result)
    return Extract(KIND, TOOL, version, tuple(readings), (*faults, *findings))


def _entries(source: Source) -> Iterator[tuple[int, Mapping[str, Any] | None]]:
    """Line and content of each line of the log; None where it is damaged."""
    for line, text in source.lines():
        _before, mark, rest = text.partition(MARK)
        if not mark:
            continue
        try:
            entry = json.loads(rest)
        except (ValueError, RecursionError):
            entry = None
        yield line, entry if isinstance(entry, Mapping) else None


def _take(result: Result, line: int, key: str, told: Any) -> None:
    value = number(told)
    if key in WORDS and isinstance(told, str):
        result.words[WORDS[key]] = told
    elif value is None:
        return
    elif key in FIGURES:
        name, unit, scale = FIGURES[key]
        result.figures[name] = Figure(value * scale, str(told), Where(line, key), unit, scale)
    else:
        for pattern, kind in TIMES:
            if found := pattern.fullmatch(key):
                what = found[1] if found[1].isalpha() else statistic(found[1])
                figure = Figure(value * NANO, str(told), Where(line, key), "ns", NANO)
                result.times.setdefault(kind, {}).setdefault(what, figure)


READER = Reader(
    KIND,
    Text(
        "MLPerf Inference 详细日志（mlperf_log_detail.txt）",
        "MLPerf Inference detailed log (mlperf_log_detail.txt)",
    ),
    (TOOL,),
    recognise,
    read,
)
