"""P06: cards that files list, times their dense 16-bit peak. Source: the report, chapter 1: per node times nodes."""

from collections.abc import Iterator, Sequence

from assess.derivation.cards import card_of, peak_for
from assess.derivation.grouping import by_file, of
from assess.derivation.records import (
    CONVERTED,
    PARTIAL,
    Candidate,
    Found,
    Known,
    Lack,
    Proof,
)
from indicators.records import Text

CATALOGUE = Text(
    "峰值取自加速卡目录：稠密 FP16/BF16 标称值",
    "The peak is the catalogue's: dense FP16/BF16, nominal",
)
ALIKE = Text(
    "只列出部分节点，其余节点按相同配置计",
    "Some nodes are listed; all others are taken to be the same",
)
NO_PEAK = Text(
    "目录中没有这种卡的峰值，或名称不足以分辨型号",
    "The catalogue has no peak for this card, or its name leaves the model open",
)
NO_NODES = Text(
    "只列出一台主机：需要集群的节点数", "One host is listed: needs the cluster's number of nodes"
)


def compute(proofs: Sequence[Proof], known: Known) -> Found:
    """Nominal compute by each list of the whole cluster, and by lists of single hosts together."""
    files = by_file(of(proofs, "cards"))
    hosts = {ref: rows for ref, rows in files.items() if _one_host(rows)}
    found: Found = []
    for ref, rows in files.items():
        if ref not in hosts:
            found.append(_total(rows, known))
    if hosts:
        found.append(_by_hosts(list(hosts.values()), _nodes(proofs, known), known))
    return found


def _one_host(rows: Sequence[Proof]) -> bool:
    return all(row.figure("nodes") == 1.0 for row in rows)


def _nodes(proofs: Sequence[Proof], known: Known) -> float | None:
    """The cluster's nodes as described, else as a file of the whole cluster counts them."""
    counted = [row.value for row in of(proofs, "nodes")]
    return known.nodes or max(counted, default=None)


def _total(rows: Sequence[Proof], known: Known) -> Candidate | Lack:
    """All cards of one list."""
    parts = list(_parts(rows, known))
    if len(parts) < len(rows):
        return Lack("P06", NO_PEAK, ("declared_compute",))
    total = sum(count * peak for count, peak in parts) / 1000.0
    how = " + ".join(f"{count:g} × {peak:g}" for count, peak in parts)
    return _candidate(total, f"({how}) TFLOPS / 1000", rows, (CATALOGUE,), CONVERTED)


def _by_hosts(
    hosts: Sequence[Sequence[Proof]], nodes: float | None, known: Known
) -> Candidate | Lack:
    """Single hosts: added where every node is there, else the mean host times the nodes."""
    rows = [row for host in hosts for row in host]
    parts = list(_parts(rows, known))
    if len(parts) < len(rows):
        return Lack("P06", NO_PEAK, ("declared_compute",))
    if not nodes:
        return Lack("P06", NO_NODES, ("nodes",))
    listed = sum(count * peak for count, peak in parts) / 1000.0
    if len(hosts) >= nodes:
        how = " + ".join(f"{count:g} × {peak:g}" for count, peak in parts)
        return _candidate(listed, f"({how}) TFLOPS / 1000", rows, (CATALOGUE,), CONVERTED)
    how = f"{listed:g} PFLOPS / {len(hosts)} × {nodes:g}"
    return _candidate(listed / len(hosts) * nodes, how, rows, (CATALOGUE, ALIKE), PARTIAL)


def _parts(rows: Sequence[Proof], known: Known) -> Iterator[tuple[float, float]]:
    """Cards and their peak [TFLOPS]; a row whose card is not known is left out."""
    for row in rows:
        peak, _name = peak_for(row, known)
        if peak is not None:
            yield row.value, peak


def _candidate(
    total: float, how: str, rows: Sequence[Proof], said: tuple[Text, ...], rank: int
) -> Candidate:
    cards = ", ".join(dict.fromkeys(card_of(row) for row in rows if card_of(row)))
    formula = f"{how} [{cards}]" if cards else how
    return Candidate("P06", total, {"declared_compute": total}, formula, tuple(rows), said, rank)
