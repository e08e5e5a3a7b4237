"""How a training is spread over cards: tensor, pipeline, data and expert parallelism, recomputation, sharding."""

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from assess.capacity.architecture import Architecture
from assess.capacity.faults import PlanError, PlanFault
from assess.capacity.flops import Recompute
from indicators.records import Text

Sharding = Literal["none", "optimizer", "zero1", "zero2", "zero3"]
"""Which states are spread over data-parallel ranks: none; Megatron's distributed optimizer; ZeRO stages 1 to 3."""

Counts = NDArray[np.floating[Any]]
Numbers = float | Counts

ABOVE_ZERO = Text("大于 0 的整数", "a whole number above 0")
HEADS = Text("能整除注意力头数", "a divisor of the number of attention heads")
LAYERS = Text(
    "每段层数为整数：流水线段数乘每段块数能整除层数",
    "a divisor of the number of layers, times the chunks per stage",
)
BATCH = Text(
    "全局批次能被数据并行数乘微批次整除", "a divisor of the global batch, times the micro-batch"
)
EXPERTS = Text("能整除专家数", "a divisor of the number of experts")


@dataclass(frozen=True)
class Layout:
    """A parallel layout of tensor * pipeline * data cards.

    tensor t, pipeline p, data d, expert e (over data-parallel ranks) are counts above 0.
    micro_batch b and global_batch B are sequences. interleave v: chunks per pipeline stage.
    sequence_parallel: norms and dropout are spread over tensor-parallel ranks as well (Korthikanti et al.).
    fused_attention: scores are never written to memory (FlashAttention). gradient_bytes: of a gradient when ranks sum
    them up: 4 in bfloat16 training (Megatron-LM sums in 32 bits there), 2 in float16.
    """

    tensor: int
    pipeline: int
    data: int
    micro_batch: int
    global_batch: int
    interleave: int = 1
    expert: int = 1
    recompute: Recompute = "selective"
    sharding: Sharding = "optimizer"
    sequence_parallel: bool = True
    fused_attention: bool = True
    gradient_bytes: float = 4.0

    @property
    def cards(self) -> int:
        """Cards that the layout takes."""
        return self.tensor * self.pipeline * self.data

    @property
    def micro_batches(self) -> int:
        """Micro-batches m of a step in each pipeline: B / (d b)."""
        return self.global_batch // (self.data * self.micro_batch)


@dataclass(frozen=True)
class Layouts:
    """Many layouts as arrays of equal length, alike in recomputation and sharding; the fields are those of ``Layout``."""

    tensor: Counts
    pipeline: Counts
    data: Counts
    micro_batch: Counts
    global_batch: Counts
    interleave: Counts
    expert: Counts
    recompute: Recompute
    sharding: Sharding
    sequence_parallel: bool = True
    fused_attention: bool = True
    gradient_bytes: float = 4.0

    @property
    def micro_batches(self) -> Counts:
        """Micro-batches of a step in each pipeline."""
        return self.global_batch // (self.data * self.micro_batch)

    def where(self, chosen: NDArray[np.bool_]) -> "Layouts":
        """The chosen ones."""
        return replace(
            self, tensor=self.tensor[chosen], pipeline=self.pipeline[chosen], data=self.data[chosen],
            micro_batch=self.micro_batch[chosen], global_batch=self.global_batch[chosen],
            interleave=self.interleave[chosen], expert=self.expert[chosen],
        )  # fmt: skip

    def at(self, place: int) -> Layout:
        """One of them."""
        return Layout(
            int(self.tensor[place]), int(self.pipeline[place]), int(self.data[place]),
            int(self.micro_batch[place]), int(self.global_batch[place]),
            interleave=int(self.interleave[place]), expert=int(self.expert[place]),
            recompute=self.recompute, sharding=self.sharding,
        )  # fmt: skip


AnyLayout = Layout | Layouts
"""What formulas take: one layout, or many at once."""


def check(model: Architecture, layout: Layout) -> None:
    """Raise PlanError with every reason why a model cannot be spread so."""
    counts = ("tensor", "pipeline", "data", "micro_batch", "global_batch", "interleave", "expert")
    faults = [
        PlanFault(name, str(getattr(layout, name)), ABOVE_ZERO, "out_of_range")
        for name in counts
        if getattr(layout, name) < 1
    ]
    if faults:
        raise PlanError(faults)
    experts = model.experts.count if model.experts else layout.expert
    rules = (
        ("tensor", model.heads % layout.tensor, HEADS),
        ("pipeline", model.layers % (layout.pipeline * layout.interleave), LAYERS),
        ("global_batch", layout.global_batch % (layout.data * layout.micro_batch), BATCH),
        ("expert", experts % layout.expert, EXPERTS),
    )
    faults = [
        PlanFault(name, str(getattr(layout, name)), expected, "not_a_divisor")
        for name, remainder, expected in rules
        if remainder
    ]
    if faults:
        raise PlanError(faults)
