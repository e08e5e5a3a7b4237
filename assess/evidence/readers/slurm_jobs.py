"""Slurm's job accounting as text: ``sacct -P`` with any columns and delimiter, with or without a heading.

Format: Slurm manual, sacct. Without a heading columns are told by proof only: the two times whose difference the elapsed
column confirms are start and end, the column of known states is the state.
"""

import re
from collections.abc import Iterator

from assess.evidence.numbers import whole
from assess.evidence.reading import Extract, Finding, Match, Where
from assess.evidence.registry import Reader
from assess.evidence.slurm_columns import inferred
from assess.evidence.slurm_frames import frames
from assess.evidence.slurm_jobs import (
    ELAPSED,
    KNOWN_IDS,
    LOST,
    STEPS,
    Jobs,
    Lost,
    jobs_extract,
    state_of,
    unused,
)
from assess.evidence.slurm_tables import Heading, Record, bulk, heading_of
from assess.evidence.source import Source
from assess.evidence.stamps import Stamp, seconds, stamp
from indicators.records import Text

KIND, TOOL = "slurm_jobs", "Slurm sacct"
COLUMNS = ("JobID", "State")
IDENTITY = re.compile(r"\d+(_\d+|_\[.*\]|\+\d+)?(\.(batch|extern|interactive|\d+(\+\d+)?))?")
CLOCK = 3600.0
NO_TIME = ("", "Unknown", "None", "N/A")
BAD_TIME = Text("时间无法读出", "A time cannot be read")
CLOCK_CHANGE = Text(
    "起止时间与时长恰差一小时，按时钟调整处理",
    "Start and end differ from the elapsed time by an hour sharp: taken as a clock change",
)
INFERRED = Text(
    "没有表头：列由内容推断（时长列证明起止时间）",
    "No heading: columns were inferred from what they hold (elapsed time proves start and end)",
)


def recognise(source: Source) -> Match:
    """Told by its heading, or by columns that prove each other."""
    if _heading(source):
        return Match(0.9, "heading JobID and State")
    if inferred(source):
        return Match(0.9, "no heading; columns of job, start, end, elapsed and state")
    return Match(0.0, "no heading with JobID and State, no such columns without one")


def read(source: Source) -> Extract:
    """Jobs by state and failures of nodes."""
    heading = _heading(source)
    jobs = Jobs()
    if heading is None:
        heading = inferred(source) or Heading((), "|")
        jobs.say(Finding("columns_inferred", "note", INFERRED, Where(1)))
    names = list[str]()
    for record in _jobs_only(bulk(source, heading, frames(heading, jobs)), jobs):
        if len(names) < KNOWN_IDS:
            names.append(record.cells["jobid"])
        take(jobs, record)
    jobs.identified(names)
    return jobs_extract(KIND, TOOL, jobs)


def _heading(source: Source) -> Heading | None:
    found = heading_of(source, COLUMNS) or heading_of(source, ("JobIDRaw", "State"))
    return None if found and {"timestart", "nodename"} & {x.lower() for x in found.names} else found


def _jobs_only(found: Iterator[Record], jobs: Jobs) -> Iterator[Record]:
    """Records of jobs: no steps, none with the wrong number of cells."""
    for record in found:
        where = Where(record.line, end=record.end)
        identity = record.cells.get("jobid") or record.cells.get("jobidraw", "")
        if not IDENTITY.fullmatch(identity):
            jobs.say(unused(where))
        elif "." in identity:
            jobs.say(Finding("steps", "note", STEPS, where))
        else:
            record.cells["jobid"] = identity
            yield record


def take(jobs: Jobs, record: Record) -> None:
    """One job into the count; not where elapsed time disagrees with start and end."""
    cells = record.cells
    start, end = (_time(jobs, record, name) for name in ("start", "end"))
    lasted = _elapsed(cells)
    if start and end and lasted is not None:
        off = abs(end.seconds - start.seconds - lasted)
        if off not in (0.0, CLOCK) and not _suspended(cells):
            where = Where(record.line, end=record.end)
            jobs.say(Finding("elapsed_disagrees", "error", ELAPSED, where, f"{off:g} s", "0 s"))
            return
        if off == CLOCK:
            jobs.say(Finding("clock_change", "note", CLOCK_CHANGE, Where(record.line)))
    state = state_of(cells["state"])
    jobs.states[state] += 1
    jobs.spans(start and start.seconds, end and end.seconds)
    if state in LOST:
        jobs.lost.append(
            Lost(
                end.seconds if end else float(-record.line), cells.get("nodelist", ""), record.line
            )
        )


def _time(jobs: Jobs, record: Record, name: str) -> Stamp | None:
    """A time of the record; a finding where it is neither a time nor a word for none."""
    printed = record.cells.get(name, "")
    found = stamp(printed)
    if found is None and printed not in NO_TIME:
        jobs.say(Finding("bad_time", "warning", BAD_TIME, Where(record.line), printed))
    return found


def _elapsed(cells: dict[str, str]) -> float | None:
    raw = whole(cells.get("elapsedraw", ""))
    return seconds(cells.get("elapsed", "")) if raw is None else float(raw)


def _suspended(cells: dict[str, str]) -> bool:
    """Whether the job was held, which elapsed time leaves out."""
    return bool(seconds(cells.get("suspended", "")))


READER = Reader(
    KIND,
    Text("Slurm 作业记录（sacct -P）", "Slurm job accounting (sacct -P)"),
    (TOOL,),
    recognise,
    read,
)
