"""nccl-tests: collective bandwidth of NVIDIA's (and compatible) cards, as the text table of ``*_perf``.

Format: NVIDIA/nccl-tests, src/util.cu and doc/PERFORMANCE.md (a0b82b2). Columns: size count type [redop] [root], then
time algbw busbw #wrong twice, out-of-place and in-place. GB/s are decimal. What counts is the largest bus bandwidth
over messages of at least 128 MiB; it is computed again from the algorithm bandwidth and must agree.
"""

import re

from assess.evidence.collective_runs import HEADER, VERSION, runs_of
from assess.evidence.collectives import NO_TABLE, facts_of, judged
from assess.evidence.reading import Extract, Finding, Match, Reading
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from indicators.records import Text

KIND, TOOL = "nccl_tests", "nccl-tests"


def recognise(source: Source) -> Match:
    """Told by the heading of the table, or by the rank list of a run that failed."""
    head = source.head
    if HEADER.search(head):
        return Match(1.0, "table heading size count ... algbw busbw")
    if re.search(r"^#?\s*nThread \d+ nGpus \d+ minBytes", head, re.M) or VERSION.search(head):
        return Match(0.8, "parameters of nccl-tests, no table in the beginning")
    return Match(0.0, "no heading 'size count ... algbw busbw'")


def read(source: Source) -> Extract:
    """Readings of every run in the file, the largest bus bandwidth of each."""
    runs = list(runs_of(source))
    readings: list[Reading] = []
    findings: list[Finding] = []
    for run in runs:
        found, said = judged(run)
        readings += found
        findings += said
    if not runs:
        findings.append(Finding("no_table", "error", NO_TABLE))
    version = next((run.version for run in runs if run.version), "")
    return Extract(KIND, TOOL, version, tuple(readings), tuple(findings), facts_of(runs))


READER = Reader(
    KIND,
    Text("nccl-tests 集合通信带宽（文本）", "nccl-tests collective bandwidth (text)"),
    (TOOL,),
    recognise,
    read,
)
