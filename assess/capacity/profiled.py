"""Published facts that the planner is held against, each with its source."""

from dataclasses import dataclass

from assess.capacity.architecture import Architecture
from assess.capacity.layout import Layout

PRINTED = (
    ("compute_pflops", 2835.648, "PFLOPS"),
    ("cards_exact", 9452.16, ""),
    ("cards", 9453.0, ""),
    ("storage_bandwidth_gb_s", 5671.296, "GB/s"),
    ("storage_total_pb", 70.8912, "PB"),
    ("storage_table_pb", 3.6435, "PB"),
)
"""The appendix's example, by hand: 8 * 175e9 * 3500e9 / (50 * 86400 * 0.4) and what follows from it."""

SWITCHES = (
    (1024, 32, 16, 0),
    (2048, 64, 32, 0),
    (4096, 128, 128, 64),
    (8192, 256, 256, 128),
    (16384, 512, 512, 256),
)
"""Host ports, leaf, spine, core switches of 64 ports: NVIDIA DGX SuperPOD H100 reference architecture, table 3."""


@dataclass(frozen=True)
class ProfiledMemory:
    """States (None where already listed) and activations of a card, in GiB."""

    name: str
    model: Architecture
    layout: Layout
    states_gib: float | None
    activations_gib: float


@dataclass(frozen=True)
class MeteredEnergy:
    """A training of Patterson et al.: chip-hours, average watts of a chip, PUE, energy in MWh."""

    name: str
    chip_hours: float
    watts: float
    pue: float
    mwh: float


def _profiled(
    name: str,
    model: Architecture,
    split: tuple[int, int, int, int],
    values: tuple[float, float, float],
) -> tuple[ProfiledMemory, ProfiledMemory]:
    """A model without recomputation, and with sequence parallelism and selective recomputation."""
    tensor, pipeline, micro, interleave = split
    states, plain, selective = values
    common = (tensor, pipeline, 1, micro, 512 * micro, interleave)
    return (
        ProfiledMemory(
            f"{name}, none",
            model,
            Layout(*common, recompute="none", sharding="none", sequence_parallel=False, fused_attention=False),
            states,
            plain,
        ),
        ProfiledMemory(
            f"{name}, selective",
            model,
            Layout(*common, recompute="selective", sharding="none", fused_attention=False),
            None,
            selective,
        ),
    )  # fmt: skip


MEMORY = (
    *_profiled("22B", Architecture(48, 6144, 64), (8, 1, 4, 1), (45.5625, 59.25, 9.5625)),
    *_profiled("175B", Architecture(96, 12288, 96), (8, 8, 1, 3), (45.5625, 66.84375, 12.3515625)),
    *_profiled(
        "530B", Architecture(105, 20480, 128), (8, 35, 1, 3), (31.640625, 114.0234375, 23.076171875)
    ),
    *_profiled("1T", Architecture(128, 25600, 160), (8, 64, 1, 1), (32.958984375, 131.25, 26.5625)),
)
"""Korthikanti et al., arXiv:2205.05198, figure 1, as transcribed in calculon-ai/calculon at 2dd9c5c,
calculon/llm/validation.py (12 values, GiB per card)."""

ENERGY = (
    MeteredEnergy("T5", 512 * 20 * 24, 310, 1.12, 85.7),
    MeteredEnergy("Meena", 1024 * 30 * 24, 289, 1.09, 232),
    MeteredEnergy("GShard-600B", 1024 * 3.1 * 24, 288, 1.09, 24.1),
    MeteredEnergy("Switch Transformer", 1024 * 27 * 24, 245, 1.10, 179),
    MeteredEnergy("GPT-3", 10000 * 14.8 * 24, 330, 1.10, 1287),
)
"""Patterson et al., arXiv:2104.10350, table 4: chips * days * 24, watts per chip with its share of the server, PUE."""
