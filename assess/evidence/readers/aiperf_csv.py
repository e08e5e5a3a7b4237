"""AIPerf's and GenAI-Perf's ``profile_export`` as CSV: "Metric" and statistics, then "Metric,Value"; the unit in brackets.

Two decimals; GenAI-Perf writes thousands with commas inside quotes. The CSV does not state concurrency or model.
Source: ai-dynamo/aiperf; triton-inference-server/perf_analyzer, genai-perf.
"""

import csv
import re
from collections.abc import Iterator

from assess.evidence.aiperf import Metric, load_test, named
from assess.evidence.load_checks import judged
from assess.evidence.load_tests import Figure
from assess.evidence.numbers import plain
from assess.evidence.reading import Extract, Finding, Match, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from indicators.records import Text

KIND = "aiperf_csv"
TOOLS = ("AIPerf", "GenAI-Perf")
HEADING = re.compile(r"^\ufeff?Metric(,(avg|min|max|p\d+|std|sum))+\s*$", re.M)
THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
UNREADABLE = Text("这个数读不出", "This number cannot be read")


def recognise(source: Source) -> Match:
    """Told by the heading of statistics and a metric of requests."""
    head = source.head
    if HEADING.search(head) and re.search(r"^\"?Request (Latency|Throughput)\b", head, re.M):
        return Match(1.0, 'heading "Metric,avg,min,..." and requests')
    return Match(0.0, 'no heading "Metric,avg,min,..."')


def read(source: Source) -> Extract:
    """Readings of the profile."""
    metrics: dict[str, Metric] = {}
    findings: list[Finding] = []
    for line, heading, row in _rows(source):
        name, unit = named(row[0])
        if name is None or name in metrics:
            continue
        figures, faults = _figures(line, unit, heading, row)
        metrics[name] = Metric(unit, figures)
        findings += faults
    readings, said = judged(load_test(metrics, {}, {}))
    return Extract(KIND, TOOLS[0], "", tuple(readings), (*findings, *said))


def _rows(source: Source) -> Iterator[tuple[int, list[str], list[str]]]:
    """Line, the heading above, cells; the table of accelerators, whose heading is another, is left out."""
    heading: list[str] = []
    for line, text in source.lines():
        row = _cells(text.removeprefix("\ufeff"))
        if row and row[0] == "Metric":
            heading = row
        elif not row or row[0] == "Endpoint":
            heading = []
        elif heading:
            yield line, heading, row


def _cells(text: str) -> list[str]:
    """The cells of a line; none of a blank line or one that is no CSV."""
    try:
        return next(csv.reader([text]), []) if text.strip() else []
    except csv.Error:
        return []


def _figures(
    line: int, unit: str, heading: list[str], row: list[str]
) -> tuple[dict[str, Figure], list[Finding]]:
    figures: dict[str, Figure] = {}
    faults: list[Finding] = []
    for column, cell in zip(heading[1:], row[1:], strict=False):
        printed = cell.replace(",", "") if THOUSANDS.fullmatch(cell) else cell
        value = plain(printed)
        if value is not None:
            figures[column.replace("Value", "avg")] = Figure(value, printed, Where(line), unit)
        elif cell not in {"", "N/A"}:
            faults.append(Finding("unreadable_number", "warning", UNREADABLE, Where(line), cell))
    return figures, faults


READER = Reader(
    KIND,
    Text("AIPerf、GenAI-Perf 结果（CSV）", "AIPerf and GenAI-Perf results (CSV)"),
    TOOLS,
    recognise,
    read,
)
