"""The metric ``up``: whether Prometheus could read a target. Availability, failures and recovery of each job's targets."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from assess.evidence.derive.operations import operations
from assess.evidence.derive.watched import Watch, hidden
from assess.evidence.reading import Finding, Reading, Where
from assess.evidence.remarks import Remarks
from assess.evidence.samples import Samples
from indicators.records import Text

NAMES = frozenset({"up"})
HOUR = 3600.0
SCRAPE = Text(
    "up 为 0 表示 Prometheus 没有抓到该目标，可能只是导出器或网络的问题；哪些目标代表服务须由人说明",
    "up is 0 where Prometheus could not read the target, perhaps only its exporter or the way to it; which targets stand for the service is for people to state",
)
RESOLUTION = Text(
    "短于采样间隔的中断看不到，时长以间隔为单位",
    "Outages shorter than the step are not seen; times are whole steps",
)
GAPS = Text(
    "缺样本的时间不是 0：不计入统计期。query_range 的回看还会掩盖每段缺失的前 5 分钟",
    "Time without samples is no zero: it leaves the period. The lookback of query_range hides the first 5 minutes of each gap",
)
NOT_BINARY = Text(
    "up 只能是 0 或 1；这是计算过的查询，未采用",
    "up is 0 or 1; this is a computed query and is not used",
)
ONE_MOMENT = Text("只有一个时刻，得不出可用度", "One moment only: no availability follows")
JOBS = Text(
    "有多个 job，各自给出读数；哪一个代表集群须由人选定",
    "Several jobs, each with readings of its own; which one stands for the cluster is for people to choose",
)


@dataclass
class Uptime:
    """Targets by job."""

    jobs: dict[str, Watch] = field(default_factory=dict)

    def add(self, series: Samples, remarks: Remarks) -> None:
        """Take in a series of ``up``."""
        if not bool(np.isin(series.values, (0.0, 1.0)).all()):
            remarks.say(Finding("up_not_binary", "error", NOT_BINARY, series.where))
        elif len(series.times) < 2:  # noqa: PLR2004
            remarks.say(Finding("one_moment", "warning", ONE_MOMENT, series.where, series.metric))
        else:
            labels = series.labels
            unit = labels.get("instance") or labels.get("Hostname") or series.where.key
            self.jobs.setdefault(labels.get("job", ""), Watch()).add(unit, series)

    def results(self) -> Iterator[Reading | Finding]:
        """Readings and findings of each job."""
        told = ", ".join(sorted(self.jobs))
        several = (Finding("several_jobs", "warning", JOBS, found=told),)
        for job, watch in sorted(self.jobs.items()):
            yield from _job(job, watch, several if len(self.jobs) > 1 else ())


def _job(job: str, watch: Watch, said: tuple[Finding, ...]) -> Iterator[Reading | Finding]:
    where = Where(key=f'up{{job="{job}"}}')
    observed = watch.observed()
    yield Finding("up_is_scrape", "warning", SCRAPE, where)
    yield Finding("resolution", "note", RESOLUTION, where, f"{watch.step:g} s")
    unknown = hidden(observed)
    if unknown:
        every = observed.window.seconds * len(watch.units)
        told = f"{unknown / HOUR:.6g} h ({100 * unknown / every:.3g} %)"
        yield Finding("gaps", "warning", GAPS, where, told)
    derived = operations(observed)
    for reading in derived.readings:
        conditions = {**reading.conditions, "job": job, "step_s": watch.step}
        yield replace(reading, where=where, conditions=conditions, warnings=said)
    for finding in derived.findings:
        yield replace(finding, where=where)
