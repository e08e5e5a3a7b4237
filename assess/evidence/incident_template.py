"""Our template of incidents, as CSV and as JSON: the window, the number of nodes, and a row for each incident."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assess.evidence.derive.operations import Observed, repairs
from assess.evidence.event_log import Log, log_extract
from assess.evidence.incident_rows import Row, take_row
from assess.evidence.numbers import whole
from assess.evidence.outages import Window
from assess.evidence.reading import Extract, Finding, Where
from assess.evidence.stamps import stamp, worded
from indicators.records import Text

COLUMNS = ("occurred", "detected", "located", "recovered", "unit", "planned", "duration", "cause")
NEEDED = ("occurred", "recovered")
YES, NO = ("yes", "true", "1", "是", "计划内"), ("", "no", "false", "0", "否", "计划外")
BAD_WINDOW = Text(
    "统计期的起止时间无法读出或颠倒",
    "Beginning and end of the window cannot be read, or are reversed",
)
BAD_NODES = Text("节点数不是整数", "The number of nodes is no whole number")
BAD_PLANNED = Text(
    "planned 只能是 yes 或 no，按计划外处理",
    "planned is yes or no; anything else counts as unplanned",
)
OUTSIDE = Text(
    "有故障完全在统计期之外，未计入", "Incidents wholly outside the window are not counted"
)
MIXED = Text(
    "既有整个集群的、又有单个节点的故障：可用度无法合算，只给出定位与恢复时间；请分成两个文件",
    "Incidents of the whole cluster beside those of nodes: availability cannot add them, so only times to locate and recover follow; use two files",
)


@dataclass(frozen=True)
class Header:
    """What is said of all incidents, as written: beginning and end of the window, and how many nodes."""

    start: str = ""
    end: str = ""
    nodes: str = ""


def template_extract(
    kind: str, tool: str, header: Header, rows: Iterable[tuple[Where, Mapping[str, str]]]
) -> Extract:
    """Everything that the template gives."""
    log = Log()
    _head(log, header)
    for where, cells in rows:
        take_row(log, _row(log, where, cells))
    if log.window is not None:
        _inside(log, log.window)
    units = {outage.unit for outage in log.outages}
    log.whole = units <= {""}
    if "" in units and len(units) > 1:
        return _repairs_only(kind, tool, log)
    return log_extract(kind, tool, log)


def _head(log: Log, header: Header) -> None:
    """Window and nodes into the log."""
    start, end = stamp(header.start), stamp(header.end)
    if start and end and start.seconds < end.seconds and start.zoned == end.zoned:
        log.window = Window(start.seconds, end.seconds)
    elif header.start or header.end:
        log.say("bad_window", "error", BAD_WINDOW, Where(), f"{header.start} .. {header.end}")
    log.nodes = whole(header.nodes) or None
    if header.nodes and log.nodes is None:
        log.say("bad_nodes", "error", BAD_NODES, Where(), header.nodes)


def _row(log: Log, where: Where, cells: Mapping[str, str]) -> Row:
    planned = cells.get("planned", "").strip().lower()
    if planned not in YES + NO:
        log.say("bad_planned", "warning", BAD_PLANNED, where, planned)
    told = {name: cells.get(name, "").strip() for name in COLUMNS}
    unit = "" if told["unit"] in ("*", "cluster", "集群") else told["unit"]
    return Row(
        where, told["occurred"], told["recovered"], unit, told["detected"], told["located"],
        planned in YES, worded(told["duration"]),
    )  # fmt: skip


def _inside(log: Log, window: Window) -> None:
    """Leave out what lies wholly outside the window."""
    kept = [
        (outage, zoned)
        for outage, zoned in zip(log.outages, log.zoned, strict=True)
        if outage.start < window.end and (outage.end is None or outage.end > window.start)
    ]
    lost = len(log.outages) - len(kept)
    log.remarks.say(Finding("outside_window", "warning", OUTSIDE), lost)
    log.outages, log.zoned = [pair[0] for pair in kept], [pair[1] for pair in kept]


def _repairs_only(kind: str, tool: str, log: Log) -> Extract:
    outages = log.aligned()
    start = min(outage.start for outage in outages)
    window = log.window or Window(start, max(outage.end or outage.start for outage in outages) + 1)
    derived = repairs(Observed(tuple(outages), window))
    mixed = Finding("mixed_units", "warning", MIXED)
    findings = (*log.remarks, mixed, *derived.findings)
    return Extract(kind, tool, readings=tuple(derived.readings), findings=findings)
