"""Perf Analyzer's ``profile_export.json``, which GenAI-Perf computes its figures from: stamps of every request.

One experiment per level of load: ``mode`` concurrency or request_rate and its value; of each request when it was sent
and when each part of the answer came, in nanoseconds. Parts are no tokens, so neither lengths nor TPOT follow.
Source: triton-inference-server/perf_analyzer, docs/inference_load_modes.md and profile export schema.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assess.evidence.load_checks import judged
from assess.evidence.load_tests import Figure, LoadTest, Times, spread_times
from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from assess.evidence.structured import at, broken, listed, number, whole_document
from indicators.records import Text

KIND, TOOL = "perf_analyzer", "Perf Analyzer / GenAI-Perf"
KEYS = ('"experiments"', '"response_timestamps"', '"timestamp"')
MODES = {"concurrency": "limit", "request_rate": "request_rate"}
NANO = 1e-9
LATEST = 1 << 62
UNREADABLE = Text(
    "有请求缺少时刻，或回答早于发出，未计入",
    "Requests without stamps, or answered before they were sent, are left out",
)


@dataclass(frozen=True, slots=True)
class Request:
    """A request: when it was sent, and when the first and the last part of its answer came, in nanoseconds."""

    sent: int
    first: int
    last: int
    parts: int


def recognise(source: Source) -> Match:
    """Told by experiments of requests with stamps."""
    if all(key in source.head for key in KEYS):
        return Match(1.0, f"keys {', '.join(KEYS)}")
    return Match(0.0, f"no keys {', '.join(KEYS)}")


def read(source: Source) -> Extract:
    """Rate and latencies of every experiment."""
    document = whole_document(source)
    if not isinstance(document, Mapping):
        return Extract(KIND, TOOL, findings=(broken(),))
    readings: list[Reading] = []
    findings: list[Finding] = []
    told: dict[str, Condition] = {
        name: item
        for name in ("service_kind", "endpoint")
        if isinstance(item := document.get(name), str)
    }
    for place, experiment in enumerate(listed(document, "experiments")):
        found, said = _experiment(experiment, Where(key=f"experiments[{place}]"), told)
        readings += found
        findings += said
    version = document.get("version")
    findings = findings or ([] if readings else [broken()])
    return Extract(
        KIND, TOOL, version if isinstance(version, str) else "", tuple(readings), tuple(findings)
    )


def _experiment(
    experiment: Any, where: Where, told: Mapping[str, Condition]
) -> tuple[list[Reading], list[Finding]]:
    rows = listed(experiment, "requests")
    requests = [request for row in rows if (request := _request(row)) is not None]
    findings = []
    if len(requests) < len(rows):
        lost = f"{len(rows) - len(requests)} / {len(rows)}"
        findings.append(Finding("unreadable_request", "warning", UNREADABLE, where, lost))
    if not requests:
        return [], [*findings, broken(where)]
    readings, said = judged(_load_test(requests, _asked(experiment, where), where, told))
    return readings, [*findings, *said]


def _request(row: Any) -> Request | None:
    sent = _stamp(at(row, "timestamp"))
    stamps = [_stamp(item) for item in listed(row, "response_timestamps")]
    known = [item for item in stamps if item is not None]
    if (
        sent is None
        or not known
        or len(known) < len(stamps)
        or sorted(known) != known
        or known[0] < sent
    ):
        return None
    return Request(sent, known[0], known[-1], len(known))


def _stamp(value: Any) -> int | None:
    """Nanoseconds as a whole number: a floating-point number would blur a time of this age by 256 ns."""
    known = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LATEST
    return value if known else None


def _asked(experiment: Any, where: Where) -> dict[str, Figure]:
    """Concurrency or rate of the experiment."""
    name = MODES.get(str(at(experiment, "experiment", "mode")))
    held = at(experiment, "experiment", "value")
    value = number(held)
    if name is None or value is None:
        return {}
    return {name: Figure(value, str(held), Where(key=f"{where.key}.experiment.value"), "req")}


def _load_test(
    requests: list[Request], asked: dict[str, Figure], where: Where, told: Mapping[str, Condition]
) -> LoadTest:
    seconds = (max(item.last for item in requests) - min(item.sent for item in requests)) * NANO
    figures = {
        "seconds": Figure(seconds, f"{seconds:.10g}", where, "s"),
        "completed": Figure(float(len(requests)), f"{len(requests)}", where, "req"),
    }
    streamed = all(item.parts > 1 for item in requests)
    firsts = [(item.first - item.sent) * NANO for item in requests]
    ends = spread_times([(item.last - item.sent) * NANO for item in requests], where)
    return LoadTest(
        where,
        figures | asked,
        ends,
        spread_times(firsts, where) if streamed else Times({}),
        conditions=told,
    )


READER = Reader(
    KIND,
    Text("Perf Analyzer 逐请求记录（JSON）", "Perf Analyzer requests (JSON)"),
    (TOOL,),
    recognise,
    read,
)
