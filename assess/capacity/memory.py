"""Memory of a card in training: states of the parameters, activations, and what is left."""

from dataclasses import dataclass

import numpy as np

from assess.capacity.architecture import Architecture
from assess.capacity.flops import Recompute
from assess.capacity.layout import AnyLayout, Layout, Numbers, Sharding

USABLE_SHARE = 0.9
"""Share of a card's memory that may be planned with; the rest is the driver's, buffers' and fragmentation's."""

STATE_BYTES: dict[Sharding, tuple[float, float]] = {
    "none": (18.0, 0.0),
    "optimizer": (6.0, 12.0),
    "zero1": (4.0, 12.0),
    "zero2": (2.0, 14.0),
    "zero3": (0.0, 16.0),
}
"""Bytes per parameter kept by every data-parallel rank, and bytes that are spread over them.

Mixed precision with Adam: 2 weights, 2 or 4 gradients, 4 master weights, 4 + 4 moments. Megatron keeps gradients in
4 bytes (18 in all), DeepSpeed in 2 (16 in all).
Source: Rajbhandari et al., arXiv:1910.02054, section 3; Megatron-LM's distributed optimizer; docs/planner.md.
"""


@dataclass(frozen=True)
class Memory:
    """Memory of the fullest card, in bytes: states of its parameters, activations of its micro-batches.

    Arrays where it is that of many layouts.
    """

    states: Numbers
    activations: Numbers

    @property
    def total(self) -> Numbers:
        """All that is planned for."""
        return self.states + self.activations


def state_bytes(params: Numbers, sharding: Sharding, data: Numbers) -> Numbers:
    """Bytes of weights, gradients and optimizer states of ``params`` parameters on one card.

    (kept + spread / d) * params with d data-parallel ranks >= 1.

    Source: Rajbhandari et al., arXiv:1910.02054, section 3 (ZeRO).
    """
    kept, spread = STATE_BYTES[sharding]
    return (kept + spread / data) * params


def activation_bytes_per_layer(
    model: Architecture, layout: AnyLayout, recompute: Recompute
) -> Numbers:
    """Bytes that one layer keeps for the backward pass of one micro-batch, 16-bit.

    none: s b h (10 + 24/t + 5 a s / (h t)); with sequence parallelism s b h (34 + 5 a s / h) / t.
    selective, or fused attention: without the term of the scores, 5 a s / h.
    full: the layer's input only, 2 s b h, spread over t with sequence parallelism.
    The feed-forward share is that of 4 h; gated or wider ones are scaled by f / 4h.

    Source: Korthikanti et al., arXiv:2205.05198, equations (1) to (6) and table 2.
    """
    tokens = model.sequence * layout.micro_batch
    plane = tokens * model.hidden
    spread = layout.tensor if layout.sequence_parallel else 1
    if recompute == "full":
        return 2.0 * plane / spread
    kept = plane * (10.0 / spread + _split_terms(model) / layout.tensor)
    if recompute == "selective" or layout.fused_attention:
        return kept
    scores = 5.0 * model.heads * model.sequence * model.context * layout.micro_batch
    return kept + scores / layout.tensor


def _split_terms(model: Architecture) -> float:
    """The 24 bytes per token and hidden unit that tensor parallelism spreads: 8 of attention, 16 of feed-forward."""
    width = model.feed_forward or 4 * model.hidden
    matrices = 1.5 if model.gated else 1.0
    if model.experts:
        met = model.experts.chosen + model.experts.shared
        width = met * model.experts.width
    return 8.0 + 16.0 * matrices * width / (4.0 * model.hidden)


def activation_bytes(model: Architecture, layout: AnyLayout) -> Numbers:
    """Activations of the first pipeline stage under 1F1B, which holds the most micro-batches in flight.

    p micro-batches of L / p layers each, so L layers' worth, times 1 + (p - 1) / (p v) when stages are
    interleaved in v > 1 chunks. With full recomputation one layer is held whole on top while it is recomputed.

    Source: Korthikanti et al., arXiv:2205.05198, section 4.2.3.
    """
    flight = np.minimum(layout.pipeline, layout.micro_batches) / layout.pipeline
    chunks = 1.0 + (layout.pipeline - 1) / (layout.pipeline * layout.interleave)
    flight = flight * np.where(np.asarray(layout.interleave) > 1, chunks, 1.0)
    kept = activation_bytes_per_layer(model, layout, layout.recompute)
    again = activation_bytes_per_layer(model, layout, "none") if layout.recompute == "full" else 0.0
    return model.layers * flight * kept + again


def params_per_card(model: Architecture, layout: AnyLayout) -> tuple[Numbers, Numbers]:
    """Parameters on the fullest card: outside experts, and in experts.

    Layers are spread over t * p, routed experts over e * p instead of t; the first stage also holds an embedding
    of V * h / t.
    """
    experts = model.expert_params()
    shared = (model.stored_layer_params() - experts) / (layout.tensor * layout.pipeline)
    embedding = model.vocabulary * model.hidden / layout.tensor
    return shared + embedding, experts / (layout.expert * layout.pipeline)


def memory_per_card(model: Architecture, layout: AnyLayout) -> Memory:
    """Memory of the fullest card in bytes: states and activations.

    Experts are sharded over the data-parallel ranks that hold the same ones, d / e of them (at least one).

    Source: Rajbhandari et al., arXiv:1910.02054; Korthikanti et al., arXiv:2205.05198.
    """
    outside, inside = params_per_card(model, layout)
    states = state_bytes(outside, layout.sharding, layout.data)
    holders = np.maximum(layout.data * layout.tensor // layout.expert, 1)
    states += state_bytes(inside, layout.sharding, holders)
    return Memory(states, activation_bytes(model, layout))


def fits(model: Architecture, layout: Layout, memory_gb: float) -> bool:
    """Whether the fullest card stays within 90 % of ``memory_gb`` (10^9 bytes)."""
    return float(memory_per_card(model, layout).total) <= USABLE_SHARE * memory_gb * 1e9
