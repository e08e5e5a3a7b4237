"""Time of one training step on a parallel layout: computing, memory traffic, communication, bubble.

Every function takes numbers or NumPy arrays alike, so that thousands of layouts are one call.
"""

from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from assess.capacity.architecture import Architecture
from assess.capacity.flops import (
    BACKWARD,
    FORWARD,
    forward_attention_flops,
    forward_matrix_flops,
    forward_vocabulary_flops,
)
from assess.capacity.layout import AnyLayout, Numbers
from assess.capacity.machine import GIGA, ONE_WAY, Calibration, Machine
from assess.capacity.memory import activation_bytes_per_layer, params_per_card

BYTES = 2.0
"""Activations, weights and gradients travel in 16 bits."""

FUSED_BACKWARD = 2.5
"""A fused attention kernel computes the scores again in its backward pass."""

FLOOR_POWER = 3.0
"""How sharply a layer's time turns from the host's floor to the card's: (t^3 + floor^3)^(1/3)."""


@dataclass(frozen=True)
class Work:
    """What one card does in a step, per layer and micro-batch where not said otherwise.

    matrix_flops, score_flops: of all passes; score_flops of fused kernels where ``fused``. kept_bytes: activations.
    exchange_bytes: one tensor-parallel all-reduce; exchanges: how many. routed_bytes: tokens to experts and back.
    vocabulary_flops: output layer per micro-batch. hop_bytes: to the next stage, both ways. params: on the card.
    passes: forward-sized passes of a layer.
    """

    matrix_flops: Numbers
    score_flops: Numbers
    kept_bytes: Numbers
    exchange_bytes: Numbers
    exchanges: Numbers
    routed_bytes: Numbers
    vocabulary_flops: Numbers
    hop_bytes: Numbers
    params: Numbers
    gradient_bytes: Numbers
    passes: Numbers
    layers: Numbers
    tensor: Numbers
    pipeline: Numbers
    data: Numbers
    expert: Numbers
    micro_batches: Numbers
    interleave: Numbers
    fused: Numbers
    sharded: Numbers

    @classmethod
    def stacked(cls, rows: "list[Self]") -> Self:
        """Many rows as arrays."""
        return cls(
            **{
                item.name: np.array([getattr(row, item.name) for row in rows], dtype=float)
                for item in fields(cls)
            }
        )

    def repeated(self, times: int) -> Self:
        """The same rows many times over."""
        return type(self)(
            **{item.name: np.tile(getattr(self, item.name), times) for item in fields(self)}
        )


@dataclass(frozen=True)
class StepTime:
    """Seconds of a step, and what they are spent on; ``total`` is their sum."""

    computing: Numbers
    bubble: Numbers
    hops: Numbers
    vocabulary: Numbers
    gradients: Numbers
    optimizer: Numbers

    @property
    def total(self) -> Numbers:
        """Seconds of the whole step."""
        return (
            self.computing
            + self.bubble
            + self.hops
            + self.vocabulary
            + self.gradients
            + self.optimizer
        )


def work_of(model: Architecture, layout: AnyLayout) -> Work:
    """What one card of a layout does in a step.

    Source: Narayanan et al., SC21, arXiv:2104.04473, sections 2 and 3; Korthikanti et al., arXiv:2205.05198.
    """
    tokens = 1.0 * model.sequence * layout.micro_batch
    again = 1.0 if layout.recompute == "full" else 0.0
    passes = FORWARD + BACKWARD + again
    per_layer = tokens / (model.layers * layout.tensor)
    plane = tokens * model.hidden * BYTES
    return Work(
        matrix_flops=passes * forward_matrix_flops(model) * per_layer,
        score_flops=_score_passes(layout)
        * forward_attention_flops(model, causal=layout.fused_attention)
        * per_layer,
        kept_bytes=_kept_bytes(model, layout, passes),
        exchange_bytes=2.0 * (layout.tensor - 1) / layout.tensor * plane,
        exchanges=2.0 * (2.0 + again),
        routed_bytes=_routed(model, plane) * passes / 2.0,
        vocabulary_flops=passes_of_vocabulary() * tokens * forward_vocabulary_flops(model) / layout.tensor,
        hop_bytes=np.where(np.asarray(layout.pipeline) > 1, 2.0 * plane / layout.tensor, 0.0),
        params=sum(params_per_card(model, layout)),
        gradient_bytes=layout.gradient_bytes,
        passes=passes,
        layers=model.layers,
        tensor=layout.tensor,
        pipeline=layout.pipeline,
        data=layout.data,
        expert=layout.expert,
        micro_batches=layout.micro_batches,
        interleave=layout.interleave,
        fused=float(layout.fused_attention),
        sharded=float(layout.sharding == "zero3"),
    )  # fmt: skip


def passes_of_vocabulary() -> float:
    """The output layer is never computed again."""
    return float(FORWARD + BACKWARD)


def _kept_bytes(model: Architecture, layout: AnyLayout, passes: float) -> Numbers:
    """Activation bytes that cross the memory bus, per pass of the layer: also those that are computed again.

    Scores that are computed again (selective recomputation) cross it once more than the rest of the layer.
    """
    rest = activation_bytes_per_layer(model, layout, "selective")
    scores = activation_bytes_per_layer(model, layout, "none") - rest
    again = 1.0 if layout.recompute == "selective" else 0.0
    return rest + scores * (passes + again) / passes


