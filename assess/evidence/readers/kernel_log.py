"""Kernel logs (dmesg, journal, syslog): NVIDIA's Xid errors, by number and card.

Format: NVIDIA, "Xid errors": ``NVRM: Xid (PCI:0000:9b:00): 119, ...``; before it dmesg's time in brackets, or time and host of
a journal. An Xid is a message and no failure by itself: many come from the user's program, and one trouble repeats its line.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from assess.evidence.derive.said import moment
from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.remarks import Remarks
from assess.evidence.source import Source
from assess.evidence.stamps import Stamp, of_datetime, stamp
from indicators.records import Text

KIND, TOOL = "kernel_log", "Linux kernel log"
XID = re.compile(r"NVRM: Xid \((?:PCI:)?([0-9A-Fa-f:.]{4,16})(?:\s+GPU-I:\d+)?\): (\d{1,4})\b")
ANY_XID = re.compile(r"\bXid\b.{0,40}:\s*\d")
DMESG = re.compile(r"^\[\w{3} (\w{3} [ \d]\d \d\d:\d\d:\d\d \d{4})\]")
ISO = re.compile(r"^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)\s+(\S+)\s")
SYSLOG = re.compile(r"^\w{3} [ \d]\d \d\d:\d\d:\d\d (\S+) ")
KERNEL = re.compile(
    r"^\[\s*\d+\.\d{6}\]|^\[\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}\]|\skernel:\s", re.M
)
EPISODE = 600.0
"""Seconds within which one number on one card is one trouble."""

BY_USERS = frozenset({13, 31, 43, 45, 68, 69})
NOT_FAILURES = Text(
    "XID 不等于故障：13、31、43、45 等多由用户程序引起，同一问题会重复打印",
    "An Xid is no failure by itself: 13, 31, 43, 45 and the like mostly come from programs, and one trouble repeats its line",
)
UNREADABLE = Text("有 Xid 行无法读出，未计入", "Xid lines that cannot be read are not counted")
NO_TIMES = Text(
    "日志没有日期，同一卡同号的 Xid 无法按时间合并",
    "The log has no dates; Xids of one number on one card cannot be united by time",
)
NO_XID = Text("内核日志中没有 Xid", "A kernel log without an Xid")


@dataclass
class Errors:
    """Xid lines: by number, the user's among them, episodes, cards, hosts, and the time that they span."""

    codes: Counter[int] = field(default_factory=Counter)
    episodes: int = 0
    last: dict[tuple[str, str, int], float] = field(default_factory=dict)
    hosts: set[str] = field(default_factory=set)
    cards: set[tuple[str, str]] = field(default_factory=set)
    first_line: int = 0
    last_line: int = 0
    times: list[float] = field(default_factory=list)


def recognise(source: Source) -> Match:
    """Told by Xid lines, or by lines of the kernel."""
    if XID.search(source.head):
        return Match(0.9, "NVRM: Xid lines")
    if len(KERNEL.findall(source.head)) >= 10:  # noqa: PLR2004
        return Match(0.6, "lines of a kernel log")
    return Match(0.0, "no NVRM: Xid lines, no kernel log")


def read(source: Source) -> Extract:
    """How many Xids by number."""
    errors, remarks = Errors(), Remarks()
    for number, line in source.lines():
        if "Xid" in line:
            _take(errors, remarks, number, line)
    return Extract(KIND, TOOL, "", tuple(_readings(errors, remarks)), tuple(remarks))


def _take(errors: Errors, remarks: Remarks, number: int, line: str) -> None:
    found = XID.search(line)
    if found is None:
        if ANY_XID.search(line):
            remarks.say(
                Finding("unreadable_lines", "warning", UNREADABLE, Where(number), line[:80])
            )
        return
    host, time = _host(line), _time(line)
    code, key = int(found[2]), (host, found[1].lower(), int(found[2]))
    errors.codes[code] += 1
    errors.cards.add(key[:2])
    errors.hosts |= {host} - {""}
    errors.first_line, errors.last_line = errors.first_line or number, number
    if time is None:
        remarks.say(Finding("no_dates", "warning", NO_TIMES, Where(number)))
        errors.episodes += key not in errors.last
        errors.last[key] = 0.0
        return
    errors.episodes += time.seconds - errors.last.get(key, -EPISODE) >= EPISODE
    errors.last[key] = time.seconds
    errors.times = [min([*errors.times, time.seconds]), max([*errors.times, time.seconds])]


def _readings(errors: Errors, remarks: Remarks) -> Iterator[Reading]:
    if not errors.codes:
        remarks.say(Finding("no_xid", "warning", NO_XID))
    told: dict[str, Condition] = {"episodes": errors.episodes, "cards": len(errors.cards)}
    if errors.hosts:
        told["hosts"] = len(errors.hosts)
    if errors.times:
        told |= {"from": moment(errors.times[0]), "to": moment(errors.times[1])}
    told |= {f"xid_{code}": count for code, count in sorted(errors.codes.items())}
    told["by_programs"] = sum(errors.codes[code] for code in BY_USERS)
    count, where = (
        errors.codes.total(),
        Where(errors.first_line or None, end=errors.last_line or None),
    )
    said = (Finding("xid_is_no_failure", "note", NOT_FAILURES),) if count else ()
    yield Reading("xid_events", float(count), str(count), "count", where, told, "lines", said)


def _host(line: str) -> str:
    found = ISO.match(line) or SYSLOG.match(line)
    return found[found.lastindex or 1] if found else ""


def _time(line: str) -> Stamp | None:
    """The time of a line; None where it has no year."""
    if found := ISO.match(line):
        return stamp(found[1].replace(",", "."))
    if found := DMESG.match(line):
        try:
            return of_datetime(datetime.strptime(found[1], "%b %d %H:%M:%S %Y"))  # noqa: DTZ007
        except ValueError:
            return None
    return None


READER = Reader(KIND, Text("内核日志（XID）", "Kernel log (Xid)"), (TOOL,), recognise, read)
