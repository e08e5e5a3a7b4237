"""MLPerf Training logs: samples and time of a run, throughput over the whole run and of its blocks, tokens.

Format: mlcommons/logging, lines ``:::MLLOG {json}`` anywhere in a log. Time is run_stop - run_start of a run whose
run_stop has the status "success" (training rules, RESULT); what happened later than run_stop does not count, wherever it
stands. Blocks give tracked_stats.throughput in samples/s and train_step_time; throughput * step time is the global batch.
train_samples is the size of the data set. Cards and precision stand in no log.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from assess.evidence.spread import middle, spread
from assess.evidence.structured import at, number
from indicators.records import Text

KIND, TOOL = "mlperf_training", "MLPerf Training"
MARK = ":::MLLOG"
POWER = '"power_measurement_start"'
SIGNS = ('"run_start"', '"init_start"', '"submission_benchmark"', '"cache_clear"', '"run_stop"')
NAMES = {
    "submission_benchmark": "benchmark",
    "submission_org": "organisation",
    "submission_division": "division",
    "submission_platform": "platform",
}
FIGURES = {
    "global_batch_size": "global_batch_size",
    "max_sequence_length": "sequence_length",
    "gradient_accumulation_steps": "gradient_accumulation_steps",
}
PROGRESS = ("tracked_stats", "block_start", "block_stop", "epoch_start", "epoch_stop", "eval_start", "eval_stop", "eval_accuracy")  # fmt: skip
AFTER_STOP = 100.0
"""Milliseconds that the last figure of a run may be written after run_stop."""

EDGE = 1e-3
"""Share of a run from which on a time without a log line at its start or end is told."""

AGREES_WITHIN = 0.01
UNREADABLE = Text("有一行无法读出", "A line cannot be read")
NO_RUN = Text("没有 run_start：训练没有开始计时", "No run_start: no timed training began")
NO_STOP = Text(
    "没有 run_stop：训练没有完成，或日志被截断",
    "No run_stop: the run did not finish, or the log is cut",
)
FAILED = Text(
    "run_stop 的状态不是 success，未采用", "The status of run_stop is not success; not used"
)
BACKWARDS = Text("run_stop 不晚于 run_start，未采用", "run_stop is not after run_start; not used")
EDGES = Text(
    "开始或结束附近没有其他日志行，时刻无从核对",
    "No other line near the start or the end holds its time",
)
COUNTS = Text(
    "run_stop 的样本数与运行中最后的计数不符",
    "Samples of run_stop and the last count of the run disagree",
)
ONE_COUNT = Text(
    "样本数只印了一次，无从核对", "The count of samples is printed once, with nothing to hold it by"
)
NO_COUNT = Text(
    "没有样本数，端到端吞吐无法求出", "No count of samples, so no throughput end to end"
)
STEP = Text(
    "吞吐乘步时不等于全局批量，该行未采用",
    "Throughput times step time is not the global batch; the row is not used",
)
SLOW = Text(
    "首个区间明显较慢（预热），未计入", "The first block is much slower (warm-up) and left out"
)
NO_LENGTH = Text(
    "日志没有序列长度，token 吞吐须另行给出长度",
    "The log tells no sequence length; for tokens it must be stated",
)
NOT_TOLD = Text(
    "卡数与精度不在日志中：卡数见系统描述文件，精度须说明",
    "Cards and precision stand in no log: cards in the system description, precision must be stated",
)
WARM_UP = 0.9
"""A first block slower than this share of the median is warm-up."""


@dataclass(frozen=True)
class Event:
    """One line: milliseconds, key, value and metadata."""

    line: int
    time: float
    key: str
    value: Any
    metadata: Any

    @property
    def count(self) -> float | None:
        """Samples so far, where the line tells them."""
        return number(at(self.metadata, "samples_count"))


@dataclass
class Run:
    """One run: what was set, when it began and stopped, what happened in between and later."""

    settings: dict[str, Condition]
    start: Event
    stop: Event | None = None
    events: list[Event] = field(default_factory=list)

    @property
    def end(self) -> Event:
        """The stop; the start where there is none."""
        return self.stop or self.start

    @property
    def where(self) -> Where:
        """From the line of the start to that of the stop."""
        return Where(self.start.line, end=self.end.line)

    @property
    def seconds(self) -> float:
        """From run_start to run_stop; 0 without a stop."""
        return (self.end.time - self.start.time) / 1000.0

    def figure(self, name: str) -> float | None:
        """A setting that is a number."""
        return number(self.settings.get(name))

    def inside(self) -> list[Event]:
        """Events up to the stop."""
        return [event for event in self.events if event.time <= self.end.time + AFTER_STOP]


def recognise(source: Source) -> Match:
    """Told by the mark and a key of training; power files have the mark too."""
    if MARK in source.head and POWER not in source.head:
        for sign in SIGNS:
            if sign in source.head:
                return Match(1.0, f"MLLOG line with {sign}")
    return Match(0.0, "no MLLOG line of a training run")


def read(source: Source) -> Extract:
    """Readings of every run in the file."""
    findings: list[Finding] = []
    runs = list(_runs(_events(source, findings)))
    readings: list[Reading] = []
    if not runs:
        findings.append(Finding("no_run", "error", NO_RUN))
    for place, run in enumerate(runs):
        if len(runs) > 1:
            run.settings["run"] = place + 1
        wrong = _wrong(run)
        findings += wrong
        if not wrong:
            found, said = _of_run(run)
            readings += found
            findings += said
    return Extract(KIND, TOOL, "", tuple(readings), tuple(findings), _facts(runs))


def _facts(runs: list[Run]) -> dict[str, Condition]:
    """Benchmark, organisation and platform of the first run."""
    names = ("benchmark", "organisation", "platform")
    return {name: runs[0].settings[name] for name in names if runs and name in runs[0].settings}


def _events(source: Source, findings: list[Finding]) -> Iterator[Event]:
    """Every line of a key that matters."""
    for place, line in source.lines():
        if MARK not in line:
            continue
        try:
            entry, _end = json.JSONDecoder().raw_decode(line.partition(MARK)[2].lstrip())
        except (ValueError, RecursionError):
            findings.append(Finding("unreadable_row", "warning", UNREADABLE, Where(place)))
            continue
        stamp, key = number(at(entry, "time_ms")), at(entry, "key")
        if stamp is not None and isinstance(key, str):
            yield Event(place, stamp, key, at(entry, "value"), at(entry, "metadata"))


def _runs(events: Iterator[Event]) -> Iterator[Run]:
    """Runs in their order. A run_start that other ranks repeat before anything happened is the same run's."""
    settings: dict[str, Condition] = {}
    run: Run | None = None
    for event in events:
        if event.key == "run_start" and (run is None or run.stop or run.events):
            if run is not None:
                yield run
            run, settings = Run(settings, event), {}
        elif event.key in NAMES or event.key in FIGURES:
            _set(run.settings if run and not run.stop else settings, event)
        elif run is not None and event.key == "run_stop":
            run.stop = run.stop or event
        elif run is not None and event.key in PROGRESS:
            run.events.append(event)
    if run is not None:
        yield run


