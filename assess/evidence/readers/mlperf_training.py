"""MLPerf Training logs: samples and time of a run, throughput over the whole run and of its blocks, tokens.

Format: mlcommons/logging, lines ``:::MLLOG {json}`` anywhere in a log. Time is run_stop - run_start of a run whose
run_stop has the status "success" (training rules, RESULT); what happened later than run_stop does not count, wherever it
stands. Blocks give tracked_stats.throughput in samples/s and train_step_time; throughput * step time is the global batch.
train_samples is the size of the data set. Cards and precision stand in no log.
"""

from collections import Counter

from assess.evidence.mlperf_runs import AFTER_STOP, MARK, Run, events_of, runs_of
from assess.evidence.mlperf_units import (
    AGREES_WITHIN,
    STEP_TIMES,
    counted,
    step_times,
    tokens_each,
)
from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from assess.evidence.spread import middle, spread
from assess.evidence.structured import at, number
from indicators.records import Text

KIND, TOOL = "mlperf_training", "MLPerf Training"
POWER = '"power_measurement_start"'
SIGNS = ('"run_start"', '"init_start"', '"submission_benchmark"', '"cache_clear"', '"run_stop"')
EDGE = 1e-3
"""Share of a run from which on a time without a log line at its start or end is told."""

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
EPOCHS = Text(
    "日志以 epoch_num 累计样本或 token，由吞吐或整步数证明",
    "The log counts samples or tokens as epoch_num, which the throughput or whole steps prove",
)
UNIT = Text(
    "吞吐是样本数还是 token 数不清楚，未采用",
    "Whether the throughput is in samples or tokens is not clear; not used",
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
SPREAD = ("least", "largest", "mean")
WARM_UP = 0.9
"""A first block slower than this share of the median is warm-up."""


def recognise(source: Source) -> Match:
    """Told by the mark and a key of training; power files have the mark too."""
    if MARK in source.glimpses and POWER not in source.head:
        for sign in SIGNS:
            if sign in source.glimpses:
                return Match(1.0, f"MLLOG line with {sign}")
    return Match(0.0, "no MLLOG line of a training run")


def read(source: Source) -> Extract:
    """Readings of every run in the file."""
    findings: list[Finding] = []
    runs = list(runs_of(events_of(source, findings)))
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
        readings += _other_unit(run, readings[-1])
    blocks, said = _blocks(run)
    readings, findings = readings + blocks, findings + said
    if not run.figure("sequence_length"):
        findings.append(Finding("no_sequence_length", "note", NO_LENGTH, Where(run.start.line)))
    return readings, findings


def _samples(run: Run) -> tuple[float | None, list[Finding]]:
    """Samples at the stop: as run_stop tells them, held against the last count inside the run."""
    counts = Counter(count for event in run.inside() if (count := event.count))
    last, told = max(counts, default=None), run.end.count
    where = Where(run.end.line)
    if told is None and last is None:
        found = counted(run)
        rule, text = ("epochs_count", EPOCHS) if found else ("no_count", NO_COUNT)
        return found, [Finding(rule, "note" if found else "warning", text, where)]
    steps, batch = number(at(run.end.metadata, "step_num")), run.figure("global_batch_size")
    if told is None and counts[last or 0.0] == 1 and last != (steps or 0.0) * (batch or 0.0):
        return last, [Finding("count_unproved", "warning", ONE_COUNT, where, f"{last:g}")]
    if told is not None and told != last:
        found_both = f"{told:g}, {last or 0:g}"
        return told, [Finding("counts_disagree", "warning", COUNTS, where, found_both)]
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
    """Median throughput and step time of the blocks, without a slow first one; in samples or tokens, as they are."""
    rows, findings = _rows(run)
    each = tokens_each(run)
    if each is None and rows:
        found = f"{rows[0][1]:g}"
        findings.append(Finding("unit_unclear", "error", UNIT, Where(rows[0][0]), found))
        rows = []
    if len(rows) > 1 and rows[0][1] < WARM_UP * middle([row[1] for row in rows])[0]:
        findings.append(Finding("warm_up", "note", SLOW, Where(rows[0][0]), f"{rows[0][1]:g}"))
        rows = rows[1:]
    rates = [(line, rate) for line, rate, _step in rows]
    steps = [(line, step) for line, _rate, step in rows if step] or step_times(run)
    quantity, unit = ("training_throughput", "samples/s") if each == 1.0 else ("tokens_per_s", "token/s")  # fmt: skip
    rate, step = _median(run, quantity, unit, rates), _median(run, "step_seconds", "s", steps)
    readings = [item for item in (rate, step) if item]
    return readings + (_other_unit(run, rate) if rate else []), findings


def _rows(run: Run) -> tuple[list[tuple[int, float, float | None]], list[Finding]]:
    """Line, throughput and step time of every block; a finding where these do not make the global batch."""
    rows, findings = [], []
    batch, length = run.figure("global_batch_size"), run.figure("sequence_length") or 1.0
    for event in run.inside():
        rate, step = event.stat("throughput"), event.stat(*STEP_TIMES)
        if rate is None:
            continue
        whole = [rate * (step or 0.0), rate * (step or 0.0) / length]
        if step and batch and all(abs(item - batch) > AGREES_WITHIN * batch for item in whole):
            where, found = Where(event.line), f"{rate:g} * {step:g}"
            findings.append(Finding("step_disagrees", "error", STEP, where, found, f"{batch:g}"))
        else:
            rows.append((event.line, rate, step))
    return rows, findings


def _median(run: Run, quantity: str, unit: str, rows: list[tuple[int, float]]) -> Reading | None:
    """The median of what blocks print."""
    if not rows:
        return None
    values = [value for _line, value in rows]
    value, printed = middle(values)
    told = {**run.settings, "span": "blocks", **spread(values)}
    where = Where(rows[0][0], end=rows[-1][0])
    return Reading(quantity, value, printed, unit, where, told, f"median of {len(values)} blocks")


def _reading(
    run: Run, quantity: str, value: float, unit: str, how: str, told: dict[str, Condition] | None = None
) -> Reading:  # fmt: skip
    """A figure of the whole run."""
    conditions = {**run.settings, **(told or {})}
    return Reading(quantity, value, f"{value:.10g}", unit, run.where, conditions, how)


def _other_unit(run: Run, rate: Reading) -> list[Reading]:
    """Tokens of a throughput in samples, or samples of one in tokens, where the sequence length is told."""
    length = run.figure("sequence_length")
    if not length or length < 0.0:
        return []
    samples = rate.quantity == "training_throughput"
    quantity, unit = (
        ("tokens_per_s", "token/s") if samples else ("training_throughput", "samples/s")
    )
    value = rate.value * length if samples else rate.value / length
    how = f"{rate.printed} {rate.printed_unit} {'*' if samples else '/'} {length:g} tokens"
    told = {name: item for name, item in rate.conditions.items() if name not in SPREAD}
    return [Reading(quantity, value, f"{value:.10g}", unit, rate.where, told, how)]


READER = Reader(KIND, Text("MLPerf 训练日志", "MLPerf Training log"), (TOOL,), recognise, read)
