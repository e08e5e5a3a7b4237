"""Slurm's record of node events: when nodes were down or drained, and why.

Format: ``sacctmgr list event -P Format=Cluster,NodeName,TimeStart,TimeEnd,Duration,State,Reason,User,Event`` (Slurm
manual, sacctmgr). TimeEnd is Unknown while an event lasts; its Duration then tells when the list was printed. DOWN
begins only SlurmdTimeout after a node fell silent. Rows without a node are of the cluster itself.
"""

import re

from assess.evidence.event_log import Log, log_extract
from assess.evidence.outages import Outage, Window
from assess.evidence.reading import Extract, Match, Where
from assess.evidence.registry import Reader
from assess.evidence.slurm_tables import Heading, Record, heading_of, records
from assess.evidence.source import Source
from assess.evidence.stamps import Stamp, seconds, stamp
from indicators.records import Text

KIND, TOOL = "slurm_events", "Slurm sacctmgr"
COLUMNS = ("NodeName", "TimeStart", "TimeEnd", "State")
PLANNED = re.compile(
    r"\b(?:maint\w*|upgrad\w*|scheduled|planned|patch\w*|updat\w*)\b|维护|升级|计划(?!外)", re.I
)
UNPLANNED = re.compile(r"\bunscheduled|\bunplanned|\bemergency|\bfail|计划外|紧急|故障", re.I)
STATE = re.compile(r"(DOWN|DRAIN(?:ED|ING)?|FAIL(?:ING)?|ERROR|MAINT|UNKNOWN)\W?(?:\+\w+\W?)*")
CLOCK = 3600.0
UNUSED = Text("该行无法读出，未采用", "The row cannot be read and is not used")
DISAGREES = Text(
    "时长与起止时间不符，未采用", "The duration disagrees with beginning and end; not used"
)
CLOCK_CHANGE = Text(
    "起止时间相差一小时（时钟调整），采用时长列",
    "Beginning and end differ by an hour from the duration (clock change); the duration counts",
)
OTHER_STATE = Text(
    "该状态不表示节点不可用，未计入", "This state is no node out of service; left out"
)
CLUSTER = Text("集群登记行，不是故障", "A row of the cluster's registration, no failure")
TIMEOUT = Text(
    "Slurm 在节点失联 SlurmdTimeout（默认 300 秒）之后才记为 DOWN：实际中断更长",
    "Slurm records DOWN only after SlurmdTimeout (300 s by default): real outages are longer",
)
DRAINS = Text(
    "DRAIN 按原因区分：只有写明维护、升级、更新而没有故障、紧急字样的为计划内，其余按故障计",
    "Drains are told by their reason: planned where it says maintenance, upgrade or update and neither failure nor emergency; all others are failures",
)


def recognise(source: Source) -> Match:
    """Told by the columns of its heading."""
    if heading_of(source, COLUMNS):
        return Match(1.0, "heading NodeName, TimeStart, TimeEnd, State")
    return Match(0.0, "no heading with NodeName, TimeStart, TimeEnd, State")


def read(source: Source) -> Extract:
    """Outages of nodes and what follows from them."""
    heading = heading_of(source, COLUMNS) or Heading((), "|")
    log = Log()
    for record in records(source, heading):
        _take(log, record)
    if log.outages:
        log.say("slurmd_timeout", "note", TIMEOUT, Where(log.outages[0].line))
    return log_extract(KIND, TOOL, log)


def _take(log: Log, record: Record) -> None:
    """One row into the log; it widens the window that the list covers."""
    where = Where(record.line, end=record.end)
    span = _span(log, record.cells, where)
    if span is None:
        return
    start, end, last = span
    times = [start.seconds, last, *((log.window.start, log.window.end) if log.window else ())]
    log.window = Window.around(times)
    if _is_outage(log, record.cells, where):
        planned = _is_planned(log, record.cells, where)
        node = record.cells["nodename"]
        log.take(Outage(start.seconds, end, node, planned, line=record.line), start)


def _span(
    log: Log, cells: dict[str, str], where: Where
) -> tuple[Stamp, float | None, float] | None:
    """Beginning, end (None while it lasts) and the last moment known; None where the row cannot be used."""
    lasting = cells.get("timeend") in ("Unknown", "None", "N/A")
    begin, finish = stamp(cells.get("timestart", "")), stamp(cells.get("timeend", ""))
    if begin is None or (finish is None and not lasting):
        log.say("unreadable_row", "error", UNUSED, where)
        return None
    lasted = seconds(cells.get("duration", ""))
    if finish is None:
        return begin, None, begin.seconds + (lasted or 0.0)
    wall = finish.seconds - begin.seconds
    if lasted is not None and abs(wall - lasted) == CLOCK:
        log.say("clock_change", "note", CLOCK_CHANGE, where)
    elif wall < 0.0 or lasted not in (None, wall):
        log.say("duration_disagrees", "error", DISAGREES, where, f"{wall:g} s, not {lasted} s")
        return None
    end = begin.seconds + (wall if lasted is None else lasted)
    return begin, end, end


def _is_outage(log: Log, cells: dict[str, str], where: Where) -> bool:
    """Whether a row tells of a node out of service."""
    state, node = cells["state"], cells["nodename"]
    if not node:
        log.say("cluster_row", "note", CLUSTER, where, state)
        return False
    if not STATE.fullmatch(state):
        log.say("other_state", "warning", OTHER_STATE, where, state)
        return False
    return True


def _is_planned(log: Log, cells: dict[str, str], where: Where) -> bool:
    """Whether it was maintenance: by its state, or a reason that says so."""
    state, reason = cells["state"], cells.get("reason", "")
    if state.startswith("DRAIN"):
        log.say("drain_by_reason", "note", DRAINS, where, reason)
    told = PLANNED.search(reason) and not UNPLANNED.search(reason)
    return state.startswith("MAINT") or bool(told)


READER = Reader(
    KIND,
    Text("Slurm 节点事件（sacctmgr）", "Slurm node events (sacctmgr)"),
    (TOOL,),
    recognise,
    read,
)
