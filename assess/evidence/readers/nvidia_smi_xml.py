"""nvidia-smi -q -x: cards of a host with model, memory, power and driver.

Format: nvsmi_device_v10.dtd to v13.dtd. ``power_readings`` became ``gpu_power_readings`` and ``power_draw``
``instant_power_draw`` on the way; attached_gpus must be the number of ``gpu`` elements. Memory is MiB; total is the sum
of reserved, used and free. Read without entities and without references to the outside.
"""

from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from assess.evidence.cards import Card, card_readings
from assess.evidence.numbers import plain
from assess.evidence.reading import Condition, Extract, Finding, Match, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from indicators.records import Text

KIND, TOOL = "nvidia_smi_xml", "nvidia-smi"
POWER = (
    "gpu_power_readings/instant_power_draw",
    "gpu_power_readings/power_draw",
    "power_readings/power_draw",
)
LIMIT = ("gpu_power_readings/default_power_limit", "power_readings/default_power_limit")
HALF_MIB = 2.0
"""Rounding of reserved, used and free."""

BROKEN = Text(
    "XML 不完整、已损坏或含不允许的内容",
    "The XML is incomplete, damaged or holds what is not allowed",
)
COUNT = Text("attached_gpus 与列出的卡数不符", "attached_gpus is not the number of cards listed")
NO_COUNT = Text(
    "没有 attached_gpus，卡数无从核对", "No attached_gpus to check the number of cards by"
)
MEMORY = Text(
    "显存总量不等于已用、保留与空闲之和", "Total memory is not the sum of reserved, used and free"
)
MIG = Text("启用了 MIG：列出的是整卡", "MIG is on: what is listed are whole cards")
NO_CARDS = Text("没有列出任何卡", "No card is listed")


def recognise(source: Source) -> Match:
    """Told by its root element."""
    if "<nvidia_smi_log>" in source.head:
        return Match(1.0, "root <nvidia_smi_log>")
    return Match(0.0, "no root <nvidia_smi_log>")


def read(source: Source) -> Extract:
    """Number, memory and draw of the cards of one host."""
    try:
        root = fromstring(source.text())
    except (ParseError, DefusedXmlException, ValueError) as error:
        return Extract(
            KIND, TOOL, findings=(Finding("broken_xml", "error", BROKEN, found=str(error)),)
        )
    elements = root.findall("gpu")
    if not elements:
        return Extract(KIND, TOOL, findings=(Finding("no_cards", "error", NO_CARDS),))
    driver = _text(root, "driver_version")
    readings, findings = card_readings(
        [_card(place, gpu) for place, gpu in enumerate(elements)], {"nodes": 1}
    )
    findings += _faults(root, elements)
    facts: dict[str, Condition] = {
        "nodes": 1,
        "cards": len(elements),
        "card": _text(elements[0], "product_name"),
    }
    return Extract(
        KIND, TOOL, driver, tuple(readings), tuple(findings), {**facts, "driver": driver}
    )


def _card(place: int, gpu: Element) -> Card:
    return Card(
        Where(key=f"gpu[{place}]"),
        _text(gpu, "product_name"),
        _figure(gpu, "fb_memory_usage/total", "MiB"),
        _first(gpu, POWER),
        _first(gpu, LIMIT),
    )


def _faults(root: Element, gpus: list[Element]) -> list[Finding]:
    findings = []
    attached = _text(root, "attached_gpus")
    where = Where(key="attached_gpus")
    if not attached:
        findings.append(Finding("no_count", "note", NO_COUNT, where))
    elif attached != str(len(gpus)):
        findings.append(
            Finding("count_disagrees", "warning", COUNT, where, f"{len(gpus)}", attached)
        )
    for place, gpu in enumerate(gpus):
        if _memory_disagrees(gpu):
            where = Where(key=f"gpu[{place}].fb_memory_usage")
            findings.append(Finding("memory_disagrees", "warning", MEMORY, where))
    if any(_text(gpu, "mig_mode/current_mig") == "Enabled" for gpu in gpus):
        findings.append(Finding("mig", "warning", MIG, Where(key="mig_mode.current_mig")))
    return findings


def _memory_disagrees(gpu: Element) -> bool:
    """Whether used, free and (where it is told) reserved do not make up the total."""
    total, *parts = (
        _figure(gpu, f"fb_memory_usage/{name}", "MiB")
        for name in ("total", "used", "free", "reserved")
    )
    known = [part for part in parts if part is not None]
    return total is None or (len(known) > 1 and abs(total - sum(known)) > HALF_MIB)


def _first(gpu: Element, paths: tuple[str, ...]) -> float | None:
    found = (_figure(gpu, path, "W") for path in paths)
    return next((value for value in found if value is not None), None)


def _figure(element: Element, path: str, unit: str) -> float | None:
    """A figure with its unit, such as ``81559 MiB``; None for N/A."""
    value, _space, told = _text(element, path).partition(" ")
    return plain(value) if told == unit else None


def _text(element: Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


READER = Reader(
    KIND,
    Text("nvidia-smi -q -x 设备清单", "nvidia-smi -q -x device list"),
    (TOOL,),
    recognise,
    read,
)
