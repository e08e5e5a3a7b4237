"""Lists of nodes as CSV: how many nodes, and how many cards of which model.

Format: a heading with a column of nodes, one of cards per node and one of their model, such as that of
alibaba/clusterdata (cluster-trace-gpu-v2023, openb_node_list_gpu_node.csv): sn, cpu_milli, memory_mib, gpu, model.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from indicators.records import Text

KIND, TOOL = "cluster_inventory", "node list (CSV)"
NODE = ("sn", "node", "node_name", "host", "hostname", "节点", "主机")
COUNT = ("gpu", "gpus", "gpu_count", "npu", "npus", "cards", "card_count", "加速卡数", "卡数")
MODEL = ("model", "gpu_model", "card_model", "card", "accelerator", "加速卡型号", "型号")

STATED = Text("清单是陈述，不是测量", "A list is a statement, not a measurement")
UNREADABLE = Text("该行无法读出，未计入", "The row cannot be read and is not counted")
TWICE = Text("同一节点出现两次，只计一次", "A node stands twice and is counted once")
NO_NODES = Text("没有可读的节点", "No node that can be read")


@dataclass
class Listing:
    """Nodes and cards by model with the line of the first, and what could not be counted."""

    nodes: set[str] = field(default_factory=set)
    cards: Counter[str] = field(default_factory=Counter)
    holders: Counter[str] = field(default_factory=Counter)
    lines: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def recognise(source: Source) -> Match:
    """Told by the columns of its heading."""
    if source.is_text and _columns(source.head.partition("\n")[0]) is not None:
        return Match(0.9, "heading with columns of node, cards and model")
    return Match(
        0.0, "no heading with columns of node (sn, node...), cards (gpu, cards...) and model"
    )


def read(source: Source) -> Extract:
    """Nodes, and cards of each model."""
    listing = Listing()
    for place, cells in _rows(source):
        _take(listing, place, cells)
    findings = [Finding("stated", "note", STATED), *listing.findings]
    if not listing.nodes:
        findings.append(Finding("no_nodes", "error", NO_NODES))
        return Extract(KIND, TOOL, findings=tuple(findings))
    count = len(listing.nodes)
    readings = [
        Reading("nodes", float(count), f"{count}", "node", Where(2), {"models": len(listing.cards)})
    ]
    for model, cards in sorted(listing.cards.items()):
        told: dict[str, Condition] = {"card": model, "nodes": listing.holders[model]}
        readings.append(
            Reading("cards", float(cards), f"{cards}", "card", Where(listing.lines[model]), told)
        )
    total = sum(listing.cards.values())
    facts: dict[str, Condition] = {"nodes": count, "cards": total}
    if len(listing.cards) == 1:
        facts["card"] = next(iter(listing.cards))
    return Extract(KIND, TOOL, "", tuple(readings), tuple(findings), facts)


def _columns(heading: str) -> tuple[int, int, int] | None:
    """Places of node, cards and model in a heading; None where one is missing."""
    names = [name.strip().lstrip("\ufeff").strip('"').lower() for name in heading.split(",")]
    found = [
        next((place for place, name in enumerate(names) if name in known), None)
        for known in (NODE, COUNT, MODEL)
    ]
    known = [place for place in found if place is not None]
    return (known[0], known[1], known[2]) if len(known) == len(found) else None


def _rows(source: Source) -> Iterator[tuple[int, tuple[str, str, str] | None]]:
    """Node, cards and model of every row; None where the row is too short."""
    lines = source.lines()
    _place, heading = next(lines)
    columns = _columns(heading)
    if columns is None:
        return
    for place, line in lines:
        if line.strip():
            cells = next(csv.reader([line]), [])
            yield place, _cells(cells, columns) if len(cells) > max(columns) else None


def _cells(cells: list[str], columns: tuple[int, int, int]) -> tuple[str, str, str]:
    node, count, model = (cells[place].strip() for place in columns)
    return node, count, model


def _take(listing: Listing, place: int, cells: tuple[str, str, str] | None) -> None:
    if cells is None or not cells[0] or not re.fullmatch(r"\d{1,9}", cells[1], re.ASCII):
        listing.findings.append(Finding("unreadable_row", "warning", UNREADABLE, Where(place)))
        return
    node, count, model = cells
    if node in listing.nodes:
        listing.findings.append(Finding("node_twice", "warning", TWICE, Where(place), node))
        return
    listing.nodes.add(node)
    if int(count):
        listing.cards[model] += int(count)
        listing.holders[model] += 1
        listing.lines.setdefault(model, place)


READER = Reader(KIND, Text("节点清单（CSV）", "List of nodes (CSV)"), (TOOL,), recognise, read)
