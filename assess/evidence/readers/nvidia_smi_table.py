"""nvidia-smi: the plain table of cards of a host, also several of them in one file.

Format: drivers 4xx to 5xx. Each card has a line with its number, name and bus address, and below it one with power,
memory and utilisation. Tables of the same bus addresses are snapshots of the same host: the first counts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assess.evidence.cards import Card, card_readings
from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from indicators.records import Text

KIND, TOOL = "nvidia_smi_table", "nvidia-smi"
TITLE = re.compile(r"\|\s*NVIDIA-SMI\s+(\S+)\s+Driver Version:\s*(\S+)")
CARD = re.compile(
    r"^\|\s*(\d{1,18})\s+(\S.*?)\s+(?:On|Off|N/A)\s*\|\s*([0-9A-Fa-f]{4,8}:[0-9A-Fa-f:.]+)\s"
)
USE = re.compile(
    r"\|.*?\s(?:(\d{1,18})W|N/A|\[?\S+\]?)\s*/\s*(?:(\d{1,18})W|N/A)\s*\|\s*(\d{1,18})MiB\s*/\s*(\d{1,18})MiB\s*\|"
)
ADDRESS = re.compile(r"[0-9A-Fa-f]{4,8}:[0-9A-Fa-f]{2}:")
PROCESSES = re.compile(r"^\|\s*Processes:")

UNREADABLE = Text("卡列表中有一行无法读出", "A row of the list of cards cannot be read")
MISSING = Text(
    "卡编号不连续，清单可能不完整", "The numbers of the cards have gaps; the list may be incomplete"
)
NO_CARDS = Text("没有列出任何卡", "No card is listed")
AGAIN = Text(
    "总线地址与前表相同：同一主机的再次快照，或同型号的另一台主机；只计第一张表",
    "The bus addresses are those of a table before: the same host again, or another of its build; only the first counts",
)


@dataclass
class Table:
    """One table: version, cards by number with their bus address, lines that could not be read."""

    line: int
    version: str
    driver: str
    cards: dict[int, Card] = field(default_factory=dict)
    addresses: list[str] = field(default_factory=list)
    unreadable: list[int] = field(default_factory=list)
    open: bool = True
    awaited: tuple[int, str, int] | None = None


def recognise(source: Source) -> Match:
    """Told by its title."""
    if TITLE.search(source.head):
        return Match(1.0, "title NVIDIA-SMI ... Driver Version")
    return Match(0.0, "no title '| NVIDIA-SMI ... Driver Version: ...'")


def read(source: Source) -> Extract:
    """Number, memory and draw of the cards of every host."""
    readings: list[Reading] = []
    findings: list[Finding] = []
    seen: set[tuple[str, ...]] = set()
    tables = list(_tables(source))
    for table in tables:
        if tuple(table.addresses) in seen:
            findings.append(Finding("same_addresses", "warning", AGAIN, Where(table.line)))
            continue
        seen.add(tuple(table.addresses))
        found, said = _judged(table)
        readings += found
        findings += said
    facts = _facts(tables[0]) if len(seen) == 1 and tables[0].cards else {}
    version = tables[0].version if tables else ""
    return Extract(KIND, TOOL, version, tuple(readings), tuple(findings), facts)


def _tables(source: Source) -> Iterator[Table]:
    table: Table | None = None
    for number, line in source.lines():
        if title := TITLE.search(line):
            if table is not None:
                yield table
            table = Table(number, title[1], title[2])
        elif table is not None:
            table.open = table.open and not PROCESSES.match(line) and bool(line.strip("` "))
            if table.open:
                _take(table, number, line)
    if table is not None:
        yield table


def _take(table: Table, number: int, line: str) -> None:
    if card := CARD.match(line):
        table.awaited = (int(card[1]), card[2], number)
        table.addresses.append(card[3])
    elif (use := USE.match(line)) and table.awaited is not None:
        place, name, begun = table.awaited
        draw, limit = (float(text) if text else None for text in (use[1], use[2]))
        table.cards[place] = Card(Where(begun), name, float(use[4]), draw, limit)
        table.awaited = None
    elif "MiB" in line or ADDRESS.search(line):
        table.unreadable.append(number)


def _judged(table: Table) -> tuple[list[Reading], list[Finding]]:
    if table.awaited is not None:
        table.unreadable.append(table.awaited[2])
    findings = [
        Finding("unreadable_row", "warning", UNREADABLE, Where(line)) for line in table.unreadable
    ]
    if not table.cards:
        return [], [*findings, Finding("no_cards", "error", NO_CARDS, Where(table.line))]
    if sorted(table.cards) != list(range(len(table.addresses))):
        found = ", ".join(str(place) for place in sorted(table.cards))
        findings.append(Finding("cards_missing", "warning", MISSING, Where(table.line), found))
    cards = [table.cards[place] for place in sorted(table.cards)]
    readings, said = card_readings(cards, {"nodes": 1})
    return readings, findings + said


def _facts(table: Table) -> dict[str, Condition]:
    cards = list(table.cards.values())
    return {"nodes": 1, "cards": len(cards), "card": cards[0].model, "driver": table.driver}


READER = Reader(KIND, Text("nvidia-smi 表格", "nvidia-smi table"), (TOOL,), recognise, read)
