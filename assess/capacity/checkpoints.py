"""Checkpoints: their size, and the bandwidth that writing and restoring them asks for."""

from typing import Literal

CheckpointKind = Literal["12", "14", "16", "20", "2"]
BYTES_PER_PARAMETER: dict[CheckpointKind, float] = {
    "2": 2.0,
    "12": 12.0,
    "14": 14.0,
    "16": 16.0,
    "20": 20.0,
}
"""2 weights only; 12 master weights and moments in 32 bits; 14 with 16-bit weights (BLOOM's 2.3 TB, Megatron's
13.8 TB for 10^12); 16 the states of ZeRO; 20 the report's appendix (reading A4)."""

IDLE_SHARE = 0.01
"""The report's own rule: saving checkpoints idles the cards for less than 1 % of the time."""


def checkpoint_bytes(params: float, bytes_per_parameter: float = 14.0) -> float:
    """Size of a checkpoint in bytes: parameters (the total of a mixture of experts) times bytes per parameter.

    Source: report, appendix table 1 (20 B) and text (12 TB for 10^12); BigScience, Megatron-LM (14 B).
    """
    return params * bytes_per_parameter


def blocking_seconds(size_bytes: float, write_gb_s: float) -> float:
    """Seconds that writing takes when the training waits for it, at ``write_gb_s`` > 0 (10^9 B/s)."""
    return size_bytes / (write_gb_s * 1e9)


def write_gb_s(size_bytes: float, interval_s: float, idle_share: float = IDLE_SHARE) -> float:
    """Write bandwidth that keeps the idle share below ``idle_share``: size / (share * interval), in GB/s.

    175e9 parameters of 14 B every hour at 1 %: 68 GB/s; of 20 B: 97 GB/s.

    Source: report, 二（二） (idle below 1 %); docs/planner.md.
    """
    return size_bytes / (idle_share * interval_s) / 1e9


def restore_gb_s(size_bytes: float, restore_s: float, replicas: int = 1) -> float:
    """Read bandwidth that restores within ``restore_s``, each of ``replicas`` data-parallel copies reading all, in GB/s."""
    return size_bytes * replicas / restore_s / 1e9


def loading_mb_s(tokens: float, bytes_per_token: float, seconds: float) -> float:
    """Bandwidth of reading the training data once, in MB/s: 3,500e9 tokens of 4 B in 50 days are 3.2 MB/s."""
    return tokens * bytes_per_token / seconds / 1e6
