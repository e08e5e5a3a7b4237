"""MLPerf Training power logs: energy of a node or switch during a run.

Format: mlcommons/logging, ``:::MLLOG`` lines between power_measurement_start and power_measurement_stop: power_reading
in W about every second, and conversion_eff, by which it is multiplied. Energy is the sum of reading times the time to the
next one. It is the IT side of one machine.
"""

import json
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from assess.evidence.structured import at, number
from indicators.records import Text

KIND, TOOL = "mlperf_power", "MLPerf power"
MARK = ":::MLLOG"
START, STOP = "power_measurement_start", "power_measurement_stop"
JOULES = 3.6e6
"""J in a kWh."""

LONG_GAP = 10.0
"""Times the usual time between readings from which on a gap is told."""

LEAST_EFFICIENCY = 0.5
NO_STOP = Text("没有结束标记，日志可能被截断", "No mark of the end; the log may be cut")
NO_EFFICIENCY = Text(
    "没有 conversion_eff（按 1 计），或数值不合理",
    "No conversion_eff (1 is taken), or one that cannot be",
)
UNREADABLE = Text("有一行无法读出", "A line cannot be read")
GAP = Text("读数之间有较长中断", "A long gap between readings")
BACKWARDS = Text("时间戳倒退，未采用", "Time runs backwards; not used")
FEW = Text("功率读数不足，无法求电量", "Too few readings of power for an energy")
ONE_MACHINE = Text("只是一台机器的 IT 侧电量", "Energy of one machine on the IT side")


@dataclass
class Log:
    """What the lines tell: seconds and W of every reading, its hosts, start, stop, efficiency, first and last line."""

    samples: list[tuple[float, float]] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)
    first: int = 0
    last: int = 0
    start: float | None = None
    stop: float | None = None
    efficiency: float | None = None
    unreadable: list[int] = field(default_factory=list)


def recognise(source: Source) -> Match:
    """Told by the mark of the measurement."""
    if MARK in source.head and f'"{START}"' in source.head:
        return Match(1.0, f"MLLOG line {START}")
    return Match(0.0, f"no MLLOG line {START}")


def read(source: Source) -> Extract:
    """Energy and mean power between start and stop."""
    log = Log()
    for place, line in source.lines():
        if MARK in line:
            _take(log, place, line.partition(MARK)[2])
        elif '"time_ms"' in line:
            log.unreadable.append(place)
    findings = [
        Finding("unreadable_row", "warning", UNREADABLE, Where(line)) for line in log.unreadable
    ]
    times = [time for time, _watts in log.samples]
    if times != sorted(times):
        return Extract(
            KIND, TOOL, findings=(*findings, Finding("time_backwards", "error", BACKWARDS))
        )
    end = log.stop if log.stop is not None else (times[-1] if times else 0.0)
    if not times or end <= times[0]:
        return Extract(KIND, TOOL, findings=(*findings, Finding("few_readings", "error", FEW)))
    return Extract(KIND, TOOL, "", tuple(_readings(log, end)), (*findings, *_remarks(log, end)))


def _take(log: Log, place: int, text: str) -> None:
    try:
        entry = json.loads(text)
    except (ValueError, RecursionError):
        log.unreadable.append(place)
        return
    key, value, stamp = at(entry, "key"), number(at(entry, "value")), number(at(entry, "time_ms"))
    if key == START:
        log.start = stamp
    elif key == STOP:
        log.stop = None if stamp is None else stamp / 1000.0
    elif key == "conversion_eff":
        log.efficiency = value
    elif key == "power_reading" and value is not None and stamp is not None:
        log.samples.append((stamp / 1000.0, value))
        log.hosts.add(str(at(entry, "metadata", "host")))
        log.first, log.last = log.first or place, place
    else:
        log.unreadable.append(place)


def _readings(log: Log, end: float) -> list[Reading]:
    efficiency = 1.0 if log.efficiency is None else log.efficiency
    times = [time for time, _watts in log.samples] + [end]
    parts = [watts * (times[place + 1] - time) for place, (time, watts) in enumerate(log.samples)]
    seconds, joules = end - times[0], sum(parts) * efficiency
    conditions: dict[str, Condition] = {"duration_s": seconds, "readings": len(log.samples)}
    conditions |= {
        "conversion_efficiency": efficiency,
        "statistic": "mean",
        "hosts": len(log.hosts),
    }
    where, how = Where(log.first, end=log.last), f"sum of W * s * {efficiency:g}"
    return [
        Reading("energy", joules / JOULES, f"{joules:.0f}", "J", where, conditions, how),
        Reading("power", joules / seconds, f"{joules / seconds:.1f}", "W", where, conditions, how),
    ]


def _remarks(log: Log, end: float) -> list[Finding]:
    findings = [Finding("one_machine", "note", ONE_MACHINE)]
    if log.stop is None:
        findings.append(Finding("no_stop", "warning", NO_STOP, Where(log.last)))
    if log.efficiency is None or not LEAST_EFFICIENCY <= log.efficiency <= 1.0:
        findings.append(Finding("efficiency", "warning", NO_EFFICIENCY))
    times = [time for time, _watts in log.samples] + [end]
    steps = [later - time for time, later in pairwise(times)]
    usual = median(steps)
    if usual > 0.0 and max(steps) > LONG_GAP * usual:
        found = f"{max(steps):g} s"
        findings.append(
            Finding(
                "gap", "warning", GAP, Where(log.first, end=log.last), found, f"about {usual:g} s"
            )
        )
    return findings


READER = Reader(KIND, Text("MLPerf 功率日志", "MLPerf power log"), (TOOL,), recognise, read)
