"""Nodes as Slurm lists them at one moment: how many, their cards, how many are out of service.

Partitions overlap, so nodes are counted by name, never by adding partitions.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from hostlist import BadHostlist, expand_hostlist

from assess.evidence.numbers import whole
from assess.evidence.reading import Condition, Extract, Finding, Reading, Where
from indicators.records import Text

CARDS = re.compile(r"gpu:(?:([A-Za-z][\w.-]*):)?(\d+)")
SUFFIXES = "*~#!%$@^-+"
DOWN = {
    "down",
    "drain",
    "drained",
    "draining",
    "fail",
    "failing",
    "error",
    "unknown",
    "maint",
    "unk",
    "drng",
    "not_responding",
    "invalid_reg",
}
UP = {
    "idle", "alloc", "allocated", "mix", "mixed", "comp", "completing", "resv", "reserved", "planned", "future",
    "power_down", "powered_down", "powering_down", "powering_up", "power_up", "reboot", "blocked", "perfctrs", "npc", "plnd", "cloud", "dynamic_norm", "dynamic_future", "reservation", "reboot_requested", "reboot_issued",
}  # fmt: skip
MOMENT = Text(
    "某一时刻的节点状态，不是一段时间的可用度",
    "States of one moment, which is no availability over time",
)
DISAGREE = Text(
    "同一节点的卡数前后不一致，未计卡数",
    "The cards of a node are told differently; cards are not counted",
)
OTHER_STATE = Text("不认识的节点状态", "A state of nodes that is not known")
NO_NODES = Text("没有可用的节点", "No node that can be used")
BAD_NAMES = Text("节点名范围无法展开，未采用", "A range of node names cannot be expanded; not used")
WITHOUT = Text("有的节点没有列出加速卡", "Some nodes list no cards")
DIFFER = Text("各节点的卡数或型号不同", "Nodes differ in number or model of cards")
SHARED = Text(
    "节点属于多个分区，按节点名只计一次", "Nodes in several partitions count once, by name"
)


@dataclass(frozen=True)
class Node:
    """One node: state as printed, cards (None: not told), their model, where it stands."""

    name: str
    state: str
    cards: int | None
    model: str
    where: Where


def cards_of(gres: str) -> tuple[int | None, str]:
    """Cards and model of generic resources such as ``gpu:h100:8(S:0-1)``; None where no GPU is named."""
    found = CARDS.findall(gres)
    models = {model for model, _count in found if model}
    counts = [whole(count) for _model, count in found]
    known = [count for count in counts if count is not None]
    total = sum(known) if known and len(known) == len(counts) else None
    return total, "/".join(sorted(models))


def expanded(printed: str) -> list[str] | None:
    """Names of a range such as ``gpu[01-04]``; None where it is none."""
    try:
        return list(expand_hostlist(printed))
    except (BadHostlist, ValueError):  # the bounds of a range may have too many digits
        return None


def is_down(state: str) -> bool:
    """Whether a state means out of service: down, drained, in maintenance, or not responding (``*``)."""
    words = re.split(r"[+,]", state.lower())
    return "*" in state or any(word.strip(SUFFIXES) in DOWN for word in words)


def is_state(text: str) -> bool:
    """Whether a text is a state of nodes, with any suffix."""
    words = re.split(r"[+,]", text.lower())
    return all(word.strip(SUFFIXES) in DOWN | UP for word in words)


def nodes_extract(
    kind: str, tool: str, nodes: Iterable[Node], findings: Iterable[Finding], version: str = ""
) -> Extract:
    """Number of nodes and cards; those that are down as a condition."""
    every, said = list(nodes), list(findings)
    known: dict[str, Node] = {}
    for node in every:
        known.setdefault(node.name, node)
    if not known:
        missing = (
            ()
            if any(x.severity == "error" for x in said)
            else (Finding("no_nodes", "error", NO_NODES),)
        )
        return Extract(kind, tool, version, findings=(*said, *missing))
    if len(every) > len(known):
        said.append(Finding("listed_twice", "note", SHARED, found=f"{len(every)} > {len(known)}"))
    odd = sorted({node.state for node in every if not is_state(node.state)})
    if odd:
        said.append(Finding("unknown_state", "warning", OTHER_STATE, found=", ".join(odd)))
    down = sum(is_down(node.state) for node in known.values())
    said.append(Finding("one_moment", "note", MOMENT, found=f"{down} / {len(known)}"))
    where = next(iter(known.values())).where
    told: dict[str, Condition] = {"down": down}
    readings = [Reading("nodes", float(len(known)), str(len(known)), "node", where, told)]
    readings += _cards(every, known, said)
    return Extract(kind, tool, version, tuple(readings), tuple(said), _facts(known, readings))


def _cards(every: list[Node], known: dict[str, Node], said: list[Finding]) -> list[Reading]:
    """Cards over all nodes; not where one node is told twice with different numbers."""
    for node in every:
        if node.cards != known[node.name].cards:
            said.append(Finding("cards_disagree", "error", DISAGREE, node.where, node.name))
            return []
    counts = [node.cards for node in known.values() if node.cards is not None]
    if not counts:
        return []
    where = next(iter(known.values())).where
    if len(counts) < len(known):
        told_cards = f"{len(counts)} / {len(known)}"
        said.append(Finding("some_without_cards", "warning", WITHOUT, where, told_cards))
    by_model = {(node.model, node.cards) for node in known.values() if node.cards is not None}
    if len(by_model) > 1:
        kinds = ", ".join(f"{count} x {model or '?'}" for model, count in sorted(by_model))
        said.append(Finding("nodes_differ", "warning", DIFFER, where, kinds))
    told: dict[str, Condition] = {"nodes": len(counts)}
    models = "/".join(sorted({node.model for node in known.values() if node.model}))
    if models:
        told["card"] = models
    total = sum(counts)
    return [Reading("cards", float(total), str(total), "card", where, told)]


def _facts(known: dict[str, Node], readings: list[Reading]) -> dict[str, Condition]:
    counts = {item.quantity: int(item.value) for item in readings}
    told: dict[str, Condition] = {"hosts": len(known)}
    return {**told, "cards": counts["cards"]} if "cards" in counts else told
