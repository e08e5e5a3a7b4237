"""Slurm's jobs as JSON: ``sacct --json`` and ``squeue --json``.

Format: Slurm's data parsers v0.0.37 to v0.0.41: the state is text in 21.08 and a list later, a time is a number or
{"set", "infinite", "number"}. sacct's JSON shows the NODE_FAIL of requeued jobs without -D. squeue lists only what
waits or runs, so it proves no failures.
"""

from collections.abc import Mapping
from typing import Any

from assess.evidence.reading import Extract, Finding, Match, Where
from assess.evidence.registry import Reader
from assess.evidence.slurm_documents import slurm_part, version_of
from assess.evidence.slurm_jobs import (
    ELAPSED,
    LOST,
    Jobs,
    Lost,
    jobs_extract,
    state_of,
    unused,
)
from assess.evidence.source import Source
from assess.evidence.structured import at, broken, number, whole_document
from indicators.records import Text

KIND, TOOL = "slurm_jobs_json", "Slurm sacct/squeue"
QUEUE = Text(
    "squeue 只列排队与运行中的作业，不能证明有无故障",
    "squeue lists only jobs that wait or run; it proves nothing about failures",
)


def recognise(source: Source) -> Match:
    """Told by Slurm's mark and its jobs."""
    return slurm_part(source, "jobs")


def read(source: Source) -> Extract:
    """Jobs by state and, of the accounting, failures of nodes."""
    document = whole_document(source)
    listed = at(document, "jobs")
    if not isinstance(listed, list):
        return Extract(KIND, TOOL, findings=(broken(),))
    jobs = Jobs(repeated=any(isinstance(at(job, "time"), Mapping) for job in listed))
    for place, job in enumerate(listed):
        _take(jobs, job, place)
    found = jobs_extract(KIND, TOOL, jobs, version_of(document))
    return found if jobs.repeated else _queue_only(found)


def _take(jobs: Jobs, job: Any, place: int) -> None:
    """One job; of the accounting with its times, checked by the elapsed time."""
    where = Where(key=f"jobs[{place}]")
    state = _state(job)
    if not state:
        jobs.say(unused(where))
        return
    start, end, lasted = (_seconds(at(job, "time", name)) for name in ("start", "end", "elapsed"))
    held = _seconds(at(job, "time", "suspended"))
    if start and end and lasted is not None and not held and end - start != lasted:
        found, wanted = f"{end - start:g} s", f"{lasted:g} s"
        jobs.say(Finding("elapsed_disagrees", "error", ELAPSED, where, found, wanted))
        return
    jobs.states[state] += 1
    jobs.spans(start or None, end or None)
    if state in LOST:
        jobs.lost.append(Lost(end or float(-place), str(at(job, "nodes") or ""), 0))


def _state(job: Any) -> str:
    """The job's state; the first of a list."""
    told = at(job, "state", "current") or at(job, "job_state") or ""
    return state_of(str(told[0]) if isinstance(told, list) and told else str(told or ""))


def _seconds(value: Any) -> float | None:
    """A number, also as {"set": true, "number": n}; None where it is not set."""
    if isinstance(value, Mapping):
        return number(value.get("number")) if value.get("set") else None
    return number(value)


def _queue_only(found: Extract) -> Extract:
    """Of a queue no more than its jobs."""
    kept = tuple(item for item in found.readings if item.quantity == "jobs")
    dropped = {"duplicates_unknown", "no_node_fail", "operation_assumed", "no_times"}
    findings = [item for item in found.findings if item.rule not in dropped]
    findings.append(Finding("queue_only", "note", QUEUE))
    return Extract(found.kind, found.tool, found.tool_version, kept, tuple(findings))


READER = Reader(KIND, Text("Slurm 作业（JSON）", "Slurm jobs (JSON)"), (TOOL,), recognise, read)
