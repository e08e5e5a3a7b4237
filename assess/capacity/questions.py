"""What was probably meant: figures that look like a slip are asked about, with a correction, and never changed silently."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from assess.capacity.plan_fields import FIELD_BY_NAME, FIELDS
from assess.capacity.typed import is_given, quantity_of
from indicators.records import Text
from indicators.units import UnitError

Code = Literal[
    "peak_not_dense", "memory_in_gib", "bits_for_bytes", "billions", "percent", "hfu_for_mfu"
]

TIMES_DENSE = (2.0, 4.0)
"""Sparse, or 8-bit, are twice the dense 16-bit peak; sparse 8-bit are four times it (NVIDIA H100 data sheet)."""

NEAR = 0.01
"""Relative distance within which a figure counts as the other one: data sheets round (1,979 for 2 * 989.4)."""

GIB = 1.073741824
BITS = 8.0
BILLION = 1e9
PERCENT = 100.0
BELOW_ANY_COUNT = 1e5
"""No model has fewer parameters and no training fewer tokens, so such a number was meant in billions."""

PORTS = (100.0, 200.0, 400.0, 800.0)
"""Speeds of network ports in Gb/s."""

FASTEST_PORT = 1600.0
SHARES = (
    "mfu", "certainty", "matmul_share", "others_share", "metadata_share", "fill_level", "read_share", "node_share",
    "upkeep_share", "busy_share",
)  # fmt: skip
FULL_RECOMPUTATION = 4.0 / 3.0
"""HFU over MFU with full recomputation: 8 N over 6 N. Source: Korthikanti et al., arXiv:2205.05198."""


@dataclass(frozen=True)
class Question:
    """A figure of a field (in its canonical unit) that may be another one: ask, and offer ``corrected``."""

    field: str
    code: Code
    found: float
    corrected: float
    text: Text


@dataclass(frozen=True)
class Known:
    """What figures are held against: those of the chosen card by field, the catalogue's dense peaks, and the MFU that
    few published trainings exceed."""

    card: Mapping[str, float]
    peaks: tuple[float, ...] = ()
    usual_mfu: float = 1.0


def given_quantities(order: Mapping[str, object]) -> dict[str, float]:
    """The readable quantities of an order in canonical units, also those out of range."""
    found = {}
    for field in FIELDS:
        raw = order.get(field.name)
        if not is_given(raw):
            continue
        try:
            found[field.name] = quantity_of(raw, field.unit)
        except UnitError:
            continue
    return found


def questions(order: Mapping[str, object], known: Known) -> tuple[Question, ...]:
    """Everything in an order that should be asked about, at most one question for each field."""
    given = given_quantities(order)
    found: dict[str, Question] = {}
    for ask in (_counts, _shares, _hfu):
        for item in ask(given, known):
            found.setdefault(item.field, item)
    for item in (*_peak(given, known), *_memory(given, known), *_rates(order, given, known)):
        found.setdefault(item.field, item)
    return tuple(found.values())


def _counts(given: Mapping[str, float], _known: Known) -> Iterator[Question]:
    for name in ("params", "tokens"):
        value = given.get(name, BELOW_ANY_COUNT)
        if 0.0 < value < BELOW_ANY_COUNT:
            text = Text(
                f"只有 {value:g} 个。是不是指 {value:g} B（十亿）？",
                f"Only {value:g}. Are {value:g} billion (B) meant?",
            )
            yield Question(name, "billions", value, value * BILLION, text)


def _shares(given: Mapping[str, float], _known: Known) -> Iterator[Question]:
    for name in SHARES:
        value = given.get(name, 0.0)
        if FIELD_BY_NAME[name].high < value <= PERCENT:
            text = Text(
                f"{value:g} 大于上限。是不是指 {value:g}%，即 {value / PERCENT:g}？",
                f"{value:g} is above the limit. Is {value:g} % meant, that is {value / PERCENT:g}?",
            )
            yield Question(name, "percent", value, value / PERCENT, text)


def _hfu(given: Mapping[str, float], known: Known) -> Iterator[Question]:
    value = given.get("mfu", 0.0)
    if known.usual_mfu < value <= 1.0:
        mfu = value / FULL_RECOMPUTATION
        text = Text(
            f"已发表的训练很少超过 {known.usual_mfu:.0%}。是不是含重计算的 HFU？换算成 MFU 是 {mfu:.3g}。",
            f"Few published trainings exceed {known.usual_mfu:.0%}. Is it HFU, with recomputation? As MFU it is {mfu:.3g}.",
        )
        yield Question("mfu", "hfu_for_mfu", value, mfu, text)


def _peak(given: Mapping[str, float], known: Known) -> Iterator[Question]:
    value = given.get("peak_tflops")
    own = known.card.get("peak_tflops")
    dense = (own,) if own else known.peaks
    if value is None or any(_near(value, peak) for peak in dense):
        return
    for times in TIMES_DENSE:
        peak = next((item for item in dense if _near(value, times * item)), None)
        if peak is not None:
            text = Text(
                f"{value:g} 是目录中稠密 16 位峰值 {peak:g} 的 {times:g} 倍，像是稀疏或 FP8 峰值。改为 {peak:g}？",
                f"{value:g} is {times:g} times a dense 16-bit peak of the catalogue, {peak:g}: it looks like a sparse or FP8 figure. Take {peak:g}?",
            )
            yield Question("peak_tflops", "peak_not_dense", value, peak, text)
            return


def _memory(given: Mapping[str, float], known: Known) -> Iterator[Question]:
    value, own = given.get("memory_gb"), known.card.get("memory_gb")
    if value is None or not own:
        return
    for factor, zh, en in ((1.0 / GIB, "GiB", "GiB"), (GIB, "GB", "GB")):
        if _near(value, own * factor):
            text = Text(
                f"目录为 {own:g} GB。{value:g} 像是把 GB 与 GiB 相互换算的结果（{zh}）。改为 {own:g} GB？",
                f"The catalogue says {own:g} GB. {value:g} looks like a mix-up of GB and GiB ({en}). Take {own:g} GB?",
            )
            yield Question("memory_gb", "memory_in_gib", value, own, text)
            return


def _rates(
    order: Mapping[str, object], given: Mapping[str, float], known: Known
) -> Iterator[Question]:
    for name in ("memory_gb_s", "link_gb_s"):
        value, own = given.get(name), known.card.get(name)
        if value is not None and own and _near(value, BITS * own):
            yield _bits(name, value, own, "GB/s")
    port = given.get("port_gbit_s", 0.0)
    raw = order.get("port_gbit_s")
    in_bytes = isinstance(raw, Mapping) and raw.get("unit") == "GB/s"
    if port / BITS in PORTS and (in_bytes or port >= FASTEST_PORT):
        yield _bits("port_gbit_s", port, port / BITS, "Gb/s")


def _bits(name: str, found: float, meant: float, unit: str) -> Question:
    text = Text(
        f"{found:g} {unit} 是 {meant:g} {unit} 的 8 倍：是不是把 Gb/s 与 GB/s 弄混了？改为 {meant:g} {unit}？",
        f"{found:g} {unit} is 8 times {meant:g} {unit}: were Gb/s and GB/s mixed up? Take {meant:g} {unit}?",
    )
    return Question(name, "bits_for_bytes", found, meant, text)


def _near(value: float, other: float) -> bool:
    return abs(value / other - 1.0) <= NEAR
