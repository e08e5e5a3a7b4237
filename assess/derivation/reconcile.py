"""Several candidates for one slot: which counts by which rule, how far they lie apart, and what is to be said of it.

The best proof first (what measures the thing itself before what was converted, before what measures a part); among equal
proofs the median, and of two in the middle the worse: always a figure that stands in a file. docs/adr/0011.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from assess.derivation.records import DOUBTFUL, Candidate, Lack
from assess.derivation.slots import Slot
from indicators.records import Text

Rule = Literal["median", "best", "worst", "newest", "chosen"]
RULES: tuple[Rule, ...] = get_args(Rule)
DEFAULT: Rule = "median"
NAMES: Mapping[str, Text] = {
    "median": Text("中位数", "median"),
    "best": Text("最好", "best"),
    "worst": Text("最差", "worst"),
    "newest": Text("最新上传", "newest"),
    "chosen": Text("指定", "chosen"),
}


@dataclass(frozen=True)
class Choice:
    """How to choose: a rule, and the key of the candidate where one is named."""

    rule: Rule = DEFAULT
    key: str = ""


@dataclass(frozen=True)
class Resolution:
    """A slot with all its candidates, the one that counts (None: none does unasked), and what is lacking.

    spread: from the least to the greatest of those that were chosen among, None where there is only one.
    """

    slot: Slot
    choice: Choice
    candidates: tuple[Candidate, ...]
    chosen: Candidate | None
    spread: tuple[float, float] | None = None
    lacks: tuple[Lack, ...] = ()

    @property
    def disagrees(self) -> bool:
        """Whether those chosen among lie further apart than the slot's tolerance."""
        if self.spread is None:
            return False
        low, high = self.spread
        return high - low > (self.slot.tolerance if self.slot.points else self.slot.tolerance * low)


def resolve(
    slot: Slot, candidates: Sequence[Candidate], choice: Choice, lacks: Sequence[Lack] = ()
) -> Resolution:
    """Choose among the candidates of a slot."""
    ordered = tuple(sorted(candidates, key=lambda item: (item.rank, _badness(slot, item))))
    among = foremost(ordered)
    values = [item.value for item in among]
    spread = (min(values), max(values)) if len(values) > 1 else None
    chosen = _chosen(slot, ordered, among, choice)
    return Resolution(slot, choice, ordered, chosen, spread, tuple(dict.fromkeys(lacks)))


def foremost(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those of the best proof; doubtful ones are never among them."""
    best = min((item.rank for item in candidates), default=DOUBTFUL)
    return [] if best >= DOUBTFUL else [item for item in candidates if item.rank == best]


def _chosen(
    slot: Slot, every: Sequence[Candidate], among: Sequence[Candidate], choice: Choice
) -> Candidate | None:
    if choice.rule == "chosen":
        return next((item for item in every if item.key == choice.key), None)
    if not among:
        return None
    ranked = sorted(among, key=lambda item: _badness(slot, item))
    if choice.rule == "newest":
        return max(ranked, key=lambda item: item.newest)
    places = {"best": 0, "worst": -1, "median": len(ranked) // 2}
    return ranked[places[choice.rule]]


def _badness(slot: Slot, candidate: Candidate) -> float:
    return -candidate.value if slot.better == "higher" else candidate.value
