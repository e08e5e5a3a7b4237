"""Incidents as people record them: a row with its times becomes an outage, and what contradicts itself is said.

Times are the record; a duration beside them is only held against them, as operators mistype it (evidence: yearly incident
pages of UCSF Wynton, LANL's failure data).
"""

from dataclasses import dataclass

from assess.evidence.event_log import Log
from assess.evidence.outages import Outage
from assess.evidence.reading import Where
from assess.evidence.stamps import Stamp, stamp
from indicators.records import Text

NEARLY = 60.0
"""Seconds by which a stated duration may be rounded."""

LASTING = ("", "-", "ongoing", "进行中", "未恢复")
BAD_TIME = Text(
    "发生时间或恢复时间无法读出，该行未采用",
    "The time of onset or recovery cannot be read; the row is not used",
)
BAD_DETAIL = Text(
    "发现或定位时间无法读出，按缺失处理",
    "A time of detection or location that cannot be read is missing",
)
DISORDER = Text(
    "时间次序不可能（发生之后才能发现、定位、恢复，发现不晚于定位），该行未采用",
    "Times out of order (detection, location and recovery follow onset, location follows detection); the row is not used",
)
AFTER = Text(
    "恢复在定位之前（先自动恢复、后找原因）",
    "Restored before the cause was found",
)
DISAGREES = Text(
    "所写时长与起止时间不符：以时间为准，两者都列出",
    "The stated duration disagrees with the times; the times count, both are shown",
)


@dataclass(frozen=True)
class Row:
    """One incident as written. unit "" is the whole cluster; stated: its duration in seconds, None where none is written."""

    where: Where
    occurred: str
    recovered: str
    unit: str = ""
    detected: str = ""
    located: str = ""
    planned: bool = False
    stated: float | None = None


def take_row(log: Log, row: Row) -> None:
    """An incident into the log, or what is wrong with it."""
    start, end = stamp(row.occurred), stamp(row.recovered)
    if start is None or (end is None and row.recovered.lower() not in LASTING):
        log.say(
            "bad_time",
            "error",
            BAD_TIME,
            row.where,
            row.occurred if start is None else row.recovered,
        )
        return
    detected, located = _detail(log, row, row.detected), _detail(log, row, row.located)
    if _disordered(start, detected, located, end):
        log.say("times_disorder", "error", DISORDER, row.where)
        return
    if located and end and located.seconds > end.seconds:
        log.say("located_after_recovery", "note", AFTER, row.where)
    outage = Outage(
        start.seconds, end and end.seconds, row.unit, row.planned,
        detected and detected.seconds, located and located.seconds, row.where.line or 0,
    )  # fmt: skip
    held_against(log, outage, row.stated, row.where)
    log.take(outage, start, end, detected, located)


def held_against(log: Log, outage: Outage, stated: float | None, where: Where) -> None:
    """A finding where a stated duration contradicts the times."""
    if stated is None or outage.end is None or abs(outage.end - outage.start - stated) <= NEARLY:
        return
    told = f"{stated / 3600.0:.6g} h, {(outage.end - outage.start) / 3600.0:.6g} h"
    log.say("duration_disagrees", "warning", DISAGREES, where, told)


def _detail(log: Log, row: Row, printed: str) -> Stamp | None:
    found = stamp(printed)
    if printed and found is None:
        log.say("bad_detail", "warning", BAD_DETAIL, row.where, printed)
    return found


def _disordered(
    start: Stamp, detected: Stamp | None, located: Stamp | None, end: Stamp | None
) -> bool:
    later = [item.seconds for item in (detected, located, end) if item is not None]
    crossed = detected and located and located.seconds < detected.seconds
    return bool(crossed) or any(time < start.seconds for time in later)
