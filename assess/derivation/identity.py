"""Whether the files of one submission speak of one cluster: cards, counts and hosts must agree.

Source: reference rule "identity": hosts, card model and count agree across the files of one assessment.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assess.derivation.cards import find_card
from assess.derivation.grouping import by_file
from assess.derivation.records import Known, Proof
from indicators.records import Text

CARDS = Text("各文件的加速卡型号不同", "The files name different cards")
NOT_OURS = Text(
    "文件中的加速卡不是集群描述中的卡", "The card in the files is not the one of the cluster's description"
)  # fmt: skip
TOO_MANY = Text("文件中的卡数多于集群描述", "A file has more cards than the cluster's description")
NODES = Text("文件中的节点数多于集群描述", "A file has more nodes than the cluster's description")
PER_NODE = Text(
    "文件中每节点卡数与集群描述不同", "Cards per node in a file differ from the cluster's description"
)  # fmt: skip


@dataclass(frozen=True)
class Mismatch:
    """Files that do not go together: stable rule, the sentence, who says what, and what was expected."""

    rule: str
    message: Text
    found: Mapping[str, str]
    expected: str = ""


def mismatches(proofs: Sequence[Proof], known: Known) -> tuple[Mismatch, ...]:
    """Everything in which files contradict each other or the cluster's description."""
    files = [rows[0] for rows in by_file(proofs).values()]
    return tuple(_found(files, known))


def _found(files: Sequence[Proof], known: Known) -> Iterator[Mismatch]:
    named = {row.path: str(row.facts["card"]) for row in files if row.facts.get("card")}
    models = {path: _model(name, known) for path, name in named.items()}
    if len(set(models.values())) > 1:
        yield Mismatch("cards_differ", CARDS, named)
    own = _model(known.card, known) if known.card else ""
    others = {path: named[path] for path, model in models.items() if own and not _same(model, own)}
    if others:
        yield Mismatch("not_the_clusters_card", NOT_OURS, others, known.card)
    yield from _counts(files, known)


def _model(name: str, known: Known) -> str:
    """The models of the catalogue that a name can mean, else the name itself."""
    found = find_card(name, known.cards)
    return " / ".join(card.name for card in found) or name.strip().lower()


def _same(one: str, other: str) -> bool:
    return bool(set(one.split(" / ")) & set(other.split(" / ")))


def _counts(files: Sequence[Proof], known: Known) -> Iterator[Mismatch]:
    cards = {row.path: _number(row.facts.get("cards")) for row in files}
    nodes = {row.path: _number(row.facts.get("nodes")) for row in files}
    total = known.nodes * known.cards_per_node if known.nodes and known.cards_per_node else 0.0
    over = {path: f"{count:g}" for path, count in cards.items() if total and count > total}
    if over:
        yield Mismatch("more_cards", TOO_MANY, over, f"{total:g}")
    wide = {
        path: f"{count:g}" for path, count in nodes.items() if known.nodes and count > known.nodes
    }
    if wide:
        yield Mismatch("more_nodes", NODES, wide, f"{known.nodes:g}")
    each = {path: cards[path] / nodes[path] for path in cards if cards[path] and nodes[path]}
    other = {
        path: f"{count:g}"
        for path, count in each.items()
        if known.cards_per_node and count != known.cards_per_node
    }
    if other:
        yield Mismatch("cards_per_node_differ", PER_NODE, other, f"{known.cards_per_node:g}")


def _number(found: object) -> float:
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else 0.0
