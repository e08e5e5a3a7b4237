"""Meters: energy of the site and of IT equipment from registers, from energy by interval, or from averaged power.

PUE is the energy of the whole site over that of IT equipment in the same time (ISO/IEC 30134-2). A power averaged in kW
is no energy before it is multiplied by its time. Only times at which every meter has a sound value are used.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from math import ceil, log10
from statistics import median

from assess.evidence.reading import Condition, Finding, Reading, Where
from indicators.records import Text

SCOPES = ("facility", "it")
YEAR_HOURS = 8760.0
NEARLY = 0.99
HIGH, LOW = 0.9, 0.1
"""A register that falls from the top of its range to the bottom has rolled over."""

OUTLIER = 10.0
UNEVEN = 0.01

ROLLED = Text("表计读数回零（翻转），已补足一圈", "The register rolled over; a full turn was added")
FELL = Text(
    "累计读数变小，不是翻转（换表或清零），未采用",
    "The register fell without rolling over (replaced or reset); not used",
)
STRANGE = Text("有读数远高于其余读数", "A reading is far above the others")
UNEVEN_TIMES = Text(
    "读数间隔不一，中间缺失的电量不计入",
    "Times are not one step apart; energy that lies between is not counted",
)
ZERO = Text("有读数为 0，按缺失处理", "Readings of 0 are taken as missing")
GAPS = Text(
    "有时刻缺少部分表计读数，未计入两侧",
    "Times at which a meter has no reading are left out on both sides",
)
NO_COMMON = Text("各表计没有共同时刻，无法相比", "The meters share no times and cannot be compared")
BELOW_ONE = Text(
    "PUE 小于 1 不可能：两侧测点颠倒或单位有误，未采用",
    "A PUE below 1 is impossible: points swapped or a unit wrong; not used",
)
INTERIM = Text("统计期不足 12 个月，是阶段值", "Less than twelve months: an interim value")
ONE_SIDE = Text("只有一侧的表计，无法得出 PUE", "Meters of one side only: no PUE")
AVERAGED = Text("由平均功率乘时间得到电量", "Energy from averaged power times its time")


@dataclass
class Series:
    """One meter: what it belongs to, how it counts, its values by time in kWh or kW, and their lines."""

    point: str
    kind: str
    unit: str
    values: dict[datetime, float] = field(default_factory=dict)
    first: int = 0
    last: int = 0

    @property
    def scope(self) -> str:
        """facility, it, or what else the name begins with."""
        return self.point.split("/")[0].strip().lower()

    @property
    def step(self) -> timedelta:
        """The usual time between two values."""
        times = sorted(self.values)
        steps = sorted(later - time for time, later in pairwise(times))
        return steps[len(steps) // 2] if steps else timedelta()

    @property
    def where(self) -> Where:
        """Lines on which it stands."""
        return Where(self.first, end=self.last)


def energies(series: Series) -> tuple[dict[datetime, float], list[Finding]]:
    """kWh by the time at which each interval ends; findings on what was mended. Empty where the register fell."""
    findings: list[Finding] = []
    if series.kind == "cumulative":
        found = _increments(series, findings)
    elif series.kind == "power":
        hours = series.step / timedelta(hours=1)
        found = {time: value * hours for time, value in sorted(series.values.items())}
        findings += _uneven(series)
        findings.append(Finding("integrated_power", "note", AVERAGED, series.where, f"{hours:g} h"))
    else:
        found = dict(sorted(series.values.items()))
        findings += _uneven(series)
    return _sound(series, found, findings), findings


def _uneven(series: Series) -> list[Finding]:
    """A remark where times are not one step apart: the energy of what lies between is not known."""
    times, step = sorted(series.values), series.step
    odd = [later for time, later in pairwise(times) if abs(later - time - step) > step * UNEVEN]
    if not odd and len(times) > 1:
        return []
    found = min(odd).isoformat() if odd else f"{len(times)}"
    return [Finding("uneven_times", "warning", UNEVEN_TIMES, series.where, found)]


def _sound(
    series: Series, found: dict[datetime, float], findings: list[Finding]
) -> dict[datetime, float]:
    """What is above 0; a remark on zeros and on what is far above the rest."""
    sound = {time: value for time, value in found.items() if value > 0.0}
    if len(sound) < len(found):
        findings.append(
            Finding("zero_reading", "warning", ZERO, series.where, f"{len(found) - len(sound)}")
        )
    if sound and max(sound.values()) > OUTLIER * median(sound.values()):
        findings.append(
            Finding("outlier", "warning", STRANGE, series.where, f"{max(sound.values()):g}")
        )
    return sound


def _increments(series: Series, findings: list[Finding]) -> dict[datetime, float]:
    """Differences of a register, a roll-over mended; nothing where it fell otherwise."""
    ordered = sorted(series.values.items())
    found: dict[datetime, float] = {}
    for (_time, value), (later, following) in pairwise(ordered):
        turn = 10.0 ** ceil(log10(value + 1.0)) if following < value else 0.0
        if turn and not (value > HIGH * turn and following < LOW * turn):
            where, told = series.where, f"{value:g} -> {following:g}"
            findings.append(Finding("register_fell", "error", FELL, where, told))
            return {}
        if turn:
            findings.append(
                Finding("rollover", "warning", ROLLED, series.where, f"{value:g} -> {following:g}")
            )
        found[later] = following - value + turn
    return found


def balance(meters: list[Series]) -> tuple[list[Reading], list[Finding]]:
    """Energy of both sides over the times that all meters share, and their PUE."""
    findings: list[Finding] = []
    by_meter: list[tuple[Series, dict[datetime, float]]] = []
    for series in meters:
        found, said = energies(series)
        findings += said
        by_meter.append((series, found))
    if not by_meter or any(item.severity == "error" for item in findings):
        return [], findings
    every = set().union(*(found for _series, found in by_meter))
    common = set(every).intersection(*(found for _series, found in by_meter))
    where = _span(meters)
    if not common:
        return [], [*findings, Finding("no_common_times", "error", NO_COMMON, where)]
    if len(common) < len(every):
        told = f"{len(every) - len(common)} / {len(every)}"
        findings.append(Finding("gap", "warning", GAPS, where, told))
    totals = {
        scope: sum(
            found[time] for series, found in by_meter if series.scope == scope for time in common
        )
        for scope in SCOPES
        if any(series.scope == scope for series in meters)
    }
    readings, said = _judged(totals, _conditions(meters, common), where)
    return readings, findings + said


def _span(meters: list[Series]) -> Where:
    return Where(min(item.first for item in meters), end=max(item.last for item in meters))


def _conditions(meters: list[Series], common: set[datetime]) -> dict[str, Condition]:
    hours = len(common) * max(series.step for series in meters) / timedelta(hours=1)
    return {
        "from": min(common).isoformat(),
        "to": max(common).isoformat(),
        "hours": hours,
        "meters": len(meters),
        "kind": "+".join(sorted({series.kind for series in meters})),
    }


def _judged(
    totals: Mapping[str, float], conditions: dict[str, Condition], where: Where
) -> tuple[list[Reading], list[Finding]]:
    readings = [
        Reading(
            f"{scope}_energy",
            value,
            f"{value:.1f}",
            "kWh",
            where,
            conditions,
            "sum over common times",
        )
        for scope, value in totals.items()
    ]
    findings = []
    if float(conditions["hours"]) < NEARLY * YEAR_HOURS:
        findings.append(Finding("interim", "note", INTERIM, where, f"{conditions['hours']:g} h"))
    if len(totals) < len(SCOPES):
        return readings, [*findings, Finding("one_side", "warning", ONE_SIDE, where)]
    ratio = totals["facility"] / totals["it"]
    if ratio < 1.0:
        return [], [
            *findings,
            Finding("pue_below_one", "error", BELOW_ONE, where, f"{ratio:.3f}", ">= 1"),
        ]
    how = f"{totals['facility']:.1f} kWh / {totals['it']:.1f} kWh"
    return [*readings, Reading("pue", ratio, f"{ratio:.4f}", "1", where, conditions, how)], findings
