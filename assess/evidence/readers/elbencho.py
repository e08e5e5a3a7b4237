"""elbencho: storage bandwidth and IOPS of its text output.

Format: breuner/elbencho. Blocks by phase (WRITE, READ...) with two columns; what counts is the second, LAST DONE: until
the slowest worker was done. Throughput is MiB/s; Total MiB over Elapsed ms must agree with it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assess.evidence.numbers import plain
from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from indicators.records import Text
from indicators.units import convert

KIND, TOOL = "elbencho", "elbencho"
HEADING = re.compile(r"^OPERATION\s+RESULT TYPE\s+FIRST DONE\s+LAST DONE", re.M)
ROW = re.compile(
    r"^(\w*)\s+(Elapsed ms|Elapsed time|IOPS|Throughput MiB/s|Total MiB)\s*:\s+(\S+)\s+(\S+)\s*$"
)
THREADS = re.compile(r"(\d{1,18}) threads")
BLOCK = re.compile(r"^block_size\s*:\s*(\d{1,18})([kKmMgG]?)\b")
DATA_SET = re.compile(r"^Working on (\S+)")
SIZES = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3}
DIRECTIONS = {"WRITE": "write", "READ": "read"}
SMALL_BLOCK = 16 * 1024
SLACK = 1.5
LARGEST = 1e15
MIB = 1024.0**2

DISAGREES = Text(
    "吞吐与总量除以用时不符，未采用", "Throughput and total over time disagree; not used"
)
NO_RESULTS = Text("没有读写阶段的结果", "No results of a read or write phase")


@dataclass
class Phase:
    """One phase of one data set: LAST DONE of every figure, with its line."""

    name: str
    data_set: str
    figures: dict[str, tuple[int, float]] = field(default_factory=dict)


def recognise(source: Source) -> Match:
    """Told by the heading FIRST DONE / LAST DONE."""
    if HEADING.search(source.head):
        return Match(1.0, "heading OPERATION RESULT TYPE FIRST DONE LAST DONE")
    return Match(0.0, "no heading FIRST DONE / LAST DONE")


def read(source: Source) -> Extract:
    """Readings of every read and write phase."""
    block = BLOCK.search(source.head) or re.search(
        r"(?m)^block_size\s*:\s*(\d{1,18})([kKmMgG]?)\b", source.head
    )
    threads = THREADS.search(source.head)
    common: dict[str, Condition] = {}
    if block:
        common["block_bytes"] = int(block[1]) * SIZES[block[2].lower()]
    if threads:
        common["threads"] = int(threads[1])
    readings: list[Reading] = []
    findings: list[Finding] = []
    for phase in _phases(source):
        found, said = _of_phase(phase, common)
        readings += found
        findings += said
    if not readings and not findings:
        findings.append(Finding("no_results", "error", NO_RESULTS))
    return Extract(KIND, TOOL, "", tuple(readings), tuple(findings))


def _phases(source: Source) -> Iterator[Phase]:
    phase: Phase | None = None
    data_set = ""
    for number, line in source.lines():
        if working := DATA_SET.match(line):
            data_set = working[1]
        row = ROW.match(line)
        if row and row[1]:
            if phase is not None:
                yield phase
            phase = Phase(row[1], data_set)
        figure = plain(row[4]) if row else None
        if row and phase is not None and figure is not None and figure < LARGEST:
            phase.figures[row[2]] = (number, figure)
    if phase is not None:
        yield phase


def _of_phase(phase: Phase, common: dict[str, Condition]) -> tuple[list[Reading], list[Finding]]:
    direction = DIRECTIONS.get(phase.name)
    throughput = phase.figures.get("Throughput MiB/s")
    if direction is None or throughput is None:
        return [], []
    line, rate = throughput
    if _disagrees(phase, rate):
        return [], [
            Finding("throughput_disagrees", "error", DISAGREES, Where(line), f"{rate:g} MiB/s")
        ]
    conditions = {**common, "direction": direction, "data_set": phase.data_set.rsplit("/", 1)[-1]}
    value = convert(rate, "MiB/s", "GB/s")
    found = [
        Reading(
            f"storage_{direction}_bandwidth", value, f"{rate:g}", "MiB/s", Where(line), conditions
        )
    ]
    row, operations = phase.figures.get("IOPS", (line, 0.0))
    block = common.get("block_bytes")
    if (
        isinstance(block, int)
        and operations
        and rate > 0.0
        and block > 0
        and abs(rate * MIB / block - operations) <= operations * SLACK / rate + 1.0
    ):
        found.append(
            Reading(
                "storage_iops_other", operations, f"{operations:g}", "IOPS", Where(row), conditions
            )
        )
    return found, []


def _disagrees(phase: Phase, rate: float) -> bool:
    elapsed, total = phase.figures.get("Elapsed ms"), phase.figures.get("Total MiB")
    if elapsed is None or total is None or not elapsed[1]:
        return False
    expected = total[1] / elapsed[1] * 1000.0
    return abs(expected - rate) > SLACK * (1.0 + expected / elapsed[1])


READER = Reader(
    KIND,
    Text("elbencho 存储测试（文本）", "elbencho storage test (text)"),
    (TOOL,),
    recognise,
    read,
)
