"""The hardware that a training runs on, as the step-time model sees it, and the constants fitted to measurements."""

from dataclasses import dataclass, replace

GIGA = 1e9
BITS = 8.0
ONE_WAY = 0.5
"""Catalogues print link bandwidth of both directions together."""


@dataclass(frozen=True)
class Machine:
    """A cluster of servers, each with ``cards_per_server`` cards.

    peak_tflops: dense peak of a card in the precision of the matrices. matmul_share: what part of it large matrix
    products reach in practice, in (0, 1]. memory_gb (10^9 B) and memory_gb_s of a card. link_gb_s: a card's link to
    its neighbours in the server, both directions together. network_gb_s: a server's network for gradients and
    activations, one direction (8 ports of 200 Gbit/s are 200 GB/s).
    """

    peak_tflops: float
    memory_gb: float
    memory_gb_s: float
    link_gb_s: float
    network_gb_s: float
    cards_per_server: int = 8
    matmul_share: float = 0.8


MATMUL_SHARE = {
    "a100": 0.869,
    "a800": 0.869,
    "h100": 0.803,
    "h800": 0.803,
    "h200": 0.803,
    "gh200": 0.836,
    "mi300x": 0.514,
}
"""Best measured 16-bit matrix product over the data sheet's peak, by card family.

Source: stas00/ml-engineering at b9e2972, compute/accelerator, table of maximum achievable matmul FLOPS (A100 SXM
271.2 of 312, H100 SXM 794.5 of 989, GH200 828.6 of 989, MI300X 668.4 of 1300 TFLOPS). A800, H800 and H200 have the
same cores as their siblings.
"""
UNMEASURED_SHARE = 0.8
"""For cards that nobody measured so: near the H100's."""


def matmul_share(card: str) -> float:
    """Measured share of the peak for a card's code or printed name; 0.8 where none is known."""
    name = card.lower().replace("-", " ").replace("_", " ")
    words = {word for part in name.split() for word in (part, part.split("80gb")[0])}
    return next((share for code, share in MATMUL_SHARE.items() if code in words), UNMEASURED_SHARE)


@dataclass(frozen=True)
class Calibration:
    """The constants of the step-time model.

    Fitted: matrix_efficiency (of what large matrix products reach), traffic (how often each kept activation byte
    crosses the memory bus in a step with full recomputation), launch_s (host time to start one pass of a layer's
    kernels, floor of a layer's time), network_share (of the servers' network, for tensor parallelism across servers).

    Taken from elsewhere, not fitted: link_share (NCCL all-reduce 235 of an A100's 300 GB/s one way), gradient_share
    (of the network, for many rings at once), hop_gb_s (one 200 Gbit/s port between pipeline stages, GB/s),
    optimizer_bytes (states read and written per parameter and step), attention_share (of the peak, for fused
    attention kernels).
    """

    matrix_efficiency: float
    traffic: float
    launch_s: float
    network_share: float
    link_share: float = 0.78
    gradient_share: float = 0.6
    hop_gb_s: float = 24.0
    optimizer_bytes: float = 30.0
    attention_share: float = 0.35


FITTED_NAMES = (
    "matrix_efficiency",
    "traffic",
    "launch_s",
    "network_share",
)

MEASURED_ON = Machine(
    peak_tflops=312.0,
    memory_gb=80.0,
    memory_gb_s=2039.0,
    link_gb_s=600.0,
    network_gb_s=100.0,
    matmul_share=MATMUL_SHARE["a100"],
)
"""The cluster of the measured iteration times: 8 A100 SXM per server; its network, 4 x 200 Gbit/s, is our assumption."""


def with_constants(base: Calibration, values: tuple[float, ...]) -> Calibration:
    """The calibration with its fitted constants replaced, in the order of ``FITTED_NAMES``."""
    return replace(base, **dict(zip(FITTED_NAMES, values, strict=True)))
