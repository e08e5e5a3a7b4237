"""mdtest: metadata operations of a file system, which are no storage IOPS and support no indicator.

Format: hpc/ior, mdtest 4.1: "SUMMARY rate (in ops/sec)" with Max, Min, Mean and Std Dev of each operation.
"""

import re

from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from indicators.records import Text

KIND, TOOL = "mdtest", "mdtest"
LAUNCHED = re.compile(
    r"^mdtest-(\S+) was launched with (\d{1,18}) total task\(s\) on (\d{1,18}) node\(s\)"
)
RATES = re.compile(r"^SUMMARY rate \(in ops/sec\): \(of (\d{1,18}) iterations\)")
ROW = re.compile(
    r"^\s+((?:File|Directory|Tree) [\w ]+?)\s+(\d+\.\d+)\s+(\d+\.\d+)\s+(\d+\.\d+)\s+(\d+\.\d+)\s*$"
)

METADATA = Text(
    "元数据操作不是存储 IOPS，不计入指标",
    "Metadata operations are no storage IOPS and do not count",
)
DISAGREES = Text(
    "最大、最小与均值互相矛盾，未采用",
    "Largest, least and mean rate contradict each other; not used",
)
NO_RATES = Text("没有速率汇总：测试没有完成", "No summary of rates: the test did not finish")


def recognise(source: Source) -> Match:
    """Told by the line that says how it was launched."""
    if re.search(r"^mdtest-\S+ was launched", source.head, re.M):
        return Match(1.0, "mdtest-x.y was launched with ...")
    return Match(0.0, "no line 'mdtest-x.y was launched'")


def read(source: Source) -> Extract:
    """The largest rate of each operation; of one iteration the largest, the least and the mean are the same figure."""
    version, tasks, nodes, iterations = "", 0, 0, 0
    readings: list[Reading] = []
    findings: list[Finding] = []
    inside = False
    for number, line in source.lines():
        if launched := LAUNCHED.match(line):
            version, tasks, nodes = launched[1], int(launched[2]), int(launched[3])
        if summary := RATES.match(line):
            inside, iterations = True, int(summary[1])
        ended = not line.strip() or "SUMMARY" in line
        inside = bool(summary) or (inside and not ended)
        row = ROW.match(line) if inside else None
        if row is None or not float(row[2]):
            continue
        if not _consistent([float(row[place]) for place in (2, 3, 4)], iterations):
            findings.append(Finding("rates_disagree", "error", DISAGREES, Where(number), row[2]))
            continue
        conditions: dict[str, Condition] = {"operation": row[1], "tasks": tasks, "nodes": nodes}
        where = Where(number)
        readings.append(Reading("metadata_rate", float(row[2]), row[2], "ops/s", where, conditions))
    if readings:
        findings.append(Finding("metadata_only", "note", METADATA))
    elif not findings:
        findings.append(Finding("no_results", "error", NO_RATES))
    return Extract(KIND, TOOL, version, tuple(readings), tuple(findings))


def _consistent(rates: list[float], iterations: int) -> bool:
    """Largest, least and mean in order, and equal for a single iteration."""
    largest, least, mean = rates
    if iterations == 1:
        return largest == least == mean
    return largest >= mean >= least


READER = Reader(
    KIND, Text("mdtest 元数据测试（文本）", "mdtest metadata test (text)"), (TOOL,), recognise, read
)
