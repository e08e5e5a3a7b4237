"""NeMo: pace of a training, from its lines of steps, its progress bar or its DLLogger lines.

Format: NVIDIA/NeMo, lightning callbacks: ``Training epoch E, iteration i/N | name: value | ...``; the bar
``Epoch 0: ... i/N [..., name=value, ...]``; ``DLLL {json}``. train_step_timing in s is the time of a step in all cards,
TFLOPS_per_GPU the work of the model per card, consumed_samples = global batch * (global_step + 1).
"""

import re
from dataclasses import dataclass, field, replace

from assess.evidence.numbers import plain
from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from assess.evidence.training_ends import Ends
from assess.evidence.training_steps import Run, Step, add, medians, steady
from indicators.records import Text

KIND, TOOL = "nemo_log", "NeMo"
TIME = "train_step_timing in s"
AMOUNT = r"\"?\s*[:=]\s*(\d[\d.]*(?:[eE][+-]?\d{1,3})?)(?=$|[\s,|\]}])"
VALUE = {
    name: re.compile(rf"(?<![\w/]){re.escape(name)}{AMOUNT}")
    for name in (TIME, "global_step", "consumed_samples", "global_batch_size", "TFLOPS_per_GPU", "tflops_per_sec_per_gpu", "tokens_per_sec_per_gpu")
}  # fmt: skip
PLACE = re.compile(r"\biteration (\d{1,12})/(\d{1,12})\b|\b(\d{1,12})/(\d{1,12}) \[")
PROCESSES = re.compile(r"Starting with (\d{1,7}) processes")
LENGTH = re.compile(r"(?<![\w.])(?:encoder_)?seq_length\s*[:=]\s*(\d{1,9})\b")
SIGNS = ("reduced_train_loss", "global_step", "consumed_samples")

UNREADABLE = Text("有一行无法读出", "A row cannot be read")
COUNTS = Text(
    "累计样本数与全局批量乘步数不符", "Samples so far are not the global batch times the steps"
)
LENGTHS = Text("序列长度在两处不同，未采用", "The sequence length differs in two places; not used")
NO_LENGTH = Text(
    "日志没有序列长度，token 吞吐须另行给出长度",
    "The log tells no sequence length; for tokens it must be stated",
)


@dataclass
class Log:
    """What was read so far: settings, lengths seen, runs, how they end, remarks."""

    settings: dict[str, Condition] = field(default_factory=dict)
    lengths: set[int] = field(default_factory=set)
    runs: list[Run] = field(default_factory=list)
    ends: Ends = field(default_factory=Ends)
    findings: list[Finding] = field(default_factory=list)
    cards: tuple[int, int] | None = None


def recognise(source: Source) -> Match:
    """Told by the time of a step and what NeMo prints beside it."""
    for line in source.glimpses.splitlines():
        if TIME in line and any(sign in line for sign in SIGNS):
            return Match(1.0, f"rows with '{TIME}'")
    return Match(0.0, f"no row with '{TIME}'")


def read(source: Source) -> Extract:
    """Readings of every run in the log."""
    log = Log()
    for place, line in source.lines():
        _take(log, place, line)
    if not log.runs:
        log.findings.append(log.ends.nothing())
    if len(log.lengths) > 1:
        found = ", ".join(f"{length}" for length in sorted(log.lengths))
        log.findings.append(Finding("lengths_differ", "warning", LENGTHS, found=found))
    readings: list[Reading] = []
    for place, run in enumerate(log.runs):
        if len(log.runs) > 1:
            run.settings = {**run.settings, "run": place + 1}
        readings += _of_run(log, place, run)
    facts: dict[str, Condition] = {"cards": log.cards[1]} if log.cards else {}
    return Extract(KIND, TOOL, "", tuple(readings), tuple(log.findings), facts)


def _take(log: Log, place: int, line: str) -> None:
    if TIME in line and any(sign in line for sign in SIGNS):
        _row(log, place, line)
    elif found := PROCESSES.search(line):
        log.cards = (place, int(found[1]))
        log.settings = {"cards": int(found[1])}
    elif found := LENGTH.search(line):
        log.lengths.add(int(found[1]))
    else:
        log.ends.note(log.runs, place, line)


def _row(log: Log, place: int, line: str) -> None:
    """Put one row to its run."""
    told = {name: plain(found[1]) for name, form in VALUE.items() if (found := form.search(line))}
    seconds, at = told.get(TIME), PLACE.search(line)
    step, consumed = told.get("global_step"), told.get("consumed_samples")
    if not seconds or (step is None and at is None):
        log.findings.append(Finding("unreadable_row", "warning", UNREADABLE, Where(place)))
        return
    numbers = [int(number) for number in at.groups() if number] if at else [0, 0]
    batch = told.get("global_batch_size")
    if batch is None and step is not None and consumed and (consumed / (step + 1)).is_integer():
        batch = consumed / (step + 1)
    elif batch and step is not None and consumed and consumed != batch * (step + 1):
        where, wanted = Where(place), f"{batch * (step + 1):g}"
        log.findings.append(
            Finding("counts_disagree", "note", COUNTS, where, f"{consumed:g}", wanted)
        )
    row = Step(
        place,
        int(step) if step is not None else numbers[0],
        numbers[1],
        seconds,
        batch=batch,
        tflops=told.get("TFLOPS_per_GPU") or told.get("tflops_per_sec_per_gpu"),
        card_tokens=told.get("tokens_per_sec_per_gpu"),
        form="model_tflops",
        end=bool(at) and numbers[0] >= numbers[1],
    )
    add(log.runs, row, log.settings)


def _of_run(log: Log, place: int, run: Run) -> list[Reading]:
    """Readings of one run; its findings are added to the log's."""
    ended = log.ends.of(place + 1, run)
    log.findings += ended
    if any(finding.severity == "error" for finding in ended):
        return []
    length = next(iter(log.lengths)) if len(log.lengths) == 1 else None
    rows, findings = steady(run)
    log.findings += findings
    if not rows:
        return []
    if length is None:
        log.findings.append(Finding("no_sequence_length", "note", NO_LENGTH, run.where))
    else:
        rows = [replace(step, length=float(length)) for step in rows]
    readings, findings = medians(run, rows)
    log.findings += findings
    cards = run.settings.get("cards")
    if log.cards and cards == log.cards[1]:
        readings.append(
            Reading("run_cards", float(log.cards[1]), f"{cards}", "card", Where(log.cards[0]), run.settings)
        )  # fmt: skip
    return readings


READER = Reader(KIND, Text("NeMo 训练日志", "NeMo training log"), (TOOL,), recognise, read)
