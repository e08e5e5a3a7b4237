"""npu-smi info: Ascend chips of a host with model, health, memory and power.

Format: npu-smi 22.x to 26.x. Each chip has two lines: NPU, name, health, power; then chip, bus address, memory. From the
910B on memory is the column HBM-Usage, before it Memory-Usage. An A3 has two dies under one NPU number, and the second
tells no power. Memory is called MB and is MiB (a card of 64 GiB has 65536).
"""

import re
from dataclasses import dataclass, field

from assess.evidence.cards import Card, card_readings
from assess.evidence.numbers import plain
from assess.evidence.reading import Condition, Extract, Finding, Match, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from indicators.records import Text

KIND, TOOL = "npu_smi", "npu-smi"
TITLE = re.compile(r"\|\s*npu-smi\s+(\S+)\s+Version:\s*(\S+)")
HEADING = re.compile(r"^\|\s*NPU\s+Name\s*\|\s*Health\s*\|\s*Power", re.M)
ADDRESS = re.compile(r"[0-9A-Fa-f]{4}:[0-9A-Fa-f]{2}:[0-9A-Fa-f]{2}\.[0-9A-Fa-f]")
COLUMNS = 3
PAIR = re.compile(r"(\d{1,18})\s*/\s*(\d{1,18})")

UNREADABLE = Text("设备表中有一行无法读出", "A row of the list of devices cannot be read")
AGAIN = Text(
    "总线地址重复：同一主机的再次快照，或同型号的另一台主机；只计第一次",
    "Bus addresses stand twice: the same host again, or another of its build; only the first counts",
)
NO_CHIPS = Text("没有列出任何芯片", "No chip is listed")
UNHEALTHY = Text("有芯片健康状态不是 OK", "The health of a chip is not OK")
DUAL_DIE = Text(
    "一个 NPU 编号下有两个芯片（双 die）；按芯片计数",
    "Two chips under one NPU number (dual die); chips are counted",
)
MEBI = Text("表头写 MB，实为 MiB", "The heading says MB and means MiB")


@dataclass
class Listing:
    """What was read so far: chips, their NPU numbers and health, the line above a chip's second line."""

    hbm: bool = False
    inside: bool = False
    above: tuple[int, list[str]] | None = None
    chips: list[Card] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)
    unreadable: list[int] = field(default_factory=list)
    addresses: set[str] = field(default_factory=set)
    again: int = 0


def recognise(source: Source) -> Match:
    """Told by its title or the heading of its table."""
    if TITLE.search(source.head) or HEADING.search(source.head):
        return Match(1.0, "title npu-smi ... Version, heading NPU Name | Health | Power(W)")
    return Match(0.0, "no title 'npu-smi ... Version:'")


def read(source: Source) -> Extract:
    """Number, memory and draw of the chips of one host."""
    listing = Listing()
    for number, line in source.lines():
        _take(listing, number, line)
    if listing.above is not None:
        listing.unreadable.append(listing.above[0])
    findings = [
        Finding("unreadable_row", "warning", UNREADABLE, Where(line)) for line in listing.unreadable
    ]
    title = TITLE.search(source.head)
    version = title[2] if title else ""
    if not listing.chips:
        return Extract(
            KIND, TOOL, version, findings=(*findings, Finding("no_chips", "error", NO_CHIPS))
        )
    readings, said = card_readings(listing.chips, {"nodes": 1})
    facts: dict[str, Condition] = {
        "nodes": 1,
        "cards": len(listing.chips),
        "card": listing.chips[0].model,
    }
    found = (*findings, *said, *_remarks(listing))
    return Extract(KIND, TOOL, version, tuple(readings), found, facts)


def _take(listing: Listing, number: int, line: str) -> None:
    """A line of the table; the table of processes below it is not read."""
    if HEADING.match(line):
        listing.inside = True
    elif listing.inside and "|" in line:
        listing.hbm = listing.hbm or "HBM-Usage" in line
        listing.inside = "Process" not in line
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if listing.inside and "Bus-Id" not in line:
            _take_row(listing, number, cells)


def _take_row(listing: Listing, number: int, cells: list[str]) -> None:
    pairs = PAIR.findall(cells[-1])
    below = len(cells) == COLUMNS and ADDRESS.fullmatch(cells[1])
    if below and cells[1] in listing.addresses:
        listing.above, listing.again = None, listing.again or number
    elif below and listing.above is not None and len(pairs) == 1 + listing.hbm:
        listing.addresses.add(cells[1])
        line, (named, health, told) = listing.above
        npu, _space, model = named.partition(" ")
        listing.chips.append(
            Card(Where(line), model.strip(), float(pairs[-1][1]), plain(told.split()[0]))
        )
        listing.numbers.append(npu)
        listing.health.append(health)
        listing.above = None
    elif not below and len(cells) == COLUMNS and re.match(r"\d+\s+\S", cells[0]) and cells[2]:
        if listing.above is not None:
            listing.unreadable.append(listing.above[0])
        listing.above = (number, cells)
    else:
        listing.unreadable.append(number)


def _remarks(listing: Listing) -> list[Finding]:
    where = listing.chips[0].where
    findings = []
    if any(chip.memory for chip in listing.chips):
        findings.append(Finding("mib_called_mb", "note", MEBI, where))
    if listing.again:
        findings.append(Finding("same_addresses", "warning", AGAIN, Where(listing.again)))
    if len(set(listing.numbers)) < len(listing.numbers):
        found = f"{len(set(listing.numbers))} NPU, {len(listing.numbers)} chips"
        findings.append(Finding("dual_die", "note", DUAL_DIE, where, found))
    ill = [health for health in listing.health if health != "OK"]
    if ill:
        findings.append(Finding("unhealthy", "warning", UNHEALTHY, where, ", ".join(ill), "OK"))
    return findings


READER = Reader(
    KIND, Text("npu-smi info 设备清单", "npu-smi info device list"), (TOOL,), recognise, read
)
