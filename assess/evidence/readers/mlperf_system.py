"""MLPerf system description: nodes, cards and memory of the system that a result was measured on.

Format: mlcommons/training and mlcommons/inference, ``systems/*.json``: number_of_nodes, accelerators_per_node,
accelerator_model_name, accelerator_memory_capacity. Counts are texts in training and whole numbers in inference. It is
what the submitter says of its own system; networks stand in prose only. It also stands in logs, as a line :::SYSJSON.
"""

import re
from collections.abc import Mapping
from typing import Any

from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from assess.evidence.structured import broken, first_document, number
from indicators.records import Text
from indicators.units import UnitError, convert

KIND, TOOL = "mlperf_system", "MLPerf system description"
NODES, PER_NODE = "number_of_nodes", "accelerators_per_node"
MODEL, MEMORY = "accelerator_model_name", "accelerator_memory_capacity"
SIZE = re.compile(r"^(\d+(?:\.\d+)?)\s*([KMGT]i?B)\b")

STATED = Text(
    "提交方自述的系统配置，不是测量结果",
    "What the submitter states of its system, not a measurement",
)
NO_COUNT = Text(
    "缺少节点数或每节点卡数，或不是正整数",
    "Nodes or cards per node are missing, or no whole number above 0",
)
NO_MEMORY = Text("显存容量无法读出", "The memory of a card cannot be read")


def recognise(source: Source) -> Match:
    """Told by its keys."""
    if f'"{PER_NODE}"' in source.head and f'"{NODES}"' in source.head:
        return Match(1.0, f'keys "{NODES}" and "{PER_NODE}"')
    return Match(0.0, f'no keys "{NODES}" and "{PER_NODE}"')


def read(source: Source) -> Extract:
    """Nodes, cards and memory per card, as stated."""
    document = first_document(source.text(), PER_NODE)
    if document is None:
        return Extract(KIND, TOOL, findings=(broken(),))
    findings = [Finding("stated", "note", STATED)]
    counts = [_count(document, key) for key in (NODES, PER_NODE)]
    if None in counts:
        findings.append(Finding("no_count", "error", NO_COUNT, Where(key=NODES)))
        return Extract(KIND, TOOL, findings=tuple(findings))
    nodes, per_node = (count or 0 for count in counts)
    model = str(document.get(MODEL) or "")
    conditions: dict[str, Condition] = {"card": model, "cards_per_node": per_node}
    conditions |= {"system": str(document.get("system_name") or "")}
    readings = [
        Reading("nodes", float(nodes), f"{nodes}", "node", Where(key=NODES), conditions),
        Reading("cards", float(nodes * per_node), f"{per_node}", "card", Where(key=PER_NODE), conditions, f"{nodes} * {per_node}"),
    ]  # fmt: skip
    memory = _memory(str(document.get(MEMORY) or ""), conditions)
    if memory is None:
        where = Where(key=MEMORY)
        findings.append(
            Finding("no_memory", "note", NO_MEMORY, where, str(document.get(MEMORY) or ""))
        )
    else:
        readings.append(memory)
    facts: dict[str, Condition] = {"nodes": nodes, "cards": nodes * per_node, "card": model}
    return Extract(KIND, TOOL, "", tuple(readings), tuple(findings), facts)


def _count(document: Mapping[str, Any], key: str) -> int | None:
    found = number(document.get(key))
    return int(found) if found is not None and found == int(found) and found >= 1 else None


def _memory(text: str, conditions: Mapping[str, Condition]) -> Reading | None:
    """A capacity such as 183359 MiB or 80 GB; GB is taken as printed."""
    found = SIZE.match(text.strip())
    if found is None:
        return None
    try:
        value = convert(float(found[1]), found[2], "GB")
    except UnitError:
        return None
    return Reading("card_memory", value, found[1], found[2], Where(key=MEMORY), conditions)


READER = Reader(
    KIND,
    Text("MLPerf 系统描述（JSON）", "MLPerf system description (JSON)"),
    (TOOL,),
    recognise,
    read,
)
