"""DCGM's metrics of cards, with the units that its exporter prints without saying so.

GPU_UTIL is 0 to 100, PROF_* are 0 to 1, FB_* are MiB, energy is mJ since the driver was loaded, XID_ERRORS is the number of
the last error. A card cut by MIG has a series for each instance; its own figures stand in each of them.
Source: NVIDIA, DCGM field identifiers; dcgm-exporter, default counters.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from assess.evidence.derive.said import moment
from assess.evidence.reading import Condition, Finding, Reading, Where
from assess.evidence.remarks import Remarks
from assess.evidence.samples import Samples
from indicators.records import Text

MILLIJOULES_PER_KWH = 3.6e9
MIB_TO_GB = 1.048576e-3
ENERGY, XID = "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION", "DCGM_FI_DEV_XID_ERRORS"
MEMORY = ("DCGM_FI_DEV_FB_FREE", "DCGM_FI_DEV_FB_USED", "DCGM_FI_DEV_FB_RESERVED")
PROXY = Text(
    "张量核活跃比例只是 HFU 的近似，不能当作 HFU；含空闲时间",
    "Tensor cores active is a proxy of HFU and never HFU itself; idle time is in it",
)
BUSY = Text(
    "GPU 忙碌比例只说明有核函数在运行，与算力利用率无关",
    "GPU busy only tells that some kernel ran; it says nothing of how much was computed",
)
CARDS_ONLY = Text(
    "只是加速卡的电量或功率，不是整台设备或数据中心",
    "Cards alone, not whole machines and not the site",
)
OUT_OF_RANGE = Text(
    "值超出该指标的范围，该序列未采用", "Beyond what the metric can be; the series is not used"
)
FRACTION = Text(
    "忙碌比例应为 0 至 100，而这里全在 0 至 1 之间：可能已换算",
    "GPU busy is 0 to 100, but all stand in 0 to 1: perhaps converted already",
)
RESET = Text("计数器回零（重启或重载驱动），从 0 续算", "The counter was reset; it goes on from 0")
ONCE = Text("累计值只有一个时刻，得不出用量", "A counter at one moment only; nothing follows")
LAST_XID = Text(
    "XID 指标只记最后一个错误号：按变化计数，同号重复看不到",
    "The metric holds the last XID alone: changes are counted, repeats of one number are invisible",
)
BEFORE = Text(
    "统计期之前的 XID 仍在显示，未计入", "An XID from before the window is still shown; not counted"
)
MIG = Text(
    "MIG 实例的序列不代表整卡，未计入", "Series of MIG instances are no whole cards; left out"
)


class Gauge(NamedTuple):
    """A metric that is averaged: the quantity, the factor to its unit, the largest value, what is to be said of it."""

    quantity: str
    factor: float
    largest: float
    printed: str
    said: Finding


GAUGES = {
    "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE": Gauge("tensor_active", 100.0, 1.0, "1", Finding("hfu_proxy", "warning", PROXY)),
    "DCGM_FI_DEV_GPU_UTIL": Gauge("gpu_utilisation", 1.0, 100.0, "%", Finding("busy_is_no_use", "note", BUSY)),
    "DCGM_FI_DEV_POWER_USAGE": Gauge("card_power", 1.0, 5000.0, "W", Finding("cards_only", "note", CARDS_ONLY)),
}  # fmt: skip
NAMES = frozenset({*GAUGES, *MEMORY, ENERGY, XID})


@dataclass
class Tally:
    """Sums over the series of one metric: samples, their values, the window, the cards, the first place."""

    total: float = 0.0
    samples: int = 0
    zeros: int = 0
    largest: float = 0.0
    first: float = np.inf
    last: float = -np.inf
    cards: set[str] = field(default_factory=set)
    key: str = ""

    def add(self, card: str, series: Samples, total: float) -> None:
        """Take in a series and what it adds."""
        self.total += total
        self.samples += len(series.values)
        self.zeros += int((series.values == 0.0).sum())
        self.largest = max(self.largest, float(series.values.max()))
        self.first, self.last = (
            min(self.first, float(series.times[0])),
            max(self.last, float(series.times[-1])),
        )
        self.cards.add(card)
        self.key = self.key or series.where.key

    @property
    def told(self) -> dict[str, Condition]:
        """What the figures were measured under."""
        return {
            "cards": len(self.cards),
            "samples": self.samples,
            **({"from": moment(self.first), "to": moment(self.last)} if self.last else {}),
        }


@dataclass
class Cards:
    """Everything that the cards' metrics tell."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    memory: dict[str, dict[str, float]] = field(default_factory=dict)
    errors: Counter[int] = field(default_factory=Counter)
    models: set[str] = field(default_factory=set)
    hosts: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)
    whole: set[tuple[str, str]] = field(default_factory=set)

    def add(self, series: Samples, remarks: Remarks) -> None:
        """Take in a series of one of the metrics."""
        labels, name = series.labels, series.metric
        host = labels.get("Hostname") or labels.get("instance", "")
        card = labels.get("UUID") or f"{host}/{labels.get('gpu', '?')}"
        self.known.add(card)
        self.hosts |= {host} - {""}
        self.models |= {labels.get("modelName", "")} - {""}
        if labels.get("GPU_I_ID") and ("PROF" in name or (name, card) in self.whole):
            remarks.say(Finding("mig_instances", "note", MIG, series.where, name))
            return
        self.whole.add((name, card))
        if name in MEMORY:
            self.memory.setdefault(card, {})[name] = float(series.values[-1])
        elif name == ENERGY:
            self._energy(card, series, remarks)
        elif name == XID:
            self._errors(card, series, remarks)
        else:
            self._gauge(card, series, remarks)

    def _gauge(self, card: str, series: Samples, remarks: Remarks) -> None:
        gauge, values = GAUGES[series.metric], series.values
        if float(values.min()) < 0.0 or float(values.max()) > gauge.largest:
            told = f"{values.min():g} .. {values.max():g}"
            remarks.say(
                Finding(
                    "out_of_range",
                    "error",
                    OUT_OF_RANGE,
                    series.where,
                    told,
                    f"0 .. {gauge.largest:g}",
                )
            )
        else:
            self._tally(series.metric).add(card, series, float(values.sum()))

    def _energy(self, card: str, series: Samples, remarks: Remarks) -> None:
        if len(series.values) < 2:  # noqa: PLR2004
            remarks.say(Finding("counter_once", "note", ONCE, series.where, ENERGY))
            return
        grown, resets = increase(series)
        remarks.say(Finding("counter_reset", "note", RESET, series.where), resets)
        self._tally(ENERGY).add(card, series, grown)

    def _errors(self, card: str, series: Samples, remarks: Remarks) -> None:
        values = series.values
        changed = (np.diff(values) != 0.0) & (values[1:] > 0.0)
        self.errors.update(int(code) for code in values[1:][changed])
        remarks.say(Finding("earlier_xid", "note", BEFORE, series.where), int(values[0] > 0.0))
        self._tally(XID).add(card, series, 0.0)

    def _tally(self, name: str) -> Tally:
        return self.tallies.setdefault(name, Tally())

    def results(self) -> Iterator[Reading | Finding]:
        """Readings, and what must be said of them."""
        if self.known:
            told: dict[str, Condition] = {"hosts": len(self.hosts)} if self.hosts else {}
            count = str(len(self.known))
            yield Reading("cards", float(count), count, "card", Where(key="UUID"), told)
        for name, gauge in GAUGES.items():
            if name in self.tallies:
                yield from _mean(gauge, name, self.tallies[name])
        yield from self._memory()
        if ENERGY in self.tallies:
            yield from _spent(self.tallies[ENERGY])
        if XID in self.tallies:
            yield from _xids(self.tallies[XID], self.errors)

    def _memory(self) -> Iterator[Reading]:
        """The least memory of a card, where all its parts are told."""
        sums = [
            sum(parts.values()) for parts in self.memory.values() if parts.keys() >= set(MEMORY[:2])
        ]
        if sums:
            told: dict[str, Condition] = {"cards": len(sums)}
            yield Reading(
                "card_memory", min(sums) * MIB_TO_GB, f"{min(sums):g}", "MiB", Where(key=MEMORY[0]), told,
                "free, used and reserved added up",
            )  # fmt: skip


