"""AIPerf's record of each request (``profile_export.jsonl``): stamps in nanoseconds, metrics with their units.

Every latency is checked against the request's own start and end. Warm-up requests and those that failed are left out.
Source: ai-dynamo/aiperf, docs on output files.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assess.evidence.aiperf import SECONDS
from assess.evidence.load_checks import judged
from assess.evidence.load_tests import Figure, LoadTest, Times, spread_times
from assess.evidence.reading import Extract, Finding, Match, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from assess.evidence.structured import at, broken, documents, number
from indicators.records import Text

KIND, TOOL = "aiperf_records", "AIPerf"
NANO = 1e-9
AGREES_WITHIN = 1e-3
LEAST = 0.5
"""Earlier releases end a request with the closing message, so its latency may be somewhat less than start to end."""

OFF_FROM = 0.01
"""Share of requests whose latency disagrees from which on the file is not used."""

OFF_STAMPS = Text(
    "时延与该请求的起止时刻不符，该请求未计入；超过 1% 时不采用该文件",
    "The latency is not the time from start to end of its request, which is left out; with more than 1 % of them the file is",
)
NO_PHASE = Text(
    "部分请求的阶段未说明或不认识：可能混入预热请求，或漏计请求",
    "The phase of some requests is not told or not known: warm-up may be among those counted, or requests left out",
)
WARM_UP = Text("预热请求未计入", "Requests of the warm-up are left out")


@dataclass(frozen=True, slots=True)
class Request:
    """A request that was answered: stamps in nanoseconds, times in seconds, tokens."""

    start: int
    end: int
    latency: float
    first: float | None
    step: float | None
    outputs: float
    inputs: float


def recognise(source: Source) -> Match:
    """Told by the keys of a record in the first lines."""
    first = source.head[:65536]
    if '"metadata"' in first and '"request_start_ns"' in first and '"metrics"' in first:
        return Match(1.0, 'keys "metadata", "request_start_ns", "metrics"')
    return Match(0.0, 'no keys "request_start_ns", "metrics"')


def read(source: Source) -> Extract:
    """Rate and latency computed from the requests themselves."""
    requests: list[Request] = []
    findings: dict[str, Finding] = {}
    lost = off = 0
    phased: set[bool] = set()
    for line, document in documents(source):
        phased.add(at(document, "metadata", "benchmark_phase") is not None)
        request, fault = _request(line, document)
        if request:
            requests.append(request)
        elif fault:
            findings.setdefault(fault.rule, fault)
            off += fault.rule == "latency_disagrees"
        else:
            lost += 1
    if len(phased) > 1:
        findings["phase_unknown"] = Finding("phase_unknown", "warning", NO_PHASE)
    if off > OFF_FROM * len(requests) or not requests:
        return Extract(KIND, TOOL, findings=tuple(findings.values()) or (broken(),))
    readings, said = judged(_load_test(requests, lost))
    return Extract(KIND, TOOL, "", tuple(readings), (*findings.values(), *said))


def _request(line: int, document: Any) -> tuple[Request | None, Finding | None]:
    """A request, or what is wrong with its line; neither where it failed."""
    where, told = Where(line), at(document, "metadata")
    if not isinstance(document, Mapping):
        return None, broken(where)
    phase = at(told, "benchmark_phase")
    if phase not in (None, "profiling"):
        return None, _left_out(str(phase), where)
    if document.get("error") or at(told, "was_cancelled") is True:
        return None, None
    start, end = at(told, "request_start_ns"), at(told, "request_end_ns")
    latency = _seconds(document, "request_latency")
    if (
        not isinstance(start, int)
        or not isinstance(end, int)
        or latency is None
        or abs(end - start) > 1 << 62
    ):
        return None, broken(where)
    if not LEAST * (end - start) * NANO <= latency <= (end - start) * NANO * (1.0 + AGREES_WITHIN):
        found, expected = f"{latency:g} s", f"{(end - start) * NANO:g} s"
        return None, Finding("latency_disagrees", "error", OFF_STAMPS, where, found, expected)
    first, step = (
        _seconds(document, "time_to_first_token"),
        _seconds(document, "inter_token_latency"),
    )
    outputs, inputs = (
        number(at(document, "metrics", name, "value")) or 0.0
        for name in ("output_sequence_length", "input_sequence_length")
    )
    return Request(start, end, latency, first, step, outputs, inputs), None


def _left_out(phase: str, where: Where) -> Finding:
    if phase.startswith("warm"):
        return Finding("warm_up", "note", WARM_UP, where)
    return Finding("phase_unknown", "warning", NO_PHASE, where, phase, "profiling, warmup")


def _seconds(document: Any, name: str) -> float | None:
    value = number(at(document, "metrics", name, "value"))
    scale = SECONDS.get(str(at(document, "metrics", name, "unit")))
    return value * scale if value is not None and scale is not None else None


def _load_test(requests: list[Request], lost: int) -> LoadTest:
    where, count = Where(1), float(len(requests))
    seconds = (max(item.end for item in requests) - min(item.start for item in requests)) * NANO
    sizes = {
        "seconds": seconds,
        "completed": count,
        "failed": float(lost),
        "output_tokens": sum(item.outputs for item in requests),
        "input_tokens": sum(item.inputs for item in requests),
        "output_rate": sum(item.outputs for item in requests) / seconds if seconds else 0.0,
        "empty": float(sum(item.outputs == 0.0 for item in requests)),
    }
    units = {
        "seconds": "s",
        "output_rate": "token/s",
        "output_tokens": "token",
        "input_tokens": "token",
    }
    figures = {
        name: Figure(value, f"{value:.10g}", where, units.get(name, "req"))
        for name, value in sizes.items()
    }
    return LoadTest(
        where, figures, spread_times([item.latency for item in requests], where),
        _known([item.first for item in requests]), _known([item.step for item in requests]),
    )  # fmt: skip


def _known(values: list[float | None]) -> Times:
    return spread_times([value for value in values if value is not None], Where(1))


READER = Reader(
    KIND, Text("AIPerf 逐请求记录（JSONL）", "AIPerf requests (JSONL)"), (TOOL,), recognise, read
)
