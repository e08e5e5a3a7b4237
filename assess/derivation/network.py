"""P10 to P12: bandwidth between cards, between nodes, and the share of line rate achieved.

Conventions of the framework: P10 per card, both directions together; P11 per node, one direction; P12 achieved over line
rate. Sources: nccl-tests, doc/PERFORMANCE.md (bus bandwidth of a collective is what a card sends one way);
docs/evidence.md.
"""

from collections.abc import Iterator, Sequence

from assess.derivation.grouping import by_file, of, together
from assess.derivation.records import (
    CONVERTED,
    DOUBTFUL,
    EXACT,
    PARTIAL,
    Candidate,
    Found,
    Known,
    Lack,
    Proof,
)
from indicators.records import Text

BOTH_WAYS = Text("单向测得，双向按两倍计", "Measured one way; both ways count twice as much")
NVLS = Text(
    "交换机内归约（NVLS）时总线带宽可高于链路", "With reduction in the switch (NVLS) bus bandwidth can exceed the link"
)  # fmt: skip
PER_NODE = Text(
    "每卡跨节点带宽乘以每节点卡数",
    "Bandwidth of each card between nodes times the cards of a node",
)
ONE_PORT = Text(
    "只测了一个端口：对整个节点是下限", "One port was measured: a lower bound for the node"
)
ALL_PORTS = Text(
    "按每节点端口数放大：假定各端口可同时达到",
    "Times the ports of a node: all are taken to reach it at once",
)
NEEDS_RATE = Text(
    "需要线速：请填每端口速率（及每节点端口数）",
    "Needs the line rate: give the rate per port (and the ports of a node)",
)
ABOVE = Text("高于线速，请核对速率与单位", "Above the line rate: check rate and units")
GIGABIT = 8.0


def network(proofs: Sequence[Proof], known: Known) -> Found:
    """Candidates of every file."""
    return [
        *_between_cards(proofs),
        *_between_nodes(proofs, known),
        *_of_line_rate(proofs, known),
    ]


def _between_cards(proofs: Sequence[Proof]) -> Iterator[Candidate]:
    """P10 [GB/s], both ways: as told; copies between two cards; bus bandwidth of a collective inside one host."""
    for proof in of(proofs, "card_bandwidth"):
        yield Candidate("P10", proof.value, {"card_bandwidth": proof.value}, f"{proof.value:g} GB/s", (proof,))  # fmt: skip
    for proof in _best(proofs, "card_link_bandwidth", "card_link_bus_bandwidth"):
        nvls = any(item.rule == "nvls" for item in proof.reading.warnings)
        value = 2.0 * proof.value
        said, rank = ((BOTH_WAYS, NVLS), DOUBTFUL) if nvls else ((BOTH_WAYS,), CONVERTED)
        how = f"2 × {proof.value:g} GB/s"
        yield Candidate("P10", value, {"card_bandwidth": value}, how, (proof,), said, rank)


def _best(proofs: Sequence[Proof], *quantities: str) -> Iterator[Proof]:
    """The highest reading of each file: smaller ones are other sizes and other collectives."""
    for rows in by_file(of(proofs, *quantities)).values():
        yield max(rows, key=lambda row: row.value)


def _between_nodes(proofs: Sequence[Proof], known: Known) -> Iterator[Candidate]:
    """P11 [GB/s] of a node, one way."""
    for proof in _best(proofs, "fabric_card_bandwidth"):
        per_node = _cards_per_node(proof)
        if per_node:
            value = proof.value * per_node
            how = f"{proof.value:g} GB/s × {per_node:g}"
            yield Candidate("P11", value, {"node_bandwidth": value}, how, (proof,), (PER_NODE,), CONVERTED)  # fmt: skip
    for proof in _best(proofs, "node_bandwidth"):
        yield _of_ports(proof, known.inputs.get("node_nics", 0.0))


def _of_ports(proof: Proof, ports: float) -> Candidate:
    """The node by one of its ports; a statement is of the whole node."""
    if proof.is_stated:
        return _node(proof, proof.value, f"{proof.value:g} GB/s", (), EXACT)
    if ports > 1:
        how = f"{proof.value:g} GB/s × {ports:g}"
        return _node(proof, proof.value * ports, how, (ALL_PORTS,), PARTIAL)
    said, rank = ((), EXACT) if ports == 1 else ((ONE_PORT,), PARTIAL)
    return _node(proof, proof.value, f"{proof.value:g} GB/s", said, rank)


def _node(proof: Proof, value: float, how: str, said: tuple[Text, ...], rank: int) -> Candidate:
    return Candidate("P11", value, {"node_bandwidth": value}, how, (proof,), said, rank)


def _cards_per_node(proof: Proof) -> float | None:
    cards, nodes = proof.figure("cards"), proof.figure("nodes")
    return cards / nodes if cards and nodes else None


def _of_line_rate(proofs: Sequence[Proof], known: Known) -> Iterator[Candidate | Lack]:
    """P12 [%]: of one file that tells both, else against the line rate that people or another file give."""
    for found in together(proofs, "achieved_throughput", "line_rate"):
        yield _share(found["achieved_throughput"].value, found["line_rate"].value, tuple(found.values()))  # fmt: skip
    port = _port_rate(proofs, known)
    for proof in _best(proofs, "node_bandwidth"):
        if not proof.is_stated:
            yield from _against(proof, proof.value, port[0], port[1])
    ports = known.inputs.get("node_nics", 0.0)
    for proof in _best(proofs, "fabric_card_bandwidth"):
        per_node = _cards_per_node(proof)
        if per_node:
            line = port[0] * ports if port[0] and ports else None
            yield from _against(proof, proof.value * per_node, line, port[1])


def _port_rate(proofs: Sequence[Proof], known: Known) -> tuple[float | None, tuple[Proof, ...]]:
    """Line rate of a port [GB/s]: as typed (Gb/s over 8), else as a file of its own states it."""
    if typed := known.inputs.get("nic_rate"):
        return typed / GIGABIT, ()
    told = [row for row in of(proofs, "line_rate") if not of(proofs_of(proofs, row.ref), "achieved_throughput")]  # fmt: skip
    return (told[0].value, (told[0],)) if told else (None, ())


def proofs_of(proofs: Sequence[Proof], ref: str) -> list[Proof]:
    """Readings of one file."""
    return [row for row in proofs if row.ref == ref]


def _against(
    proof: Proof, achieved: float, line: float | None, more: tuple[Proof, ...]
) -> Iterator[Candidate | Lack]:
    if line is None:
        yield Lack("P12", NEEDS_RATE, ("nic_rate", "node_nics"))
    else:
        yield _share(achieved, line, (proof, *more))


def _share(achieved: float, line: float, proofs: tuple[Proof, ...]) -> Candidate:
    """eta = achieved / line rate * 100; above 100 something is wrong, so nobody chooses it unasked."""
    inputs = {"achieved_throughput": achieved, "line_rate": line}
    how = f"{achieved:g} GB/s / {line:g} GB/s × 100"
    said, rank = ((ABOVE,), DOUBTFUL) if achieved > line else ((), EXACT)
    return Candidate("P12", achieved / line * 100.0, inputs, how, proofs, said, rank)