def increase(series: Samples) -> tuple[float, int]:
    """By how much a counter grew, resets made good, and how often it was reset."""
    steps = np.diff(series.values)
    fell = steps < 0.0
    return float(steps[~fell].sum() + series.values[1:][fell].sum()), int(fell.sum())


def _mean(gauge: Gauge, name: str, tally: Tally) -> Iterator[Reading | Finding]:
    mean = tally.total / tally.samples
    told = {**tally.told, "statistic": "mean", "idle_percent": 100.0 * tally.zeros / tally.samples}
    how = f"mean of {tally.samples} samples of {len(tally.cards)} cards"
    said = (gauge.said,)
    yield Reading(
        gauge.quantity,
        mean * gauge.factor,
        f"{mean:.6g}",
        gauge.printed,
        Where(key=name),
        told,
        how,
        said,
    )
    if gauge.quantity == "gpu_utilisation" and 0.0 < tally.largest <= 1.0:
        yield Finding(
            "fraction_suspected", "warning", FRACTION, Where(key=name), f"{tally.largest:g}"
        )


def _spent(tally: Tally) -> Iterator[Reading]:
    told = {**tally.told, "hours": (tally.last - tally.first) / 3600.0}
    value, printed = tally.total / MILLIJOULES_PER_KWH, f"{tally.total:.6g}"
    said = (Finding("cards_only", "note", CARDS_ONLY),)
    yield Reading(
        "energy", value, printed, "mJ", Where(key=ENERGY), told, "increase over all cards", said
    )


def _xids(tally: Tally, errors: Counter[int]) -> Iterator[Reading]:
    told = {**tally.told, **{f"xid_{code}": count for code, count in sorted(errors.items())}}
    count = sum(errors.values())
    said = (Finding("last_xid_only", "warning", LAST_XID),)
    if tally.samples > len(tally.cards):
        yield Reading(
            "xid_events", float(count), str(count), "count", Where(key=XID), told, "changes", said
        )
