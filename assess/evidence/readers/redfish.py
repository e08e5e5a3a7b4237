"""Redfish: power and energy of one chassis, as its management controller reports them.

Format: DMTF Redfish, ``Chassis/*/Power`` (PowerControl: PowerConsumedWatts of the moment, PowerMetrics averages over
IntervalInMin) and the newer ``EnvironmentMetrics`` (PowerWatts of the moment, EnergykWh since the counter began).
PowerCapacityWatts is no consumption, and what a supply gives out is less than what it takes.
"""

import re
from collections.abc import Mapping
from typing import Any

from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from assess.evidence.structured import at, broken, listed, number, whole_document
from indicators.records import Text

KIND, TOOL = "redfish", "Redfish"
TYPE = re.compile(r'"@odata\.type"\s*:\s*"#(Power|EnvironmentMetrics)\.')

ONE_CHASSIS = Text(
    "只是一台机箱的 IT 侧功率，不是数据中心用电，也不是全部 IT 设备",
    "Power of one chassis on the IT side: neither the site nor all IT equipment",
)
INSTANT = Text("瞬时功率，不能当作电量", "Power of a moment, which is no energy")
DISAGREES = Text(
    "平均功率不在最小与最大之间，未采用", "The mean is not between least and largest; not used"
)
ABOVE = Text("功率高于电源额定容量", "Power above the capacity of the supplies")
NOTHING = Text("没有功率或电量读数", "No reading of power or energy")


def recognise(source: Source) -> Match:
    """Told by the type of the resource."""
    if found := TYPE.search(source.head):
        return Match(1.0, f"@odata.type #{found[1]}")
    return Match(0.0, 'no "@odata.type" #Power or #EnvironmentMetrics')


def read(source: Source) -> Extract:
    """Power of the moment, averaged power and energy, each for what it is."""
    document = whole_document(source)
    if not isinstance(document, Mapping):
        return Extract(KIND, TOOL, findings=(broken(),))
    readings: list[Reading] = []
    findings: list[Finding] = []
    for place, control in enumerate(listed(document, "PowerControl")):
        found, said = _control(f"PowerControl[{place}]", control)
        readings += found
        findings += said
    readings += _environment(document)
    if readings:
        findings.append(Finding("one_chassis", "note", ONE_CHASSIS))
    elif not findings:
        findings.append(Finding("nothing_read", "error", NOTHING))
    version = str(document.get("@odata.type") or "").removeprefix("#")
    return Extract(KIND, TOOL, version, tuple(readings), tuple(findings))


def _control(key: str, control: Any) -> tuple[list[Reading], list[Finding]]:
    """Power of the moment and averaged power of one PowerControl."""
    name = str(at(control, "Name") or "")
    readings, findings = _consumed(f"{key}.PowerConsumedWatts", control, name)
    mean = _averaged(f"{key}.PowerMetrics.AverageConsumedWatts", at(control, "PowerMetrics"), name)
    if isinstance(mean, Finding):
        return readings, [*findings, mean]
    return readings if mean is None else [*readings, mean], findings


def _consumed(key: str, control: Any, name: str) -> tuple[list[Reading], list[Finding]]:
    instant = number(at(control, "PowerConsumedWatts"))
    capacity = number(at(control, "PowerCapacityWatts"))
    if instant is None:
        return [], []
    above = []
    if capacity and instant > capacity:
        found, wanted = f"{instant:g} W", f"<= {capacity:g} W"
        above = [Finding("above_capacity", "warning", ABOVE, Where(key=key), found, wanted)]
    return [_instant(instant, key, name)], above


def _averaged(key: str, metrics: Any, name: str) -> Reading | Finding | None:
    """The mean over its interval; a finding where it is not between least and largest."""
    average = number(at(metrics, "AverageConsumedWatts"))
    if average is None:
        return None
    least, largest = (number(at(metrics, f"{word}ConsumedWatts")) for word in ("Min", "Max"))
    if least is not None and largest is not None and not least <= average <= largest:
        found, wanted = f"{average:g} W", f"{least:g}-{largest:g} W"
        return Finding("average_disagrees", "error", DISAGREES, Where(key=key), found, wanted)
    told: dict[str, Condition] = {"statistic": "mean", "what": name}
    interval = number(at(metrics, "IntervalInMin"))
    if interval is not None:
        told["interval_min"] = interval
    return Reading("power", average, f"{average:g}", "W", Where(key=key), told)


def _environment(document: Mapping[str, Any]) -> list[Reading]:
    readings = []
    power, energy = (
        number(at(document, "PowerWatts", "Reading")),
        number(at(document, "EnergykWh", "Reading")),
    )
    if power is not None:
        readings.append(_instant(power, "PowerWatts.Reading", "chassis"))
    if energy is not None:
        told: dict[str, Condition] = {"statistic": "counter", "what": "chassis"}
        where = Where(key="EnergykWh.Reading")
        readings.append(Reading("energy", energy, f"{energy:g}", "kWh", where, told))
    return readings


def _instant(value: float, key: str, name: str) -> Reading:
    told: dict[str, Condition] = {"statistic": "instant", "what": name}
    note = Finding("instant", "note", INSTANT, Where(key=key))
    return Reading("power", value, f"{value:g}", "W", Where(key=key), told, warnings=(note,))


READER = Reader(
    KIND, Text("Redfish 功率与电量", "Redfish power and energy"), (TOOL,), recognise, read
)