def _set(settings: dict[str, Condition], event: Event) -> None:
    """Keep a setting; the first of several counts."""
    if event.key in NAMES and isinstance(event.value, str):
        settings.setdefault(NAMES[event.key], event.value)
    elif event.key in FIGURES and (found := number(event.value)) is not None:
        settings.setdefault(FIGURES[event.key], int(found) if found.is_integer() else found)


def _wrong(run: Run) -> list[Finding]:
    """Why a run may not be used, if so."""
    if run.stop is None:
        return [Finding("no_stop", "error", NO_STOP, Where(run.start.line))]
    status = at(run.stop.metadata, "status")
    where = Where(run.stop.line)
    if status != "success":
        return [Finding("run_failed", "error", FAILED, where, str(status), "success")]
    if run.seconds <= 0.0:
        return [Finding("time_backwards", "error", BACKWARDS, where, f"{run.seconds:g} s")]
    return []


def _of_run(run: Run) -> tuple[list[Reading], list[Finding]]:
    findings = [Finding("not_told", "note", NOT_TOLD, Where(run.start.line))]
    samples, said = _samples(run)
    findings += [*said, *_edges(run)]
    readings = [_reading(run, "wall_time", run.seconds, "s", "run_stop - run_start")]
    if samples:
        readings.append(_reading(run, "samples", samples, "samples", "count at run_stop"))
        how = f"{samples:g} samples / {run.seconds:.3f} s, the whole run"
        rate = samples / run.seconds
        told: dict[str, Condition] = {"span": "run"}
        readings.append(_reading(run, "training_throughput", rate, "samples/s", how, told))
    blocks, said = _blocks(run)
    readings, findings = readings + blocks, findings + said
    tokens = [token for item in readings if (token := _tokens(run, item))]
    if not tokens:
        findings.append(Finding("no_sequence_length", "note", NO_LENGTH, Where(run.start.line)))
    return readings + tokens, findings


