"""kubernetes-sigs/inference-perf: ``per_request_lifecycle_metrics.json``, a list with start and end of every request.

Seconds of a clock without a date; ``output_token_times`` are times of that clock, so the first gives the TTFT.
Source: kubernetes-sigs/inference-perf, apis and reportgen; v0.6 puts the tokens below ``response_metrics``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assess.evidence.load_checks import judged
from assess.evidence.load_tests import Figure, LoadTest, spread_times
from assess.evidence.reading import Extract, Finding, Match, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from assess.evidence.structured import at, broken, listed, number, whole_document
from indicators.records import Text

KIND, TOOL = "inference_perf_records", "inference-perf"
KEYS = ('"start_time"', '"end_time"', '"info"', '"input_tokens"')
BACKWARDS = Text(
    "有请求的结束不晚于开始，该请求未采用",
    "A request ends before it starts; it is not used",
)


@dataclass(frozen=True, slots=True)
class Request:
    """A request that was answered: stamps in seconds, tokens, time to the first token."""

    start: float
    end: float
    outputs: float
    inputs: float
    first: float | None


def recognise(source: Source) -> Match:
    """Told by a list of requests with start, end and tokens."""
    if source.head.lstrip("\ufeff \r\n\t").startswith("[") and all(
        key in source.head for key in KEYS
    ):
        return Match(1.0, f"a list with keys {', '.join(KEYS)}")
    return Match(0.0, f"no list with keys {', '.join(KEYS)}")


def read(source: Source) -> Extract:
    """Rate and latency computed from the requests themselves."""
    document = whole_document(source)
    if not isinstance(document, list):
        return Extract(KIND, TOOL, findings=(broken(),))
    good = [item for item in document if isinstance(item, Mapping) and not item.get("error")]
    requests = [request for item in good if (request := _request(item)) is not None]
    findings = []
    if len(requests) < len(good):
        findings.append(
            Finding("backwards", "error", BACKWARDS, found=f"{len(good) - len(requests)}")
        )
    if not requests:
        return Extract(KIND, TOOL, findings=tuple(findings) or (broken(),))
    readings, said = judged(_load_test(requests, len(document) - len(good)))
    return Extract(KIND, TOOL, "", tuple(readings), (*findings, *said))


def _request(item: Mapping[str, Any]) -> Request | None:
    start, end = number(item.get("start_time")), number(item.get("end_time"))
    if start is None or end is None or end <= start:
        return None
    info = item.get("info")
    outputs = number(at(info, "output_tokens"))
    if outputs is None:
        outputs = number(at(info, "response_metrics", "output_tokens"))
    times = listed(info, "output_token_times")
    first = number(times[0]) if times else None
    return Request(
        start,
        end,
        outputs or 0.0,
        number(at(info, "input_tokens")) or 0.0,
        None if first is None else first - start,
    )


def _load_test(requests: list[Request], lost: int) -> LoadTest:
    where = Where(key="[]")
    sizes = (
        ("seconds", max(item.end for item in requests) - min(item.start for item in requests), "s"),
        ("completed", float(len(requests)), "req"),
        ("failed", float(lost), "req"),
        ("output_tokens", sum(item.outputs for item in requests), "token"),
        ("input_tokens", sum(item.inputs for item in requests), "token"),
        ("empty", float(sum(item.outputs == 0.0 for item in requests)), "req"),
    )
    figures = {name: Figure(value, f"{value:.10g}", where, unit) for name, value, unit in sizes}
    firsts = [item.first for item in requests if item.first is not None]
    e2e = spread_times([item.end - item.start for item in requests], Where(key="[].end_time"))
    return LoadTest(
        where, figures, e2e, spread_times(firsts, Where(key="[].info.output_token_times"))
    )


READER = Reader(
    KIND,
    Text("inference-perf 逐请求记录（JSON）", "inference-perf requests (JSON)"),
    (TOOL,),
    recognise,
    read,
)
