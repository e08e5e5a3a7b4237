"""Prometheus over HTTP: answers of ``query_range`` (matrix) and ``query`` (vector), or the bare list of their results.

Format: Prometheus, HTTP API, "Expression query result formats". Values are text, NaN and +Inf among them.
"""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from assess.evidence.prometheus_extract import WANTED, Export
from assess.evidence.prometheus_matrix import CUT, VALUES, Broken, Matrix
from assess.evidence.reading import Extract, Finding, Match, Where
from assess.evidence.registry import Reader
from assess.evidence.samples import Samples
from assess.evidence.source import Source
from assess.evidence.structured import at, broken, listed, mapped, number, whole_document
from indicators.records import Text

KIND, TOOL = "prometheus_json", "Prometheus"
ENVELOPE = re.compile(r'\{\s*"(?:status|data)"\s*:|\[\s*\{\s*"metric"\s*:')
ANSWER = re.compile(r'"resultType"\s*:|"errorType"\s*:|"metric"\s*:\s*\{')
FAILED = Text(
    "查询失败，Prometheus 返回错误", "The query failed: Prometheus answered with an error"
)
NO_SERIES = Text("既不是 matrix 也不是 vector", "Neither a matrix nor a vector")
PARTIAL = Text(
    "Prometheus 对结果有警告，可能不完整", "Prometheus warns of the result: it may be partial"
)
UNREADABLE = Text("有序列无法读出，未采用", "Series that cannot be read are not used")


def recognise(source: Source) -> Match:
    """Told by the envelope of the HTTP API, or by a list of metrics with their values."""
    head = source.head.lstrip("\ufeff \r\n\t")
    if ENVELOPE.match(head) and ANSWER.search(head):
        return Match(1.0, "an answer of Prometheus' HTTP API, or the list of its results")
    return Match(0.0, "no JSON with status and resultType, no list of metrics")


def read(source: Source) -> Extract:
    """A matrix streamed, anything else read whole."""
    export = Export()
    if VALUES.search(source.head.encode()) is None:
        return _small(source, export)
    matrix = Matrix(source, export.remarks)
    try:
        for series in matrix.series(WANTED):
            export.add(series)
    except Broken:
        return Extract(KIND, TOOL, findings=(*export.remarks, Finding("cut", "error", CUT)))
    return _answered(matrix.envelope, export)


def _small(source: Source, export: Export) -> Extract:
    """A vector, an error, or no result."""
    document = whole_document(source)
    if document is None:
        return Extract(KIND, TOOL, findings=(broken(),))
    results = document if isinstance(document, list) else listed(document, "data", "result")
    for series in _moments(results, export):
        export.add(series)
    return _answered(document, export)


def _answered(document: Any, export: Export) -> Extract:
    """The extract, unless the answer is an error or of another type."""
    if isinstance(document, dict):
        status, kind = at(document, "status"), at(document, "data", "resultType")
        if status not in (None, "success"):
            told = f"{at(document, 'errorType')}: {at(document, 'error')}"
            return Extract(
                KIND, TOOL, findings=(Finding("query_failed", "error", FAILED, found=told),)
            )
        if kind not in (None, "matrix", "vector"):
            return Extract(
                KIND, TOOL, findings=(Finding("no_series", "error", NO_SERIES, found=str(kind)),)
            )
        if said := listed(document, "warnings"):
            export.remarks.say(Finding("partial_result", "warning", PARTIAL, found=str(said[0])))
    return export.extract(KIND, TOOL)


def _moments(results: list[Any], export: Export) -> Iterator[Samples]:
    """Each result as a series of one sample."""
    for place, item in enumerate(results):
        where, pair = Where(key=f"result[{place}]"), listed(item, "value")
        found = [number(part) for part in pair]
        if len(found) != 2 or not mapped(item, "metric") or found[0] is None:  # noqa: PLR2004
            export.remarks.say(Finding("unreadable_series", "warning", UNREADABLE, where))
            continue
        value = np.nan if found[1] is None else found[1]
        labels = {str(name): str(text) for name, text in mapped(item, "metric").items()}
        yield Samples(labels, np.array([found[0]]), np.array([value]), where)


READER = Reader(
    KIND,
    Text("Prometheus 查询结果（JSON）", "Prometheus query results (JSON)"),
    (TOOL, "DCGM exporter", "node_exporter"),
    recognise,
    read,
)
