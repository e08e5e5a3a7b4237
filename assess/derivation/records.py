"""What goes into a derivation and what comes out: proofs, what is known besides, candidates, what is lacking."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from assess.evidence.reading import Condition, Reading
from indicators.records import Text

EXACT, CONVERTED, PARTIAL, DOUBTFUL = 0, 1, 2, 3
"""How good a proof is: of the thing itself; after a stated conversion; of a part of it; not to be used unasked."""

STATED_KINDS = frozenset({"readings_csv", "readings_json", "cluster_inventory", "mlperf_system"})
"""Kinds of files that state figures instead of measuring them."""

Key = tuple[tuple[str, Condition], ...]


@dataclass(frozen=True)
class Proof:
    """A reading with the file in which it stands.

    ref, path, sha256: of the file. given: when it was uploaded, ISO 8601. number: place of the reading in the file.
    kind, tool, version: what wrote it. facts: what the file says of the cluster.
    """

    ref: str
    path: str
    sha256: str
    given: str
    number: int
    kind: str
    tool: str
    version: str
    reading: Reading
    facts: Mapping[str, Condition] = field(default_factory=dict)

    @property
    def value(self) -> float:
        return self.reading.value

    @property
    def is_stated(self) -> bool:
        """Whether the file only states it."""
        return self.kind in STATED_KINDS

    @property
    def key(self) -> str:
        """Names the reading, whenever and wherever the same file is read again."""
        return f"{self.sha256[:12]}.{self.number}"

    def told(self, name: str) -> Condition | None:
        """A condition of the reading, else what the file says of the cluster."""
        return self.reading.conditions.get(name, self.facts.get(name))

    def figure(self, name: str) -> float | None:
        """A condition that is a number above 0."""
        found = self.told(name)
        if isinstance(found, bool) or not isinstance(found, int | float):
            return None
        return float(found) if found > 0 else None


@dataclass(frozen=True)
class Card:
    """A card of the catalogue: dense 16-bit peak [TFLOPS], bandwidth to other cards, both ways [GB/s]."""

    code: str
    name: str
    peak: float | None
    memory: float | None = None


@dataclass(frozen=True)
class Known:
    """What a derivation knows besides files: the catalogue, the cluster's description, inputs as typed."""

    cards: tuple[Card, ...] = ()
    card: str = ""
    nodes: float | None = None
    cards_per_node: float | None = None
    card_peak: float | None = None
    inputs: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Candidate:
    """One way in which files prove a slot.

    value: in the slot's unit. inputs: raw inputs to keep, in their canonical units. formula: with the numbers put in.
    proofs: the readings it rests on. assumptions: what people must stand for. rank: how good a proof it is.
    """

    slot: str
    value: float
    inputs: Mapping[str, float]
    formula: str
    proofs: tuple[Proof, ...]
    assumptions: tuple[Text, ...] = ()
    rank: int = EXACT

    @cached_property
    def key(self) -> str:
        """Names the candidate: the readings it rests on."""
        return "+".join(dict.fromkeys(item.key for item in self.proofs))

    @property
    def evidence(self) -> str:
        """E3 for the raw output of a tool; E2 where a file only states it or proves a part of it."""
        weak = self.rank >= PARTIAL or any(item.is_stated for item in self.proofs)
        return "E2" if weak else "E3"

    @property
    def newest(self) -> str:
        """When the latest of its files was uploaded."""
        return max(item.given for item in self.proofs)

    @property
    def files(self) -> tuple[str, ...]:
        """Paths of its files, each once."""
        return tuple(dict.fromkeys(item.path for item in self.proofs))


@dataclass(frozen=True)
class Lack:
    """What files alone cannot give for a slot, and which inputs would."""

    slot: str
    message: Text
    inputs: tuple[str, ...] = ()


Found = list[Candidate | Lack]