def _samples(run: Run) -> tuple[float | None, list[Finding]]:
    """Samples at the stop: as run_stop tells them, held against the last count inside the run."""
    counts = Counter(count for event in run.inside() if (count := event.count))
    last, told = max(counts, default=None), run.end.count
    where = Where(run.end.line)
    if told is None and last is None:
        return None, [Finding("no_count", "warning", NO_COUNT, where)]
    steps, batch = number(at(run.end.metadata, "step_num")), run.figure("global_batch_size")
    if told is None and counts[last or 0.0] == 1 and last != (steps or 0.0) * (batch or 0.0):
        return last, [Finding("count_unproved", "warning", ONE_COUNT, where, f"{last:g}")]
    if told is not None and told != last:
        found = f"{told:g}, {last or 0:g}"
        return told, [Finding("counts_disagree", "warning", COUNTS, where, found)]
    return last, []


def _edges(run: Run) -> list[Finding]:
    """A warning where no line near the start, or near the stop, holds the time."""
    times = [event.time for event in run.events]
    gaps = [
        min((abs(time - edge.time) for time in times), default=run.end.time - run.start.time)
        for edge in (run.start, run.end)
    ]
    if max(gaps) <= max(AFTER_STOP, EDGE * (run.end.time - run.start.time)):
        return []
    return [Finding("edge_unproved", "warning", EDGES, run.where, f"{max(gaps):g} ms")]


def _blocks(run: Run) -> tuple[list[Reading], list[Finding]]:
    """Median throughput and step time of the blocks, without a slow first one."""
    rows, findings = [], []
    batch = run.figure("global_batch_size")
    for event in run.inside():
        rate = number(at(event.value, "throughput")) if event.key == "tracked_stats" else None
        step = number(at(event.value, "train_step_time"))
        if rate is None or rate <= 0.0:
            continue
        if step and batch and abs(rate * step - batch) > AGREES_WITHIN * batch:
            where, found = Where(event.line), f"{rate:g} * {step:g}"
            findings.append(Finding("step_disagrees", "error", STEP, where, found, f"{batch:g}"))
        else:
            rows.append((event.line, rate, step))
    if len(rows) > 1 and rows[0][1] < WARM_UP * middle([row[1] for row in rows])[0]:
        findings.append(Finding("warm_up", "note", SLOW, Where(rows[0][0]), f"{rows[0][1]:g}"))
        rows = rows[1:]
    rates = [(line, rate) for line, rate, _step in rows]
    steps = [(line, step) for line, _rate, step in rows if step]
    medians = (
        _median(run, "training_throughput", "samples/s", rates),
        _median(run, "step_seconds", "s", steps),
    )
    return [item for item in medians if item], findings


def _median(run: Run, quantity: str, unit: str, rows: list[tuple[int, float]]) -> Reading | None:
    """The median of what blocks print."""
    if not rows:
        return None
    values = [value for _line, value in rows]
    value, printed = middle(values)
    told = {**run.settings, "span": "blocks", **spread(values)}
    where = Where(rows[0][0], end=rows[-1][0])
    how = f"median of {len(values)} blocks, evaluation not included"
    return Reading(quantity, value, printed, unit, where, told, how)


def _reading(
    run: Run, quantity: str, value: float, unit: str, how: str, told: dict[str, Condition] | None = None
) -> Reading:  # fmt: skip
    """A figure of the whole run."""
    conditions = {**run.settings, **(told or {})}
    return Reading(quantity, value, f"{value:.10g}", unit, run.where, conditions, how)


def _tokens(run: Run, throughput: Reading) -> Reading | None:
    """Tokens of a throughput in samples, where the sequence length is told."""
    length = run.figure("sequence_length")
    if throughput.quantity != "training_throughput" or not length or length < 0.0:
        return None
    value = throughput.value * length
    how = f"{throughput.printed} samples/s * {length:g} tokens"
    return Reading("tokens_per_s", value, f"{value:.10g}", "token/s", throughput.where, {**throughput.conditions}, how)  # fmt: skip


READER = Reader(KIND, Text("MLPerf 训练日志", "MLPerf Training log"), (TOOL,), recognise, read)
