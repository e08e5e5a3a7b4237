"""Results of vLLM's ``bench serve`` and SGLang's ``bench_serving`` as JSON; TensorRT-LLM and others keep their layout.

One object per run: counts and seconds, times as ``<statistic>_<time>_ms``, and with details a list over requests
(seconds): ttfts, itls (a list each), input_lens, output_lens, errors. Runs may stand alone, one a line, in a list, or
inside other objects or a log. ``request_goodput:`` with its colon is a slip of vLLM releases of 2025.
Source: vllm-project/vllm, vllm/benchmarks/serve.py; sgl-project/sglang, bench_serving.py.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from assess.evidence.load_checks import judged
from assess.evidence.load_tests import (
    BATCH_RATE,
    NO_TIMES,
    Figure,
    LoadTest,
    Times,
    as_offline,
    spread_times,
)
from assess.evidence.reading import Condition, Extract, Finding, Reading, Where
from assess.evidence.source import Source
from assess.evidence.structured import at, broken, found_objects, listed, number
from indicators.records import Text

FIGURES = (
    ("seconds", "s", ("duration", "benchmark_duration", "total_latency")),
    ("completed", "req", ("completed", "successful_requests")),
    ("asked", "req", ("num_prompts",)),
    ("failed", "req", ("failed",)),
    ("qps", "req/s", ("request_throughput",)),
    ("goodput", "req/s", ("request_goodput", "request_goodput:")),
    ("output_tokens", "token", ("total_output_tokens", "total_output")),
    ("recounted", "token", ("total_output_tokens_retokenized",)),
    ("input_tokens", "token", ("total_input_tokens", "total_input")),
    ("output_rate", "token/s", ("output_throughput",)),
    ("input_rate", "token/s", ("input_throughput",)),
    ("total_rate", "token/s", ("total_token_throughput", "total_throughput")),
    ("limit", "req", ("max_concurrency",)),
    ("request_rate", "req/s", ("request_rate",)),
)
CONCURRENCY = {True: "in_flight", False: "limit"}
"""SGLang's ``concurrency`` is what was in flight on average; beside vLLM's results people write what they asked for."""

OFFLINE = "last_gen_throughput"
TIME = re.compile(r"(mean|median|std|min|max|p\d+(?:\.\d+)?)_(ttft|tpot|itl|e2el|e2e_latency)_ms")
TIMES = {"ttft": "ttft", "tpot": "tpot", "itl": "itl", "e2el": "e2e", "e2e_latency": "e2e"}
STATED = {
    "model": ("model_id", "model", "model_name"),
    "backend": ("backend", "endpoint_type"),
    "dataset": ("dataset_name", "dataset"),
    "started": ("date",),
    "burstiness": ("burstiness",),
    "tensor_parallel": ("tensor_parallel_size", "tp_size", "tp"),
    "cards": ("num_gpus", "num_accelerators", "gpu_count"),
    "card": ("gpu", "gpu_type", "gpu_name", "accelerator"),
    "precision": ("precision", "dtype", "quantization"),
}
SGLANG = frozenset({"total_output_tokens_retokenized", "mean_e2e_latency_ms", OFFLINE})
MOST_RUNS = 10_000
UNMATCHED = Text(
    "逐请求的明细与汇总对不上，未采用明细",
    "The details of single requests do not match the totals; the details are not used",
)


@dataclass(frozen=True)
class Kind:
    """Which tool's results to take from a file, with the names to report it under."""

    kind: str
    tool: str
    sglang: bool


def is_run(document: Any) -> bool:
    """Whether an object is a result: a rate of requests as a number, beside answered requests or a duration."""
    return (
        isinstance(document, Mapping)
        and "request_throughput" in document
        and not isinstance(document["request_throughput"], Mapping)
        and bool({"completed", "duration", "total_latency"} & document.keys())
    )


def is_sglang(document: Mapping[str, Any]) -> bool:
    """Whether SGLang wrote it: it counts its tokens again, and names the end-to-end time in full."""
    return bool(SGLANG & document.keys())


def read_results(source: Source, kind: Kind) -> Extract:
    """Readings of every run of this tool in a file."""
    readings: list[Reading] = []
    findings: list[Finding] = []
    version = ""
    for where, document in islice(found_objects(source, is_run), MOST_RUNS):
        if document is None:
            findings.append(broken(where))
        elif is_sglang(document) == kind.sglang:
            test, unmatched = _load_test(document, where)
            found, said = judged(test)
            if OFFLINE in document and found:
                found = as_offline(found)
                said = [*said, Finding("offline_batch", "note", BATCH_RATE, where)]
            readings += found
            findings += [*unmatched, *said]
            version = version or _version(document)
    return Extract(
        kind.kind,
        kind.tool,
        version,
        tuple(readings),
        tuple(findings) if readings or findings else (broken(),),
    )


