"""Slurm's nodes as JSON: ``sinfo --json`` or ``scontrol show node --json``.

Format: Slurm's data parsers; the state is text in 21.08 and a list later, with further states in state_flags.
"""

from typing import Any

from assess.evidence.numbers import whole
from assess.evidence.reading import Extract, Finding, Match, Where
from assess.evidence.registry import Reader
from assess.evidence.slurm_documents import slurm_part, version_of
from assess.evidence.slurm_nodes import Node, cards_of, nodes_extract
from assess.evidence.source import Source
from assess.evidence.structured import at, broken, listed, whole_document
from indicators.records import Text

KIND, TOOL = "slurm_nodes_json", "Slurm sinfo"
GRES_DISAGREES = Text(
    "gres 与 tres 的卡数不一致，未采用该节点的卡数",
    "gres and tres tell different numbers of cards; those of the node are not used",
)


def recognise(source: Source) -> Match:
    """Told by Slurm's mark and its nodes."""
    return slurm_part(source, "nodes")


def read(source: Source) -> Extract:
    """Nodes, cards, and how many are down."""
    document = whole_document(source)
    if not isinstance(at(document, "nodes"), list):
        return Extract(KIND, TOOL, findings=(broken(),))
    nodes, findings = [], []
    for place, item in enumerate(listed(document, "nodes")):
        node, said = _node(item, Where(key=f"nodes[{place}]"))
        nodes.append(node)
        findings += said
    return nodes_extract(KIND, TOOL, nodes, findings, version_of(document))


def _node(item: Any, where: Where) -> tuple[Node, list[Finding]]:
    """One node; without its cards where two places tell different numbers."""
    state = at(item, "state")
    states = [*(state if isinstance(state, list) else [state]), *listed(item, "state_flags")]
    cards, model = cards_of(str(at(item, "gres") or ""))
    traced = trackable(str(at(item, "tres") or ""))
    said = []
    if cards is not None and traced is not None and cards != traced:
        found, wanted = f"gres {cards}", f"tres {traced}"
        said.append(Finding("gres_disagrees", "warning", GRES_DISAGREES, where, found, wanted))
        cards = None
    name = str(at(item, "name") or at(item, "hostname") or where.key)
    return Node(name, "+".join(str(x).lower() for x in states if x), cards, model, where), said


def trackable(tres: str) -> int | None:
    """Cards of trackable resources such as ``cpu=2,gres/gpu=8``."""
    pairs = dict(part.split("=", 1) for part in tres.split(",") if "=" in part)
    return whole(pairs.get("gres/gpu", ""))


READER = Reader(KIND, Text("Slurm 节点（JSON）", "Slurm nodes (JSON)"), (TOOL,), recognise, read)
