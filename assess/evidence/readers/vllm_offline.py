"""vLLM's offline benchmarks, ``bench throughput`` and ``bench latency``: JSON, or the last lines on the screen.

Other keys than the serving benchmark, and seconds. All requests are there from the start: the rate is that of a batch
and no QPS of a service; the latency is that of one batch without a queue.
Source: vllm-project/vllm, vllm/benchmarks/throughput.py and latency.py.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from assess.evidence.load_checks import AGREES_WITHIN
from assess.evidence.load_tests import BATCH_RATE, quantile
from assess.evidence.numbers import plain
from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from assess.evidence.structured import broken, found_objects, listed, mapped, number
from indicators.records import Text

KIND, TOOL = "vllm_offline", "vLLM offline benchmark"
THROUGHPUT = re.compile(
    r"Throughput: (?P<requests>\S+) requests/s, (?P<total>\S+) (?:total )?tokens/s(?:, (?P<output>\S+) output tokens/s)?"
)
TIME = re.compile(r"(?:Avg latency|(?P<share>\d{1,3})% percentile latency): (?P<value>\S+) seconds")
ALL = 100.0
OFFLINE: Mapping[str, Condition] = {"mode": "offline"}
BATCH_LATENCY = Text(
    "一批请求的时延，没有排队，不是在线服务的时延",
    "Latency of one batch without a queue, not that of a service",
)
DISAGREES = Text(
    "印出的数值与重新计算的不符，未采用",
    "The printed figure does not follow from the others; not used",
)
UNPROVED = Text(
    "屏幕上只印一次，没有数量与时长可核对",
    "Printed once on the screen, with no count and duration to check it by",
)
EMPTY = Text("没有可用的结果", "No result that can be used")


def recognise(source: Source) -> Match:
    """Told by the keys of either benchmark, or its line on the screen."""
    head = source.head
    for keys in (
        ('"requests_per_second"', '"elapsed_time"', '"num_requests"'),
        ('"avg_latency"', '"latencies"'),
    ):
        if all(key in head for key in keys):
            return Match(1.0, f"keys {', '.join(keys)}")
    if THROUGHPUT.search(head) or TIME.search(head):
        return Match(0.9, 'line "Throughput: ... requests/s" or "Avg latency: ... seconds"')
    return Match(0.0, "no keys requests_per_second, elapsed_time or avg_latency, latencies")


def read(source: Source) -> Extract:
    """The rates of batches and their latencies."""
    readings: list[Reading] = []
    findings: list[Finding] = []
    for where, document in found_objects(source, _is_result):
        found = broken(where) if document is None else _judged(document, where)
        if isinstance(found, Finding):
            findings.append(found)
        else:
            readings += found
    if not readings and not findings:
        readings = list(_screen(source))
    if not readings and not findings:
        findings = [Finding("no_results", "error", EMPTY)]
    return Extract(KIND, TOOL, "", tuple(readings), tuple(findings))


def _is_result(document: Any) -> bool:
    return isinstance(document, Mapping) and (
        {"requests_per_second", "elapsed_time"} <= document.keys()
        or {"avg_latency", "latencies"} <= document.keys()
    )


def _judged(document: Mapping[str, Any], where: Where) -> list[Reading] | Finding:
    return _latency(document, where) if "avg_latency" in document else _throughput(document, where)


def _throughput(document: Mapping[str, Any], where: Where) -> list[Reading] | Finding:
    names = (
        "elapsed_time",
        "num_requests",
        "total_num_tokens",
        "requests_per_second",
        "tokens_per_second",
    )
    seconds, requests, tokens, rate, token_rate = (number(document.get(name)) for name in names)
    if not seconds or seconds < 0.0 or not requests or rate is None:
        return Finding("no_results", "error", EMPTY, where)
    pairs = [(requests / seconds, rate, "requests_per_second")]
    if tokens is not None and token_rate is not None:
        pairs.append((tokens / seconds, token_rate, "tokens_per_second"))
    for expected, found, key in pairs:
        if abs(expected - found) > AGREES_WITHIN * expected:
            return Finding(
                "rate_disagrees",
                "error",
                DISAGREES,
                Where(where.line, key),
                f"{found:g}",
                f"{expected:g}",
            )
    told: dict[str, Condition] = {**OFFLINE, "requests": requests, "duration_s": round(seconds, 3)}
    if tokens is not None:
        told["tokens_per_request"] = round(tokens / requests, 3)
    return [
        _rate(quantity, value, str(document[key]), Where(where.line, key), told)
        for (value, _printed, key), quantity in zip(
            pairs, ("sample_rate", "total_token_rate"), strict=False
        )
    ]


def _rate(
    quantity: str, value: float, printed: str, where: Where, told: Mapping[str, Condition]
) -> Reading:
    warned = (Finding("offline_batch", "note", BATCH_RATE, where),)
    unit = "req/s" if quantity == "sample_rate" else "token/s"
    return Reading(quantity, value, printed, unit, where, told, warnings=warned)


def _latency(document: Mapping[str, Any], where: Where) -> list[Reading] | Finding:
    mean = number(document.get("avg_latency"))
    known = sorted(item for item in map(number, listed(document, "latencies")) if item is not None)
    if (
        mean is None
        or not known
        or len(known) < len(listed(document, "latencies"))
        or known[0] <= 0.0
    ):
        return Finding("no_results", "error", EMPTY, where)
    held = {"avg_latency": (mean, sum(known) / len(known))}
    for share, printed in mapped(document, "percentiles").items():
        value, told = number(printed), plain(str(share))
        if value is not None and told is not None and told <= ALL:
            held[f"percentiles.{share}"] = (value, quantile(known, told / ALL))
    for key, (found, expected) in held.items():
        if abs(expected - found) > AGREES_WITHIN * expected:
            return Finding(
                "times_disagree",
                "error",
                DISAGREES,
                Where(where.line, key),
                f"{found:g}",
                f"{expected:g}",
            )
    told_of = {**OFFLINE, "iterations": len(known)}
    return [
        _time(
            f"{mean:.10g}", mean, Where(where.line, "avg_latency"), {**told_of, "statistic": "mean"}
        ),
        _time(
            f"{known[-1]:.10g}",
            quantile(known, 0.99),
            Where(where.line, "latencies"),
            {**told_of, "statistic": "p99"},
        ),
    ]


def _time(printed: str, value: float, where: Where, told: Mapping[str, Condition]) -> Reading:
    warned = (Finding("batch_latency", "warning", BATCH_LATENCY, where),)
    return Reading("latency_other", value, printed, "s", where, told, warnings=warned)


def _screen(source: Source) -> Iterator[Reading]:
    for line, text in source.lines():
        where = Where(line)
        if found := THROUGHPUT.search(text):
            for group, quantity in (
                ("requests", "sample_rate"),
                ("total", "total_token_rate"),
                ("output", "output_token_rate"),
            ):
                if (value := plain(found[group] or "")) is not None:
                    yield _unproved(_rate(quantity, value, found[group], where, OFFLINE))
        elif (found := TIME.search(text)) and (value := plain(found["value"])) is not None:
            statistic = f"p{found['share']}" if found["share"] else "mean"
            yield _unproved(
                _time(found["value"], value, where, {**OFFLINE, "statistic": statistic})
            )


def _unproved(reading: Reading) -> Reading:
    note = Finding("unproved", "note", UNPROVED, reading.where)
    return Reading(
        reading.quantity, reading.value, reading.printed, reading.printed_unit, reading.where, reading.conditions,
        warnings=(*reading.warnings, note),
    )  # fmt: skip


READER = Reader(KIND, Text("vLLM 离线压测", "vLLM offline benchmarks"), (TOOL,), recognise, read)
