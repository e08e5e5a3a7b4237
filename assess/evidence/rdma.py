"""What a row of an RDMA test proves: bandwidth between two nodes one way, and the latency of a message."""

from dataclasses import dataclass

from assess.evidence.reading import Condition, Finding, Reading, Where
from indicators.records import Text
from indicators.units import convert

SCALES = {"MiB/s": 1024.0**2, "Gb/s": 125e6}
UNITS = tuple(SCALES)
HALF_RATE_DIGIT = 5e-7
"""The message rate has six decimals, in millions."""

HALF_DIGIT = 0.005
SLACK = 1.2
BOTH_WAYS = "bidirectional"
THERE_AND_BACK = ("read", "atomic")

DISAGREES = Text(
    "平均带宽与消息速率乘消息大小不符，该行未采用",
    "Average bandwidth and message rate times size disagree; the row is not used",
)
UNCHECKED = Text(
    "没有消息速率，带宽无从核对", "Without a message rate the bandwidth cannot be checked"
)
TWO_WAYS = Text(
    "双向测试，所印为两方向之和，取一半",
    "A test of both ways: the figure is their sum and is halved",
)
ONE_WAY_HALF = Text("时延为往返的一半", "The latency is half of there and back")
ROUND_TRIP = Text("读与原子操作的时延是往返", "The latency of read and atomic is there and back")
OUT_OF_ORDER = Text(
    "最小、典型与最大时延互相矛盾，未采用",
    "Least, typical and largest latency contradict each other; not used",
)


@dataclass(frozen=True)
class Rate:
    """A row of bandwidth: bytes of a message, average as printed, millions of messages a second (None: not told).

    units: those in which the average may stand.
    """

    where: Where
    size: int
    average: float
    messages: float | None
    units: tuple[str, ...]
    title: str

    @property
    def unit(self) -> str | None:
        """The unit that the message rate proves; without a rate the first one, unproved; None where none fits."""
        return next((unit for unit in self.units if self._follows(unit)), None)

    def _follows(self, unit: str) -> bool:
        """Whether MsgRate * 1e6 * bytes is the average in a unit, rounding aside."""
        if self.messages is None:
            return True
        expected = self.messages * 1e6 * self.size / SCALES[unit]
        rounding = HALF_RATE_DIGIT * 1e6 * self.size / SCALES[unit] + HALF_DIGIT
        return self.messages > 0.0 and abs(expected - self.average) <= SLACK * rounding


def rate_reading(rate: Rate) -> Reading:
    """Bandwidth between nodes one way, in GB/s."""
    both = BOTH_WAYS in rate.title.lower()
    warnings = [Finding("both_ways", "note", TWO_WAYS, rate.where)] if both else []
    if rate.messages is None:
        warnings.append(Finding("unchecked", "warning", UNCHECKED, rate.where))
    value = rate.average * SCALES[rate.unit or UNITS[0]] / 1e9
    conditions: dict[str, Condition] = {"size_bytes": rate.size, "nodes": 2, "test": rate.title}
    how = f"{rate.average:g} / 2" if both else ""
    return Reading("node_bandwidth", value / 2 if both else value, f"{rate.average:g}", rate.unit or "", rate.where, conditions, how, tuple(warnings))  # fmt: skip


def latency_reading(title: str, where: Where, cells: list[float]) -> Reading:
    """The typical latency of a message; cells: bytes, iterations, least, largest, typical, average (microseconds)."""
    size, _iterations, least, largest, typical, average = cells[:6]
    back = any(name in title.lower() for name in THERE_AND_BACK)
    conditions: dict[str, Condition] = {"size_bytes": int(size), "nodes": 2, "test": title}
    conditions |= {"statistic": "typical", "average_us": average, "round_trip": back}
    said = [Finding("latency_meaning", "note", ROUND_TRIP if back else ONE_WAY_HALF, where)]
    if not least <= typical <= largest or not least <= average <= largest:
        said.append(Finding("latency_disagrees", "warning", OUT_OF_ORDER, where))
    value = convert(typical, "us", "s")
    return Reading("message_latency", value, f"{typical:g}", "us", where, conditions, warnings=tuple(said))  # fmt: skip