def _version(document: Mapping[str, Any]) -> str:
    found = (
        at(document, "server_info", "version")
        or document.get("vllm_version")
        or document.get("version")
    )
    return found if isinstance(found, str) else ""


def _load_test(document: Mapping[str, Any], where: Where) -> tuple[LoadTest, list[Finding]]:
    """A run, and what is to be said of its details."""
    figures = {
        name: figure
        for name, unit, keys in FIGURES
        if (figure := _figure(document, keys, unit, where)) is not None
    }
    stated = _figure(document, ("concurrency",), "req", where)
    if stated is not None:
        figures.setdefault(CONCURRENCY[is_sglang(document)], stated)
    times = _all_times(document, where)
    details = _details(document, figures, where)
    if isinstance(details, Details):
        first = times.get("ttft", NO_TIMES)
        times["ttft"] = Times(first.figures, details.first)
        times.setdefault("e2e", details.e2e)
        figures["empty"] = details.empty
    test = LoadTest(where, figures, conditions=_conditions(document), **times)
    return test, [details] if isinstance(details, Finding) else []


def _figure(
    document: Mapping[str, Any], keys: tuple[str, ...], unit: str, where: Where
) -> Figure | None:
    for key in keys:
        value = number(document.get(key))
        if value is not None and not isinstance(document.get(key), bool):
            return Figure(value, str(document[key]), _below(where, key), unit)
    return None


def _below(where: Where, key: str) -> Where:
    return Where(where.line, f"{where.key}.{key}" if where.key else key)


def _all_times(document: Mapping[str, Any], where: Where) -> dict[str, Times]:
    found: dict[str, dict[str, Figure]] = {}
    for key in document:
        name = TIME.fullmatch(str(key))
        figure = _figure(document, (str(key),), "ms", where)
        if name is None or figure is None:
            continue
        statistic = {"median": "p50"}.get(name[1], name[1])
        seconds = Figure(figure.value / 1e3, figure.printed, figure.where, "ms", 1e-3)
        found.setdefault(TIMES[name[2]], {})[statistic] = seconds
    return {name: Times(figures) for name, figures in found.items()}


@dataclass(frozen=True)
class Details:
    """What the list of single requests tells: end-to-end times, mean time to the first token, answers without tokens."""

    e2e: Times
    first: float
    empty: Figure


def _details(
    document: Mapping[str, Any], figures: Mapping[str, Figure], where: Where
) -> Details | Finding | None:
    """Of the requests answered; None without details, a finding where they do not match the totals."""
    firsts, lengths = listed(document, "ttfts"), listed(document, "output_lens")
    if not firsts:
        return None
    errors = listed(document, "errors")
    kept = [place for place in range(len(firsts)) if not at(errors, place)]
    known = [number(firsts[place]) for place in kept]
    tokens = [number(at(lengths, place)) for place in kept]
    completed, total = figures.get("completed"), figures.get("output_tokens")
    matched = completed and len(kept) >= completed.value and None not in known
    if not matched or completed is None:
        return Finding(
            "details_unmatched", "warning", UNMATCHED, _below(where, "ttfts"), f"{len(kept)}"
        )
    counted = sum(item for item in tokens if item is not None)
    if lengths and total is not None and counted != total.value:
        return Finding(
            "details_unmatched", "warning", UNMATCHED, _below(where, "output_lens"), f"{counted:g}"
        )
    first = sum(item for item in known if item is not None) / completed.value
    none = Figure(float(tokens.count(0.0)), "", _below(where, "output_lens"), "req")
    return Details(_ends(document, kept, completed.value, where), first, none)


def _ends(document: Mapping[str, Any], kept: list[int], completed: float, where: Where) -> Times:
    """End-to-end times as TTFT plus the times between tokens of each request; none without ``itls`` or with failures."""
    firsts, gaps = listed(document, "ttfts"), listed(document, "itls")
    if len(gaps) != len(firsts) or len(kept) != completed:
        return NO_TIMES
    each: list[float] = []
    for request in kept:
        steps = [number(item) for item in listed(gaps, request)]
        each.append(
            (number(firsts[request]) or 0.0) + sum(item for item in steps if item is not None)
        )
    return spread_times(each, _below(where, "itls"))


def _conditions(document: Mapping[str, Any]) -> dict[str, Condition]:
    told: dict[str, Condition] = {}
    for name, keys in STATED.items():
        for key in keys:
            found = document.get(key, at(document, "server_info", key))
            if isinstance(found, str | int | float) and found != "":
                told.setdefault(name, found)
    rate = document.get("request_rate")
    if rate in ("inf", "Infinity", float("inf")):
        told["request_rate"] = "inf"
    return told


def names_sglang(source: Source) -> bool:
    """Whether the beginning of a file has SGLang's names."""
    return any(f'"{name}"' in source.head for name in SGLANG)
