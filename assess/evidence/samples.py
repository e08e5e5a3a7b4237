"""Samples of metrics by time: one series with its labels, and what is wrong with single samples."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from assess.evidence.reading import Finding, Where
from assess.evidence.remarks import Remarks
from indicators.records import Text

Array = NDArray[np.float64]
BLANKS = (
    (2147483632.0, 2147483647.0),
    (140737488355328.0, 140737488355343.0),
    (9.223372036854775e18, 9.3e18),
)
"""What DCGM writes where it has no value: the blanks of 32-bit integers, of doubles and of 64-bit integers."""

LATEST = 2.5e11
"""No later time can be told: the year is below 10000."""

NOT_FINITE = Text("NaN 或 Inf 的样本按缺失处理", "Samples that are NaN or infinite are missing")
BLANK = Text(
    "DCGM 的空白值（如 9223372036854775794）按缺失处理",
    "DCGM's blank values (such as 9223372036854775794) are missing",
)
DISORDER = Text(
    "样本时间不是递增的或不可能，该序列未采用",
    "Times of samples do not rise, or cannot be; the series is not used",
)


@dataclass(frozen=True)
class Samples:
    """One series: labels (the metric's name under ``__name__``), times in seconds since 1970 UTC, values."""

    labels: Mapping[str, str]
    times: Array
    values: Array
    where: Where = field(default_factory=Where)

    @property
    def metric(self) -> str:
        """The metric's name; empty where the export has none (a query that computes)."""
        return self.labels.get("__name__", "")

    @property
    def step(self) -> float:
        """The usual time between two samples; 0 of a single one."""
        return float(np.median(np.diff(self.times))) if len(self.times) > 1 else 0.0

    def only(self, kept: NDArray[np.bool_]) -> "Samples":
        """Those samples alone."""
        return replace(self, times=self.times[kept], values=self.values[kept])


def sound(series: Samples, remarks: Remarks) -> Samples:
    """Without samples that are no values; empty where times do not rise."""
    rising = bool(np.all(np.diff(series.times) > 0.0))
    if not rising or bool(np.any((series.times < 0.0) | (series.times > LATEST))):
        remarks.say(Finding("times_disorder", "error", DISORDER, series.where, series.metric))
        return series.only(np.zeros(len(series.times), dtype=bool))
    finite = np.isfinite(series.values)
    blank = np.zeros(len(finite), dtype=bool)
    for low, high in BLANKS:
        blank |= (series.values >= low) & (series.values <= high)
    if bool(finite.all()) and not bool(blank.any()):
        return series
    said = series.where, series.metric
    remarks.say(Finding("not_finite", "note", NOT_FINITE, *said), int((~finite).sum()))
    remarks.say(Finding("blank_values", "note", BLANK, *said), int(blank.sum()))
    return series.only(finite & ~blank)
