"""perftest: bandwidth of RDMA between two hosts, as its JSON report (``--out_json``).

Format: linux-rdma/perftest, src/perftest_parameters.c: MsgSize, n_iterations, BW_peak, BW_average, MsgRate below
``results``. Whether BW is MiB/s or Gb/s depends on a flag that the file does not keep, so the message rate must tell it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from assess.evidence.rdma import DISAGREES, UNITS, Rate, rate_reading
from assess.evidence.reading import Extract, Finding, Match, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from assess.evidence.structured import at, broken, first_document, number
from indicators.records import Text

KIND, TOOL = "perftest_json", "perftest"
HOSTS_UNKNOWN = Text(
    "文件没有给出两端主机，请确认不是回环",
    "The file does not tell both hosts; make sure that it is no loopback",
)


def recognise(source: Source) -> Match:
    """Told by its names of figures."""
    if '"BW_average"' in source.head and '"MsgRate"' in source.head:
        return Match(1.0, 'keys "BW_average" and "MsgRate"')
    return Match(0.0, 'no keys "BW_average" and "MsgRate"')


def read(source: Source) -> Extract:
    """The average at the largest message."""
    document = first_document(source.text(), "results")
    if document is None:
        return Extract(KIND, TOOL, findings=(broken(),))
    title = str(at(document, "test_info", "test") or "")
    rates = list(_rates(document, title))
    findings = [
        Finding("bandwidth_disagrees", "error", DISAGREES, rate.where, f"{rate.average:g}")
        for rate in rates
        if rate.unit is None
    ]
    best = max((rate for rate in rates if rate.unit), key=lambda rate: rate.size, default=None)
    if best is None:
        return Extract(KIND, TOOL, findings=tuple(findings) or (broken(Where(key="results")),))
    findings.append(Finding("setup_unknown", "warning", HOSTS_UNKNOWN, Where(key="test_info")))
    return Extract(KIND, TOOL, "", (rate_reading(best),), tuple(findings))


def _rates(document: Mapping[str, Any], title: str) -> Iterator[Rate]:
    results = document["results"]
    for place, entry in enumerate(results if isinstance(results, list) else [results]):
        key = f"results[{place}]" if isinstance(results, list) else "results"
        size, average = number(at(entry, "MsgSize")), number(at(entry, "BW_average"))
        if size and average is not None:
            messages = number(at(entry, "MsgRate")) or 0.0
            yield Rate(Where(key=f"{key}.BW_average"), int(size), average, messages, UNITS, title)


READER = Reader(
    KIND,
    Text("perftest RDMA 带宽（JSON）", "perftest RDMA bandwidth (JSON)"),
    (TOOL,),
    recognise,
    read,
)
