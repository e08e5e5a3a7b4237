"""MLPerf Inference: ``mlperf_log_summary.txt`` of the load generator, one or several in a file.

Lines ``name : value``; latencies in nanoseconds. Below "Test Parameters Used" stand the settings, with the targets of
the first token and of each further one; earlier rounds have one target latency.
Source: mlcommons/inference, loadgen/results.cc and test_settings_internal.cc.
"""

import re
from collections.abc import Iterator

from assess.evidence.load_tests import Figure
from assess.evidence.loadgen import MILLI, NANO, TOOL, Result, result_readings, statistic
from assess.evidence.numbers import plain
from assess.evidence.reading import Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from indicators.records import Text

KIND = "mlperf_inference"
TITLE = "MLPerf Results Summary"
ROW = re.compile(r"^\W*(?P<name>\w[^:]*?)\s*:\s*(?P<value>\S.*?)\s*$")
WORDS = {"SUT name": "sut", "Scenario": "scenario", "Mode": "mode", "Result is": "result"}
FIGURES = {
    "Completed samples per second": ("completed_rate", "samples/s", 1.0),
    "Scheduled samples per second": ("scheduled_rate", "samples/s", 1.0),
    "Samples per second": ("offline_rate", "samples/s", 1.0),
    "Tokens per second": ("token_rate", "token/s", 1.0),
    "Completed tokens per second": ("token_rate", "token/s", 1.0),
    "QPS w/ loadgen overhead": ("issued_rate", "samples/s", 1.0),
    "target_qps": ("target_qps", "samples/s", 1.0),
    "target_latency (ns)": ("latency_target", "ns", NANO),
    "ttft_latency (ns)": ("ttft_target", "ns", NANO),
    "tpot_latency (ns)": ("tpot_target", "ns", NANO),
    "min_duration (ms)": ("min_duration", "ms", MILLI),
    "samples_per_query": ("samples_per_query", "samples", 1.0),
}
TIMES = (
    (
        re.compile(r"(Min|Max|Mean) latency \(ns\)"),
        re.compile(r"([\d.]+) percentile latency \(ns\)"),
        "e2e",
    ),
    (
        re.compile(r"(Min|Max|Mean) First Token latency \(ns\)"),
        re.compile(r"([\d.]+) percentile first token latency \(ns\)"),
        "ttft",
    ),
    (
        re.compile(r"(Min|Max|Mean) Time to Output Token \(ns\)"),
        re.compile(r"([\d.]+) percentile time to output token \(ns\)"),
        "tpot",
    ),
)
HEADLINE = re.compile(r"(\d+(?:\.\d+)?)th percentile latency \(ns\)")
TAG = re.compile(r"</?\w+>")
LONGEST = 500
"""Characters of a row; what is longer is none."""

SAMPLES_OF_QUERIES = "Per-sample latency"
PARAMETERS, ENDING = "Test Parameters Used", re.compile(r"^(No|\d+) errors? encountered")
CUT = Text("没有测试参数，文件可能被截断", "The test parameters are missing; the file may be cut")
UNREADABLE = Text("这个数读不出", "This number cannot be read")


def recognise(source: Source) -> Match:
    """Told by its title and the scenario."""
    if TITLE in source.head and re.search(r"Scenario\s*:", source.head):
        return Match(1.0, f'title "{TITLE}" and a scenario')
    return Match(0.0, f'no title "{TITLE}"')


def read(source: Source) -> Extract:
    """The readings of every summary."""
    readings: list[Reading] = []
    findings: list[Finding] = []
    for result, faults in _results(source):
        found, said = result_readings(result)
        readings += found
        findings += [*faults, *said]
    return Extract(KIND, TOOL, "", tuple(readings), tuple(findings))


def _results(source: Source) -> Iterator[tuple[Result, list[Finding]]]:
    result, faults, whole = Result(Where()), list[Finding](), True
    for line, raw in source.lines():
        text = TAG.sub("", raw)
        if TITLE in text:
            if result.words:
                yield result, [*faults, *_cut(result, whole)]
            result, faults, whole = Result(Where(line)), [], False
        whole = whole or PARAMETERS in text
        result.times_closed = result.times_closed or text.startswith(SAMPLES_OF_QUERIES)
        if (ending := ENDING.match(text)) and ending[1] != "No":
            result.errors = int(ending[1][:9])
        elif result.where.line and len(text) <= LONGEST and (row := ROW.match(text)):
            faults += _take(result, line, re.sub(r"\s+", " ", row["name"]), row["value"])
    if result.words:
        yield result, [*faults, *_cut(result, whole)]


def _cut(result: Result, whole: bool) -> list[Finding]:
    return [] if whole else [Finding("cut_off", "warning", CUT, result.where)]


def _take(result: Result, line: int, name: str, printed: str) -> list[Finding]:
    """Keep a row; a finding where its number cannot be read."""
    if name in WORDS:
        result.words.setdefault(WORDS[name], printed)
        return []
    key, unit, scale = FIGURES.get(name) or _time(name) or ("", "", 0.0)
    value = plain(printed)
    if not key:
        return []
    if value is None:
        return [Finding("unreadable_number", "warning", UNREADABLE, Where(line), printed)]
    figure = Figure(value * scale, printed, Where(line), unit, scale)
    kind, _, what = key.partition("/")
    if what and not result.times_closed:
        result.times.setdefault(kind, {}).setdefault(what, figure)
    elif not what and key == "token_rate" and key in result.figures:
        result.figures["token_rate_again"] = figure
    elif not what:
        result.figures.setdefault(key, figure)
    return []


def _time(name: str) -> tuple[str, str, float] | None:
    """Kind and statistic of a time, as ``ttft/p99``."""
    if found := HEADLINE.fullmatch(name):
        return f"e2e/{statistic(found[1])}", "ns", NANO
    for edges, percentile, kind in TIMES:
        if found := edges.fullmatch(name):
            return f"{kind}/{found[1].lower()}", "ns", NANO
        if found := percentile.fullmatch(name):
            return f"{kind}/{statistic(found[1])}", "ns", NANO
    return None


READER = Reader(
    KIND,
    Text(
        "MLPerf Inference 结果摘要（mlperf_log_summary.txt）",
        "MLPerf Inference summary (mlperf_log_summary.txt)",
    ),
    (TOOL,),
    recognise,
    read,
)
