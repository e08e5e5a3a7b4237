"""Incident pages with machine-readable comments: start, stop, length, severity, affected, reason.

Format: UCSF Wynton HPC, status pages (Markdown, HTML comments), one year a page with the operator's own totals at the top.
What concerns a part of the cluster only, and blocks that sum up others, are left out. The totals are held against ours.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assess.evidence.event_log import Log, log_extract
from assess.evidence.incident_rows import Row, take_row
from assess.evidence.outages import Window
from assess.evidence.reading import Extract, Finding, Match, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from assess.evidence.stamps import stamp, worded
from indicators.records import Text

KIND, TOOL = "incident_comments", "incident page"
START = re.compile(r"^start:\s*\S", re.M)
PAIR = re.compile(r"^(start|stop|length|severity|affected|reason|comment):\s*(.*)$|^##\s+(.*)$")
YEAR = re.compile(r"Summary for (\d{4})")
TOTAL = re.compile(r"-\s+(Scheduled|Unscheduled):\s*([\d.]+) hours")
PARTIAL = ("low", "partial-outage", "partial")
HOURS = 0.005
"""Share by which an operator's total may be rounded."""

PART = Text(
    "只影响部分功能的事件不算集群中断，未计入",
    "Events that concern a part of the service are no outage of the cluster; left out",
)
SUMMARY = Text("汇总其他时段的条目未计入", "Blocks that sum up others are left out")
TOTALS = Text(
    "页首的合计与各条起止时间之和不符",
    "The totals at the top of the page disagree with what the times add up to",
)


@dataclass
class Block:
    """One incident as it stands: its pairs, and its line."""

    line: int
    cells: dict[str, str] = field(default_factory=dict)


def recognise(source: Source) -> Match:
    """Told by comments with a start, a stop and a severity."""
    head = source.head
    if "<!--" in head and START.search(head) and re.search(r"^stop:", head, re.M):
        return Match(0.9, "comments with start, stop, severity")
    return Match(0.0, "no comments with start:, stop: and severity:")


def read(source: Source) -> Extract:
    """Availability, failures and recovery over the year of the page."""
    log, totals = Log(whole=True), dict[str, tuple[int, float]]()
    for block in _blocks(source, log, totals):
        _take(log, block)
    found = log_extract(KIND, TOOL, log)
    return Extract(
        KIND, TOOL, "", found.readings, (*found.findings, *_disagreeing(found, totals)),
        found.facts, found.outages, found.observed, found.whole,
    )  # fmt: skip


def _blocks(source: Source, log: Log, totals: dict[str, tuple[int, float]]) -> Iterator[Block]:
    """Incidents; a start or the end of a comment ends the one before. What is said before a start belongs to it."""
    block, label = None, ""
    for number, name, value in _pairs(source, log, totals):
        if name in ("start", "end") and block:
            yield block
            block = None
        if name == "start":
            block = Block(number, {"start": value, "comment": label})
        elif block and name != "comment":
            block.cells.setdefault(name, value)
        label = value if name == "comment" else ""
    if block:
        yield block


def _pairs(
    source: Source, log: Log, totals: dict[str, tuple[int, float]]
) -> Iterator[tuple[int, str, str]]:
    """Line, name and value of each pair inside comments, and "end" behind a comment. Year and totals are taken in."""
    inside = False
    for number, line in source.lines():
        _heading(line, number, log, totals)
        closed = "-->" in line
        inside = (inside or "<!--" in line) and not closed
        if closed:
            yield number, "end", ""
        elif inside and (found := PAIR.match(line.strip())):
            yield number, found[1] or "comment", (found[2] or found[3] or "").strip()


def _heading(line: str, number: int, log: Log, totals: dict[str, tuple[int, float]]) -> None:
    """The year of the page is its window; the operator's totals are kept."""
    if (year := YEAR.search(line)) and log.window is None:
        begin, end = stamp(f"{year[1]}-01-01T00:00"), stamp(f"{int(year[1]) + 1:04}-01-01T00:00")
        log.window = Window(begin.seconds, end.seconds) if begin and end else None
    if (total := TOTAL.search(line)) and len(total[2]) < 12 and total[2].count(".") < 2:  # noqa: PLR2004
        totals.setdefault(total[1], (number, float(total[2].strip(".") or 0)))


def _take(log: Log, block: Block) -> None:
    cells, where = block.cells, Where(block.line)
    severity = cells.get("severity", "")
    if cells.get("comment", "").lower().startswith("total"):
        log.say("summary_block", "note", SUMMARY, where, cells["comment"])
    elif severity in PARTIAL:
        log.say("partial_impact", "note", PART, where, f"{severity}: {cells.get('affected', '')}")
    else:
        planned = severity == "under-maintenance" or cells.get("reason") == "scheduled"
        stated = worded(cells.get("length", ""))
        take_row(
            log, Row(where, cells["start"], cells.get("stop", "?"), planned=planned, stated=stated)
        )


def _disagreeing(found: Extract, totals: dict[str, tuple[int, float]]) -> Iterator[Finding]:
    """Where the operator's hours are others than ours."""
    for reading in found.readings:
        if reading.quantity == "service_hours":
            for name, key in (("Scheduled", "planned_h"), ("Unscheduled", "unplanned_h")):
                line, hours = totals.get(name, (0, -1.0))
                ours = float(reading.conditions[key])
                if line and abs(hours - ours) > HOURS * max(hours, 1.0):
                    told = f"{name} {hours:g} h", f"{ours:g} h"
                    yield Finding("totals_disagree", "warning", TOTALS, Where(line), *told)


READER = Reader(
    KIND,
    Text("故障公告页（带机读注释）", "Incident page with machine-readable comments"),
    (TOOL,),
    recognise,
    read,
)
