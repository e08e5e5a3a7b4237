"""nvidia-smi topo -m: how the cards of a host are joined, in NVLink lanes.

Format: a matrix of GPUs and NICs; NV# are # bonded NVLinks, X the card itself, the rest are ways over PCIe or between
sockets. The matrix is symmetric. The rate of a lane depends on the card's generation and does not stand in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from indicators.records import Text

KIND, TOOL = "nvidia_topo", "nvidia-smi topo -m"
HEADING = re.compile(r"^\s*GPU0\s+(?:GPU\d+\s+)*.*CPU Affinity", re.M)
ROW = re.compile(r"^GPU(\d{1,18})\s+(.*)$")
LINK = re.compile(r"NV(\d{1,18})$")
WAYS = frozenset({"X", "SYS", "NODE", "PHB", "PXB", "PIX", "PSB", "SOC"})

INCOMPLETE = Text(
    "拓扑矩阵不完整或无法读出，未采用", "The matrix is incomplete or cannot be read; not used"
)
ASYMMETRIC = Text("拓扑矩阵不对称，未采用", "The matrix is not symmetric; not used")
ONE_CARD = Text("只有一块卡，没有卡间互联", "One card only, so nothing joins cards")
RATE = Text(
    "只给出 NVLink 条数；每条速率取决于卡的代际",
    "Only the number of NVLinks; the rate of each depends on the card's generation",
)


@dataclass
class Matrix:
    """A matrix: number of cards by its heading, and the cells between cards by row."""

    line: int
    heading: list[str]
    rows: dict[int, list[str]] = field(default_factory=dict)

    @property
    def cards(self) -> int:
        """Number of cards by the heading."""
        return len(self.heading)

    @property
    def complete(self) -> bool:
        """Whether every card has a row of readable cells with itself on the diagonal."""
        rows = [self.rows.get(place, []) for place in range(self.cards)]
        numbered = self.heading == [f"GPU{place}" for place in range(self.cards)]
        return (
            numbered
            and len(self.rows) == self.cards
            and all(
                len(row) == self.cards and row[place] == "X" and all(_known(cell) for cell in row)
                for place, row in enumerate(rows)
            )
        )

    @property
    def symmetric(self) -> bool:
        """Whether each pair is joined alike in both directions."""
        return all(
            row[other] == self.rows[other][place]
            for place, row in self.rows.items()
            for other in range(self.cards)
        )

    @property
    def pairs(self) -> list[str]:
        """Cells of different cards."""
        return [cell for place, row in self.rows.items() for cell in row[:place]]


def _known(cell: str) -> bool:
    return cell in WAYS or bool(LINK.match(cell))


def recognise(source: Source) -> Match:
    """Told by the heading of its matrix."""
    if HEADING.search(source.head):
        return Match(1.0, "heading GPU0 ... CPU Affinity")
    return Match(0.0, "no heading 'GPU0 ... CPU Affinity'")


def read(source: Source) -> Extract:
    """The least number of NVLinks between two cards, of every matrix."""
    readings: list[Reading] = []
    findings: list[Finding] = []
    cards = 0
    for matrix in _matrices(source):
        where = Where(matrix.line)
        if not matrix.complete:
            findings.append(Finding("incomplete_matrix", "error", INCOMPLETE, where))
        elif matrix.cards == 1:
            findings.append(Finding("one_card", "note", ONE_CARD, where))
        elif not matrix.symmetric:
            findings.append(Finding("asymmetric_matrix", "error", ASYMMETRIC, where))
        else:
            cards = matrix.cards
            readings.append(_reading(matrix))
    facts: dict[str, Condition] = {"nodes": 1, "cards": cards} if cards else {}
    return Extract(KIND, TOOL, "", tuple(readings), tuple(findings), facts)


def _matrices(source: Source) -> Iterator[Matrix]:
    matrix: Matrix | None = None
    for number, line in source.lines():
        if HEADING.match(line):
            if matrix is not None:
                yield matrix
            matrix = Matrix(number, re.findall(r"GPU\d+", line.partition("CPU Affinity")[0]))
        elif matrix is not None and (row := ROW.match(line)):
            matrix.rows.setdefault(int(row[1]), row[2].split()[: matrix.cards])
        elif matrix is not None and not line.strip():
            yield matrix
            matrix = None
    if matrix is not None:
        yield matrix


def _reading(matrix: Matrix) -> Reading:
    lanes = [int(found[1]) if (found := LINK.match(cell)) else 0 for cell in matrix.pairs]
    conditions: dict[str, Condition] = {"cards": matrix.cards, "pairs": len(matrix.pairs)}
    conditions |= {"pairs_over_nvlink": sum(lane > 0 for lane in lanes), "most": max(lanes)}
    note = Finding("lane_rate", "note", RATE, Where(matrix.line))
    printed = f"NV{min(lanes)}" if min(lanes) else "PCIe"
    return Reading("card_links", float(min(lanes)), printed, "NVLink", Where(matrix.line), conditions, warnings=(note,))  # fmt: skip


READER = Reader(
    KIND,
    Text("nvidia-smi topo -m 互联拓扑", "nvidia-smi topo -m topology"),
    (TOOL,),
    recognise,
    read,
)
