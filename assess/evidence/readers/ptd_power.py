"""Power analyser logs of MLPerf Inference (PTDaemon, ``spl.txt``): mean power and energy of each marked part of a run.

Format: SPEC PTDaemon, lines ``Time,MM-DD-YYYY hh:mm:ss.sss,Watts,W,Volts,V,Amps,A,PF,p,Mark,name``. Watts must be
volts times amperes times power factor. The mark "notset" is no part of a run.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from indicators.records import Text

KIND, TOOL = "ptd_power", "PTDaemon"
ROW = re.compile(
    r"^Time,(\d\d-\d\d-\d{4} \d\d:\d\d:\d\d\.\d+),Watts,(\d{1,9}\.?\d{0,9}),Volts,(\d{1,9}\.?\d{0,9}),Amps,(\d{1,9}\.?\d{0,9}),PF,(\d{1,9}\.?\d{0,9}),Mark,(\S+)\s*$"
)
BEGINS = re.compile(r"^Time,\d\d-\d\d-\d{4} [\d:.]+,Watts,", re.M)
STAMP = "%m-%d-%Y %H:%M:%S.%f"
AGREES_WITHIN = 0.02
LONG_GAP = 10.0
"""Times the least time between lines from which on a gap is told."""

UNMARKED = "notset"
JOULES = 3.6e6
"""J in a kWh."""

DISAGREES = Text(
    "功率与电压、电流、功率因数之积不符，该行未采用",
    "Watts are not volts * amperes * power factor; the line is not used",
)
UNREADABLE = Text("有一行无法读出", "A line cannot be read")
FEW = Text("没有带标记的测量区间", "No marked part of a run")
BROKEN_UP = Text(
    "该标记的区间不连续或只有一行", "The part of this mark is broken up, or a single line"
)
ONE_METER = Text(
    "只是一台功率计所接设备的 IT 侧功率", "Power of what one analyser feeds, on the IT side"
)


@dataclass
class Part:
    """A marked part: seconds and W of every line, first and last line."""

    mark: str
    first: int
    last: int = 0
    samples: list[tuple[float, float]] = field(default_factory=list)


def recognise(source: Source) -> Match:
    """Told by its lines."""
    if BEGINS.search(source.head):
        return Match(1.0, "lines Time,...,Watts,...,Volts,...")
    return Match(0.0, "no lines 'Time,...,Watts,...,Volts,...'")


def read(source: Source) -> Extract:
    """Mean power and energy of every marked part."""
    parts: dict[str, Part] = {}
    findings: list[Finding] = []
    for place, found in _rows(source):
        if isinstance(found, Finding):
            findings.append(found)
        elif found[2] != UNMARKED:
            part = parts.setdefault(found[2], Part(found[2], place))
            part.samples.append((found[0], found[1]))
            part.last = place
    readings = [reading for part in parts.values() for reading in _readings(part)]
    findings += [
        Finding("part_broken_up", "warning", BROKEN_UP, Where(part.first, end=part.last), part.mark)
        for part in parts.values()
        if _broken_up(part)
    ]
    if readings:
        findings.append(Finding("one_machine", "note", ONE_METER))
    else:
        findings.append(Finding("few_readings", "error", FEW))
    return Extract(KIND, TOOL, "", tuple(readings), tuple(findings))


def _rows(source: Source) -> Iterator[tuple[int, tuple[float, float, str] | Finding]]:
    """Line with seconds, W and mark, or what is wrong with it."""
    for place, line in source.lines():
        row = ROW.match(line)
        if row is None:
            if line.strip():
                yield place, Finding("unreadable_row", "warning", UNREADABLE, Where(place))
            continue
        watts, product = float(row[2]), float(row[3]) * float(row[4]) * float(row[5])
        time = _time(row[1])
        if time is None or abs(watts - product) > AGREES_WITHIN * max(watts, product):
            found = f"{watts:g} W, {product:.2f} VA * PF"
            yield place, Finding("watts_disagree", "error", DISAGREES, Where(place), found)
        else:
            yield place, (time, watts, row[6])


def _time(text: str) -> float | None:
    """Seconds of a stamp; its zone is not told, so only differences mean anything."""
    try:
        return (datetime.strptime(text, STAMP) - datetime.min).total_seconds()  # noqa: DTZ007, DTZ901
    except ValueError:
        return None


def _broken_up(part: Part) -> bool:
    """Whether lines of a part are missing: a single one, others between them, a long gap or time that runs backwards."""
    steps = [later[0] - earlier[0] for earlier, later in pairwise(part.samples)]
    if not steps or part.last - part.first + 1 > len(part.samples):
        return True
    return min(steps) < 0.0 or max(steps) > LONG_GAP * max(min(steps), 1e-3)


def _readings(part: Part) -> list[Reading]:
    """Mean of the lines, and the energy as mean times time where it lasted."""
    times = [time for time, _watts in part.samples]
    mean = sum(watts for _time, watts in part.samples) / len(part.samples)
    seconds = times[-1] - times[0]
    conditions: dict[str, Condition] = {"mark": part.mark, "readings": len(times)}
    conditions |= {"duration_s": seconds, "statistic": "mean"}
    where = Where(part.first, end=part.last)
    readings = [Reading("power", mean, f"{mean:.2f}", "W", where, conditions, "mean of the lines")]
    if seconds > 0.0:
        joules, how = mean * seconds, f"{mean:.2f} W * {seconds:g} s"
        readings.append(
            Reading("energy", joules / JOULES, f"{joules:.0f}", "J", where, conditions, how)
        )
    return readings


READER = Reader(
    KIND, Text("PTDaemon 功率计日志", "PTDaemon power analyser log"), (TOOL,), recognise, read
)
