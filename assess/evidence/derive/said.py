"""What derivations say of their assumptions, and under what their figures stand."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from assess.evidence.outages import Window
from assess.evidence.reading import Condition, Where
from indicators.records import Text

if TYPE_CHECKING:
    from assess.evidence.derive.operations import Observed

OPEN = Text(
    "有中断持续到统计期之后或尚未结束，算到统计期末为止",
    "Outages that last beyond the window are counted up to its end",
)
EARLIER = Text(
    "有中断在统计期之前已开始：只计统计期内的时长，不计为故障",
    "Outages that began before the window: their time in it counts, their onset is no failure of it",
)
OVERLAPPING = Text(
    "同一单元上重叠的中断合并为一次故障", "Overlapping outages of a unit are one failure"
)
PLANNED = Text(
    "计划内维护单列，不计为故障。报告的可用度是服务时间占总时间的比例，所以默认计入无服务时间；两种算法的结果都在右边",
    "Planned maintenance stands apart and is no failure. The report's availability is service over total time, so by default it is time without service; both results stand beside",
)
NODES_UNKNOWN = Text(
    "文件没有说明节点数，无法得出可用度与运行时长",
    "The file does not say how many nodes there are: no availability and no hours in operation",
)
CENSORED = Text(
    "统计期内未发生故障的单元（删失）：时长与个数都计入，所得平均为下限",
    "Units without a failure (censored): their time and number count, so the mean is a lower bound",
)
NOT_RESTORED = Text(
    "尚未恢复的故障不计入恢复时间", "Incidents not restored yet are left out of recovery times"
)
PARTLY_LOCATED = Text(
    "只有部分故障有定位时间，平均值只代表这些故障",
    "Only some incidents have a time of location; the mean is theirs alone",
)
NOT_LOCATED = Text(
    "没有定位时间：故障定位时间须由人提供",
    "No times of location: people must tell how long locating took",
)
NO_WINDOW = Text("统计期为空，无法推导", "The window is empty; nothing can be derived")
FROM_EVENTS = Text(
    "文件没有说明统计期，取首末事件之间；前后没有事件的时间未计入",
    "The file does not say what time it covers; from its first to its last event, so quiet time around is missing",
)


def conditions_of(window: Window, units: int | None) -> dict[str, Condition]:
    """Beginning and end of the window, and the units, where known."""
    told: dict[str, Condition] = {"from": moment(window.start), "to": moment(window.end)}
    return told if units is None else {**told, "units": units}


def lines_of(observed: "Observed") -> Where:
    """The lines on which the outages stand."""
    lines = [item.line for item in observed.outages if item.line]
    return Where(min(lines), end=max(lines)) if lines else Where()


def moment(time: float) -> str:
    """A time in ISO 8601, UTC, to the second."""
    return datetime.fromtimestamp(time, UTC).isoformat(timespec="seconds")
