"""LANL's failure data: a row for each problem of a node, with its start, its repair, its minutes and its cause.

Format: LA-UR-05-7318 (Los Alamos National Laboratory, 1996 to 2005). "DST" is dedicated system time. Times are
month/day/year on the site's clock. ``nodes`` is the number of nodes of the system.
"""

import re
from collections import Counter

from assess.evidence.comma_tables import Table, rows, table_of
from assess.evidence.event_log import Log, log_extract
from assess.evidence.incident_rows import BAD_TIME, DISORDER, held_against
from assess.evidence.numbers import plain, whole
from assess.evidence.outages import Outage
from assess.evidence.reading import Extract, Finding, Match, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from assess.evidence.stamps import american
from indicators.records import Text

KIND, TOOL = "lanl_failures", "LANL failure data"
COLUMNS = ("System", "nodes", "nodenum", "Prob Started", "Prob Fixed", "Down Time")
CAUSES = ("facilities", "hardware", "human error", "network", "undetermined", "software")
PLANNED = re.compile(r"\bDST|maintenance|upgr|install|modify", re.I)
SYSTEMS = Text(
    "有多个系统，只读第一个；请按系统分成几个文件",
    "Several systems; only the first is read, use a file for each",
)
UNEVEN = Text(
    "该行的列数与表头不符，未采用", "The row has another number of cells than the heading; not used"
)
PLANNED_BY_CAUSE = Text(
    "原因为专用机时（DST）、维护、升级、安装的算计划内",
    "Dedicated system time (DST), maintenance, upgrades and installations count as planned",
)


def recognise(source: Source) -> Match:
    """Told by the columns of its heading."""
    if table_of(source, COLUMNS):
        return Match(1.0, "heading System, nodes, Prob Started, Prob Fixed, Down Time")
    return Match(0.0, "no heading with Prob Started, Prob Fixed and Down Time")


def read(source: Source) -> Extract:
    """Availability, failures and repair times of the first system of the file."""
    table, log = table_of(source, COLUMNS) or Table((), 0), Log()
    systems, first = Counter[str](), ""
    for number, cells in rows(source, table):
        if cells is None:
            log.say("uneven_row", "error", UNEVEN, Where(number))
            continue
        systems[cells["system"]] += 1
        first = first or cells["system"]
        if cells["system"] == first:
            _take(log, cells, number)
    if len(systems) > 1:
        log.say("several_systems", "warning", SYSTEMS, Where(), ", ".join(sorted(systems)))
    return log_extract(KIND, TOOL, log)


def _take(log: Log, cells: dict[str, str], number: int) -> None:
    """One problem into the log."""
    where = Where(number)
    start, end = american(cells["prob started"]), american(cells["prob fixed"])
    if start is None or end is None:
        printed = cells["prob started"] if start is None else cells["prob fixed"]
        log.say("bad_time", "error", BAD_TIME, where, printed)
    elif end.seconds < start.seconds:
        log.say("times_disorder", "error", DISORDER, where)
    else:
        cause = " ".join(cells.get(name, "") for name in CAUSES)
        planned = bool(PLANNED.search(cause))
        if planned:
            log.remarks.say(Finding("planned_by_cause", "note", PLANNED_BY_CAUSE, where))
        outage = Outage(start.seconds, end.seconds, cells["nodenum"], planned, line=number)
        minutes = plain(cells["down time"])
        held_against(log, outage, None if minutes is None else 60.0 * minutes, where)
        log.nodes = log.nodes or whole(cells["nodes"]) or None
        log.take(outage, start)


READER = Reader(KIND, Text("LANL 故障数据", "LANL failure data"), (TOOL,), recognise, read)