def _score_passes(layout: AnyLayout) -> float:
    again = 0.0 if layout.recompute == "none" else 1.0
    return FORWARD + (FUSED_BACKWARD if layout.fused_attention else BACKWARD) + again


def _routed(model: Architecture, plane: Numbers) -> Numbers:
    """Bytes that leave for experts and come back in a forward pass, per layer on average."""
    if model.experts is None:
        return 0.0
    share = (model.layers - model.experts.dense_layers) / model.layers
    return 2.0 * model.experts.chosen * plane * share


def step_time(work: Work, machine: Machine, constants: Calibration) -> StepTime:
    """Seconds of one step.

    layer = ((matrices + attention + memory traffic + exchanges)^3 + floor^3)^(1/3);
    computing = m L / p * layer; bubble = (p - 1) / (m v) of it; then hops between stages, the output layer, the
    gradients' all-reduce and the optimizer.

    Valid for dense and expert models on servers of accelerators with a network of equal servers; calibrated on
    64 to 512 A100 (docs/planner.md says how far it may be trusted elsewhere).

    Source: docs/planner.md, section on step time; Narayanan et al., SC21, section 2.2 (bubble).
    """
    layer = layer_seconds(work, machine, constants)
    stage = work.layers / work.pipeline * layer
    return StepTime(
        computing=work.micro_batches * stage,
        bubble=(work.pipeline - 1.0) / work.interleave * stage,
        hops=(work.micro_batches + work.pipeline - 1.0)
        * work.interleave
        * work.hop_bytes
        / (constants.hop_gb_s * GIGA),
        vocabulary=work.micro_batches * work.vocabulary_flops / _matrix_rate(machine, constants),
        gradients=gradient_seconds(work, machine, constants, work.micro_batches * stage),
        optimizer=constants.optimizer_bytes * work.params / (machine.memory_gb_s * GIGA),
    )


def layer_seconds(work: Work, machine: Machine, constants: Calibration) -> Numbers:
    """Seconds of one layer for one micro-batch, all passes."""
    rate = _matrix_rate(machine, constants)
    matrices = work.matrix_flops / rate
    fused = machine.peak_tflops * 1e12 * constants.attention_share
    scores = work.score_flops / np.where(np.asarray(work.fused) > 0, fused, rate)
    traffic = constants.traffic * work.passes / 4.0 * work.kept_bytes / (machine.memory_gb_s * GIGA)
    busy = matrices + scores + traffic + _exchange_seconds(work, machine, constants)
    floor = constants.launch_s * work.passes
    return np.cbrt(busy**FLOOR_POWER + floor**FLOOR_POWER)


def gradient_seconds(
    work: Work, machine: Machine, constants: Calibration, computing: Numbers
) -> Numbers:
    """Seconds of the gradients' all-reduce, 2 (d - 1) / d * params * bytes over the slowest part of the ring.

    Ranks of one data-parallel group in the same server share one ring; the rings of a server share its network.
    ZeRO-3 gathers the weights twice per micro-batch behind the computing, of which only the excess counts, and
    scatters the gradients once.
    """
    inside = np.clip(
        machine.cards_per_server / np.asarray(work.tensor, dtype=float), 1.0, work.data
    )
    rings = machine.cards_per_server / inside
    network = constants.gradient_share * machine.network_gb_s * GIGA / rings
    alone = np.asarray(work.data) * np.asarray(work.tensor) <= machine.cards_per_server
    rate = np.where(alone, _link_rate(machine, constants), network)
    share = (np.asarray(work.data, dtype=float) - 1.0) / work.data
    once = 2.0 * share * work.params * work.gradient_bytes / rate
    gathered = 2.0 * share * work.params * BYTES / rate * work.micro_batches
    exposed = np.maximum(gathered - computing, 0.0) + once / 2.0
    return np.where(np.asarray(work.sharded) > 0, exposed, once)


def _exchange_seconds(work: Work, machine: Machine, constants: Calibration) -> Numbers:
    """Tensor-parallel all-reduces, and tokens on their way to experts."""
    across = np.asarray(work.tensor) > machine.cards_per_server
    network = constants.network_share * machine.network_gb_s * GIGA
    rate = np.where(across, network, _link_rate(machine, constants))
    reduced = work.exchanges * work.exchange_bytes / rate
    outside = np.asarray(work.expert) > machine.cards_per_server
    card = np.where(outside, network / machine.cards_per_server, _link_rate(machine, constants))
    share = (np.asarray(work.expert, dtype=float) - 1.0) / work.expert
    return np.asarray(reduced + share * work.routed_bytes / card)


def _matrix_rate(machine: Machine, constants: Calibration) -> float:
    return machine.peak_tflops * 1e12 * machine.matmul_share * constants.matrix_efficiency


def _link_rate(machine: Machine, constants: Calibration) -> float:
    return machine.link_gb_s * ONE_WAY * GIGA * constants.link_share
