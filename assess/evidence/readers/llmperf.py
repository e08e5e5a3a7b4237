"""ray-project/llmperf: the summary of a run (``*_summary.json``) and its single requests (``*_individual_responses.json``).

Seconds; the rate is per minute. Its inter-token latency is the whole answer over its tokens, the first included, so it
is neither ITL nor TPOT and left out. Single requests carry no time of day, so no rate follows from them.
Source: ray-project/llmperf, token_benchmark_ray.py and common_metrics.py.
"""

import re
from collections.abc import Mapping
from typing import Any

from assess.evidence.load_checks import judged
from assess.evidence.load_tests import Figure, LoadTest, Times, spread_times
from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from assess.evidence.structured import broken, number, whole_document
from indicators.records import Text

KIND, TOOL = "llmperf", "llmperf"
PER_MINUTE = "results_num_completed_requests_per_min"
FIGURES = (
    ("completed", "req", "results_num_completed_requests", 1.0),
    ("asked", "req", "results_num_requests_started", 1.0),
    ("failed", "req", "results_number_errors", 1.0),
    ("qps", "req/min", PER_MINUTE, 1.0 / 60.0),
    ("output_rate", "token/s", "results_mean_output_throughput_token_per_s", 1.0),
    ("output_length", "token", "results_number_output_tokens_mean", 1.0),
    ("input_length", "token", "results_number_input_tokens_mean", 1.0),
    ("limit", "req", "num_concurrent_requests", 1.0),
)
STATISTIC = re.compile(r"results_(ttft|end_to_end_latency)_s_(?:quantiles_)?(mean|min|max|p\d+)")
TIMES = {"ttft": "ttft", "end_to_end_latency": "e2e"}
LEFT_OUT = Text(
    "llmperf 的 token 间隔含首 token，既不是 ITL 也不是 TPOT，不读",
    "llmperf's inter-token latency includes the first token; it is neither ITL nor TPOT and left out",
)
NO_RATE = Text(
    "逐请求文件没有时刻，得不出 QPS",
    "Single requests carry no time of day; no QPS follows from them",
)
TOKENS = Text("token 数之和与合计不符", "Input and output tokens do not add up to the total")
NOTHING = Text("没有成功的请求", "No request was answered")


def recognise(source: Source) -> Match:
    """Told by the names of its results."""
    head = source.head
    if f'"{PER_MINUTE}"' in head or '"results_end_to_end_latency_s_mean"' in head:
        return Match(1.0, f'key "{PER_MINUTE}"')
    if '"end_to_end_latency_s"' in head and '"ttft_s"' in head and '"number_output_tokens"' in head:
        return Match(1.0, 'keys "end_to_end_latency_s", "ttft_s", "number_output_tokens"')
    return Match(0.0, f'no keys "{PER_MINUTE}" or "end_to_end_latency_s"')


def read(source: Source) -> Extract:
    """Readings of a summary, or of the requests."""
    document = whole_document(source)
    if isinstance(document, Mapping):
        return _summaries([document])
    if not isinstance(document, list):
        return Extract(KIND, TOOL, findings=(broken(),))
    summaries = [
        item for item in document if isinstance(item, Mapping) and PER_MINUTE in _flat(item)
    ]
    return _summaries(summaries) if summaries else _requests(document)


def _summaries(documents: list[Mapping[str, Any]]) -> Extract:
    """Readings of every summary, with its place where there are several."""
    readings: list[Reading] = []
    findings: list[Finding] = []
    for place, document in enumerate(documents):
        where = Where(key=f"[{place}]" if len(documents) > 1 else "")
        found, said = judged(_summary(_flat(document), where))
        readings += found
        findings += said
    note = [Finding("itl_left_out", "note", LEFT_OUT)] if readings else []
    return Extract(KIND, TOOL, "", tuple(readings), (*findings, *note))


def _flat(document: Mapping[str, Any]) -> dict[str, Any]:
    """The summary with nested results as one level of names joined by ``_``."""
    flat: dict[str, Any] = {}
    for name, item in document.items():
        if isinstance(item, Mapping):
            flat |= {f"{name}_{key}": value for key, value in _flat(item).items()}
        else:
            flat[str(name)] = item
    return flat


def _summary(document: Mapping[str, Any], where: Where) -> LoadTest:
    figures = {
        name: Figure(value * scale, str(document[key]), _below(where, key), unit, scale)
        for name, unit, key, scale in FIGURES
        if (value := number(document.get(key))) is not None
    }
    times: dict[str, dict[str, Figure]] = {"ttft": {}, "e2e": {}}
    for key, held in document.items():
        found, value = STATISTIC.fullmatch(key), number(held)
        if found and value is not None:
            times[TIMES[found[1]]][found[2]] = Figure(value, str(held), _below(where, key), "s")
    e2e, ttft = Times(times["e2e"]), Times(times["ttft"])
    return LoadTest(where, figures, e2e, ttft, conditions=_told(document))


def _below(where: Where, key: str) -> Where:
    return Where(key=f"{where.key}.{key}" if where.key else key)


def _told(document: Mapping[str, Any]) -> dict[str, Condition]:
    names = {"model": "model", "framework": "framework", "timestamp": "started"}
    return {
        say: held
        for name, say in names.items()
        if isinstance(held := document.get(name), str | int)
    }


def _requests(document: list[Any]) -> Extract:
    rows = [item for item in document if isinstance(item, Mapping)]
    good = [
        item
        for item in rows
        if item.get("error_code") in (None, "") and number(item.get("end_to_end_latency_s"))
    ]
    lost = len(document) - len(good)
    if not good:
        return Extract(KIND, TOOL, findings=(Finding("no_results", "error", NOTHING),))
    where = Where(key="end_to_end_latency_s")
    figures = {
        name: Figure(float(value), f"{value:.10g}", Where(key=key), unit)
        for name, value, key, unit in (
            ("completed", len(good), "[]", "req"),
            ("failed", lost, "error_code", "req"),
            (
                "output_tokens",
                sum(_values(good, "number_output_tokens")),
                "number_output_tokens",
                "token",
            ),
            (
                "input_tokens",
                sum(_values(good, "number_input_tokens")),
                "number_input_tokens",
                "token",
            ),
        )
    }
    e2e = spread_times(_values(good, "end_to_end_latency_s"), where)
    ttft = spread_times(_values(good, "ttft_s"), Where(key="ttft_s"))
    readings, findings = judged(LoadTest(Where(), figures, e2e, ttft))
    return Extract(
        KIND,
        TOOL,
        "",
        tuple(readings),
        (*findings, Finding("no_rate", "note", NO_RATE), *_totals(good)),
    )


def _values(rows: list[Mapping[str, Any]], name: str) -> list[float]:
    return [value for row in rows if (value := number(row.get(name))) is not None]


def _totals(rows: list[Mapping[str, Any]]) -> list[Finding]:
    for place, row in enumerate(rows):
        told = [number(row.get(f"number_{name}_tokens")) for name in ("input", "output", "total")]
        if None not in told and (told[0] or 0.0) + (told[1] or 0.0) != told[2]:
            return [
                Finding(
                    "tokens_disagree",
                    "warning",
                    TOKENS,
                    Where(key=f"[{place}].number_total_tokens"),
                    f"{told[2]:g}",
                )
            ]
    return []


READER = Reader(
    KIND, Text("llmperf 结果（JSON）", "llmperf results (JSON)"), (TOOL,), recognise, read
)
