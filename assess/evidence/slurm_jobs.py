"""Jobs as Slurm's accounting tells them: what ended them, and the failures of nodes among them.

FAILED is mostly the user's own error; a failing node ends a job as NODE_FAIL. A node that fails under several jobs ends
them in the same second: those are one failure. Without -D the text output leaves out the NODE_FAIL of requeued jobs.
"""

from collections import Counter
from dataclasses import dataclass, field

import polars as pl

from assess.evidence.derive.records import Derived, Sum
from assess.evidence.derive.said import conditions_of
from assess.evidence.outages import Window
from assess.evidence.reading import Condition, Extract, Finding, Where
from assess.evidence.remarks import Remarks
from assess.evidence.slurm_nodes import expanded
from indicators.records import Text

HOUR = 3600.0
KNOWN_IDS = 1_000_000
"""Identities remembered to see whether duplicates are listed (-D)."""

LOST = ("NODE_FAIL", "BOOT_FAIL")
STATES = {
    *LOST, "COMPLETED", "FAILED", "TIMEOUT", "CANCELLED", "PREEMPTED", "REQUEUED", "OUT_OF_MEMORY", "DEADLINE",
    "RUNNING", "PENDING", "SUSPENDED", "RESIZING", "REVOKED", "COMPLETING", "CONFIGURING", "STOPPED", "SPECIAL_EXIT",
}  # fmt: skip
FAILED = Text(
    "FAILED 多为用户程序出错，不计为设备故障",
    "FAILED is mostly the user's own error and no failure of the equipment",
)
HIDDEN = Text(
    "看不出是否用了 sacct -D：不用 -D 时，被重新排队的作业的 NODE_FAIL 记录不会列出，故障可能少计",
    "Whether sacct -D was used cannot be seen: without it the NODE_FAIL of requeued jobs is not listed and failures are missed",
)
NONE_SEEN = Text(
    "没有 NODE_FAIL 记录，但可能未用 -D，因此不能说没有故障",
    "No NODE_FAIL, but perhaps no -D either, so this does not prove that there were no failures",
)
UNUSED = Text("有记录无法读出，未采用", "Records that cannot be read are not used")
ELAPSED = Text(
    "时长与起止时间不符，该记录未采用",
    "Elapsed time disagrees with start and end; the record is not used",
)
OTHER = Text("不认识的作业状态", "A job state that is not known")
ASSUMED = Text(
    "运行时长取首个作业开始到最后作业结束，其间的停机没有扣除（作业记录看不到停机）",
    "Hours in operation run from the first job's start to the last one's end; downtime between is not taken off, as jobs do not show it",
)
NO_TIMES = Text("没有起止时间，得不出统计期", "No start and end: no window follows")
NO_JOBS = Text("没有可用的作业记录", "No job record that can be used")
STEPS = Text(
    "作业步（JobID 带点）不是作业，未计入", "Job steps (JobID with a dot) are no jobs; left out"
)


@dataclass(frozen=True)
class Lost:
    """A job that a failing node ended: when, and on which nodes it ran."""

    end: float
    nodes: str
    line: int


@dataclass
class Jobs:
    """What is kept of all jobs, whatever their number: a count by state, the lost ones, the first and last moment."""

    states: Counter[str] = field(default_factory=Counter)
    lost: list[Lost] = field(default_factory=list)
    first: float | None = None
    last: float | None = None
    repeated: bool = False
    remarks: Remarks = field(default_factory=Remarks)
    identities: list[pl.Series] = field(default_factory=list)

    def say(self, finding: Finding, count: int = 1) -> None:
        """Remember the first finding of each rule, and how many there are."""
        self.remarks.say(finding, count)

    def identified(self, names: pl.Series | list[str]) -> None:
        """Remember identities, to see whether any is listed twice (-D); those of the first million."""
        if sum(map(len, self.identities)) < KNOWN_IDS:
            self.identities.append(pl.Series("jobid", names, dtype=pl.String))

    def settle(self) -> None:
        """See whether an identity stands twice."""
        if self.identities and not self.repeated:
            every = pl.concat(self.identities)
            self.repeated = every.n_unique() < len(every)

    def spans(self, start: float | None, end: float | None) -> None:
        """Widen the window by a job."""
        times = [time for time in (self.first, start) if time is not None]
        self.first = min(times, default=None)
        times = [time for time in (self.last, end) if time is not None]
        self.last = max(times, default=None)

    @property
    def window(self) -> Window | None:
        """From the first start to the last end."""
        if self.first is None or self.last is None or self.last <= self.first:
            return None
        return Window(self.first, self.last)


def state_of(printed: str) -> str:
    """The state without who cancelled (``CANCELLED by 0``) and without a mark of cut columns (``CANCELLED+``)."""
    return (printed.split() or [""])[0].rstrip("+").upper()


def jobs_extract(kind: str, tool: str, jobs: Jobs, version: str = "") -> Extract:
    """Jobs by state, and failures with the hours in which they happened."""
    jobs.settle()
    total = sum(jobs.states.values())
    findings = list(jobs.remarks)
    if not total:
        missing = Finding("no_jobs", "error", NO_JOBS)
        return Extract(kind, tool, version, findings=(*findings, missing))
    for state in sorted(jobs.states.keys() - STATES):
        findings.append(Finding("unknown_state", "warning", OTHER, found=state))
    if jobs.states["FAILED"]:
        count = str(jobs.states["FAILED"])
        findings.append(Finding("failed_is_no_failure", "note", FAILED, found=count))
    window = jobs.window
    told: dict[str, Condition] = dict(conditions_of(window, None)) if window else {}
    told |= {name.lower(): count for name, count in sorted(jobs.states.items())}
    derived = Derived(told, Where(jobs.lost[0].line or None) if jobs.lost else Where())
    derived.add("jobs", Sum(float(total)))
    _failures(jobs, derived)
    return Extract(
        kind,
        tool,
        version,
        tuple(derived.readings),
        (*findings, *derived.findings),
        observed=window,
    )


def _failures(jobs: Jobs, derived: Derived) -> None:
    """P03: failures of nodes that ended jobs, and the time from first to last job."""
    if not jobs.repeated:
        derived.warn("duplicates_unknown", HIDDEN)
    if not jobs.lost and not jobs.repeated:
        derived.warn("no_node_fail", NONE_SEEN)
        return
    count, window = failures_among(jobs.lost), jobs.window
    derived.add("failures", Sum(float(count), f"{len(jobs.lost)} jobs ended by NODE_FAIL"))
    if window is None:
        derived.warn("no_times", NO_TIMES)
        return
    derived.warn("operation_assumed", ASSUMED)
    derived.add("operating_hours", Sum(window.seconds / HOUR, "first start to last end"))


def failures_among(lost: list[Lost]) -> int:
    """Failures behind jobs that were lost: those that end in the same second with nodes in common are one."""
    count, moment, groups = 0, -1.0, list[set[str]]()
    for job in sorted(lost, key=lambda item: item.end):
        if job.end != moment:
            moment, groups = job.end, []
        names = names_of(job.nodes) or {f"line {job.line}"}
        common = [group for group in groups if group & names]
        groups = [group for group in groups if not group & names]
        groups.append(names.union(*common))
        count += 1 - len(common)
    return count


def names_of(printed: str) -> set[str]:
    """Node names of a range; empty where it is none."""
    return set(expanded(printed) or ()) - {"None assigned"}


def unused(where: Where) -> Finding:
    """The finding of a record that cannot be read."""
    return Finding("unreadable_record", "warning", UNUSED, where)
