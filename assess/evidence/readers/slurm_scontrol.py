"""``scontrol show node | partition | job``: blocks of key=value, also on one line each (-o).

Format: Slurm manual, scontrol. Partitions overlap: their nodes are counted by name.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from assess.evidence.derive.records import Derived, Sum
from assess.evidence.readers.slurm_nodes_json import GRES_DISAGREES, trackable
from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.slurm_nodes import (
    BAD_NAMES,
    NO_NODES,
    SHARED,
    Node,
    cards_of,
    expanded,
    nodes_extract,
)
from assess.evidence.source import Source
from indicators.records import Text

KIND, TOOL = "slurm_scontrol", "Slurm scontrol"
BLOCK = re.compile(r"^(NodeName|PartitionName|JobId)=\S")
PAIR = re.compile(r"(?:^|\s)([A-Za-z][\w:/]*)=(\S*)")
TOTAL_DISAGREES = Text(
    "TotalNodes 与展开的节点数不一致，未采用",
    "TotalNodes disagrees with the names; the partition is not used",
)
BROKEN_BLOCK = Text(
    "有键不在任何块中，或在一块中出现两次：块的开头可能已损坏",
    "A key outside any block or twice in one: the beginning of a block may be damaged",
)
ONE_JOB = Text(
    "单个作业的状态，不能证明可用度", "The state of single jobs, no proof of availability"
)
RESTARTED = Text("作业曾被重新排队", "Jobs were requeued")

Block = tuple[int, dict[str, str]]


def recognise(source: Source) -> Match:
    """Told by the key that begins each block."""
    lines = source.head.splitlines()
    for line in lines[:200]:
        if found := BLOCK.match(line):
            return Match(0.9, f"blocks of {found[1]}=")
    return Match(0.0, "no line that begins with NodeName=, PartitionName= or JobId=")


def read(source: Source) -> Extract:
    """What the first block's kind gives; a file of several kinds is read as the first."""
    findings: list[Finding] = []
    blocks = list(_blocks(source, findings))
    found = _first_kind(blocks)
    return replace(found, findings=(*found.findings, *findings[:1]))


def _first_kind(blocks: list[Block]) -> Extract:
    """What the kind of the first block gives."""
    first = blocks[0][1] if blocks else {}
    if "NodeName" in first:
        return _nodes([item for item in blocks if "NodeName" in item[1]])
    if "PartitionName" in first:
        return _partitions([item for item in blocks if "PartitionName" in item[1]])
    return _jobs([item for item in blocks if "JobId" in item[1]])


def _blocks(source: Source, findings: list[Finding]) -> Iterator[Block]:
    """Line and pairs of each block; a finding where a key stands outside one or twice in one."""
    begun, pairs = 0, dict[str, str]()
    for number, line in source.lines():
        if BLOCK.match(line):
            if begun:
                yield begun, pairs
            begun, pairs = number, {}
        for key, value in PAIR.findall(line):
            if not begun or key in pairs:
                findings.append(
                    Finding("broken_block", "warning", BROKEN_BLOCK, Where(number), key)
                )
            pairs.setdefault(key, value)
    if begun:
        yield begun, pairs


def _nodes(blocks: list[Block]) -> Extract:
    nodes, findings = [], []
    for line, pairs in blocks:
        cards, model = cards_of(pairs.get("Gres", ""))
        traced = trackable(pairs.get("CfgTRES", ""))
        if cards is not None and traced is not None and cards != traced:
            told = f"Gres {cards}", f"CfgTRES {traced}"
            findings.append(
                Finding("gres_disagrees", "warning", GRES_DISAGREES, Where(line), *told)
            )
            cards = None
        nodes.append(Node(pairs["NodeName"], pairs.get("State", ""), cards, model, Where(line)))
    version = next((pairs["Version"] for _line, pairs in blocks if "Version" in pairs), "")
    return nodes_extract(KIND, TOOL, nodes, findings, version)


def _partitions(blocks: list[Block]) -> Extract:
    """Distinct nodes of all partitions, and cards of the partition that has most."""
    names, findings, cards = set[str](), list[Finding](), list[Reading]()
    listed = 0
    for line, pairs in blocks:
        where, found = Where(line), expanded(pairs.get("Nodes", ""))
        if found is None:
            findings.append(Finding("bad_names", "error", BAD_NAMES, where, pairs.get("Nodes", "")))
        elif str(len(found)) != pairs.get("TotalNodes"):
            told = f"{len(found)}", str(pairs.get("TotalNodes"))
            findings.append(Finding("total_disagrees", "error", TOTAL_DISAGREES, where, *told))
        else:
            names |= set(found)
            listed += len(found)
            cards += _partition_cards(pairs, len(found), where)
    if not names:
        return Extract(KIND, TOOL, findings=(*findings, Finding("no_nodes", "error", NO_NODES)))
    if listed > len(names):
        findings.append(Finding("listed_twice", "note", SHARED, found=f"{listed} > {len(names)}"))
    told_partitions: dict[str, Condition] = {"partitions": len(blocks)}
    count = Reading(
        "nodes", float(len(names)), str(len(names)), "node", Where(blocks[0][0]), told_partitions
    )
    most = sorted(cards, key=lambda item: item.value)[-1:]
    return Extract(KIND, TOOL, "", (count, *most), tuple(findings))


def _partition_cards(pairs: dict[str, str], nodes: int, where: Where) -> list[Reading]:
    count = trackable(pairs.get("TRES", ""))
    if count is None:
        return []
    told: dict[str, Condition] = {"partition": pairs["PartitionName"], "nodes": nodes}
    return [Reading("cards", float(count), str(count), "card", where, told)]


def _jobs(blocks: list[Block]) -> Extract:
    """Jobs by state."""
    states = [pairs.get("JobState", "UNKNOWN").lower() for _line, pairs in blocks]
    where = Where(blocks[0][0]) if blocks else Where()
    told: dict[str, Condition] = {state: states.count(state) for state in sorted(set(states))}
    derived = Derived(told, where)
    derived.add("jobs", Sum(float(len(blocks))))
    derived.note("one_job", ONE_JOB, len(blocks))
    again = sum(pairs.get("Restarts", "0") != "0" for _line, pairs in blocks)
    derived.note("restarted", RESTARTED, again)
    return Extract(KIND, TOOL, "", tuple(derived.readings), tuple(derived.findings))


READER = Reader(
    KIND,
    Text("Slurm 节点、分区、作业（scontrol）", "Slurm nodes, partitions, jobs (scontrol)"),
    (TOOL,),
    recognise,
    read,
)
