"""Megatron-LM and its kin (Megatron-DeepSpeed, GPT-NeoX, Megatron-Bridge, Primus, MindSpeed): pace of a training.

Format: NVIDIA/Megatron-LM, megatron/training/training.py, training_log: ``iteration i/N | name: value | ...`` with the mean
of the iterations since the last row, behind any prefix. Older and other ones print seconds, "samples per second" and
"TFLOPs"; some print instant/average, of which the instant counts. "throughput per GPU (TFLOP/s/GPU)" is the work of the
model; "TFLOPs" counts recomputation where it is on, so the formula and the arguments decide.
"""

import re
from dataclasses import dataclass, field, replace

from assess.evidence.megatron_arguments import (
    ARGUMENT,
    PADDED,
    SHARD,
    WORLD,
    cards_agree,
    conditions_of,
    forms_of,
    parameters_of,
)
from assess.evidence.megatron_rows import MODEL, ROW, TIME, WORK, step_of
from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from assess.evidence.spread import middle
from assess.evidence.training_ends import Ends
from assess.evidence.training_steps import Run, Step, add, cards_by_rate, medians, steady
from indicators.records import Text

KIND, TOOL = "megatron_log", "Megatron-LM"
DUMP = re.compile(r"-{10,} arguments -{10,}")
RANK_OF = re.compile(r"\[rank-\d{1,6}/(\d{1,6})\]")
BRIDGE = re.compile(
    r"Step Time\s?: (\d{1,9}(?:\.\d{1,9})?)s\b.{0,60}?GPU utilization: (\d{1,9}(?:\.\d{1,9})?)\s?MODEL_TFLOP/s/GPU"
)
TOTAL = re.compile(r"Total number of parameters in billions: (\d{1,6}(?:\.\d{1,9})?)\s*$")
UNREADABLE = Text("有一行无法读出", "A row cannot be read")
CARDS = Text("卡数与并行规模之积不符", "Cards and the product of the parallel sizes disagree")
LENGTHS = Text("序列长度在两处不同", "The sequence length differs in two places")
FORM = Text("所印算力与按参数重算的不符", "The printed TFLOPS are not what the arguments make")
UNTOLD = Text(
    "无法判断所印算力是否含重计算，按含重计算处理",
    "Nothing tells whether recomputation is in the TFLOPS; it is taken to be",
)
NO_LENGTH = Text(
    "日志没有序列长度，token 吞吐须另行给出长度",
    "The log tells no sequence length; for tokens it must be stated",
)


@dataclass
class Log:
    """What was read so far: arguments of the last dump and their lines, conditions, runs, failures, remarks."""

    arguments: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    settings: dict[str, Condition] = field(default_factory=dict)
    ranked: dict[str, dict[str, Condition]] = field(default_factory=dict)
    stale: bool = False
    dumped: bool = False
    runs: list[Run] = field(default_factory=list)
    ends: Ends = field(default_factory=Ends)
    findings: list[Finding] = field(default_factory=list)
    parameters: tuple[int, str] | None = None
    shards: dict[tuple[int, int], int] = field(default_factory=dict)
    counted: dict[int, Reading] = field(default_factory=dict)
    utilisation: float | None = None
    bare: list[Step] = field(default_factory=list)

    def learn(self, name: str, value: str, line: int) -> None:
        """Keep an argument; the first of a name counts."""
        if name not in self.arguments:
            self.arguments[name], self.lines[name], self.stale = value, line, True


def recognise(source: Source) -> Match:
    """Told by a row of an iteration with its time, or by the dump of the arguments."""
    if any(ROW.search(line) and TIME.search(line) for line in source.glimpses.splitlines()):
        return Match(1.0, "rows 'iteration i/N | elapsed time per iteration'")
    if BRIDGE.search(source.glimpses):
        return Match(1.0, "rows 'Step Time : ... MODEL_TFLOP/s/GPU'")
    if DUMP.search(source.glimpses) and "tensor_model_parallel_size" in source.glimpses:
        return Match(0.9, "the arguments of Megatron")
    return Match(0.0, "no row 'iteration i/N | ... elapsed time per iteration'")


def read(source: Source) -> Extract:
    """Readings of every run in the log."""
    log = Log()
    for place, line in source.lines():
        _take(log, place, line)
    if not log.runs:
        for step in log.bare:
            add(log.runs, step, log.settings)
    if not log.runs:
        log.findings.append(log.ends.nothing())
    readings: list[Reading] = []
    for place, run in enumerate(log.runs):
        if len(log.runs) > 1:
            run.settings = {**run.settings, "run": place + 1}
        readings += _of_run(log, place, run)
    cards = [run.settings["cards"] for run in log.runs if "cards" in run.settings]
    facts: dict[str, Condition] = {"cards": cards[0]} if cards else {}
    return Extract(KIND, TOOL, "", tuple(readings), tuple(log.findings), facts)


def _take(log: Log, place: int, line: str) -> None:
    """One line: a row, a piece of the arguments, sizes of the model, or a sign of failure."""
    if "iteration" in line and ROW.search(line):
        _row(log, place, line)
    elif "- arguments -" in line and DUMP.search(line):
        log.arguments, log.lines, log.dumped, log.shards = {}, {}, True, {}
    elif ".. " in line and (found := ARGUMENT.search(line)):
        log.learn(found[1], found[2], place)
    elif "padded vocab" in line or "using world size" in line:
        _announced(log, place, line)
    elif "MODEL_TFLOP" in line and (found := BRIDGE.search(line)):
        log.utilisation = float(found[2])
        number = len(log.bare) + 1
        log.bare.append(Step(place, number, 0, float(found[1]), tflops=log.utilisation, form=MODEL))
    elif "number of parameters" in line:
        _sizes(log, place, line)
    else:
        log.ends.note(log.runs, place, line)


def _sizes(log: Log, place: int, line: str) -> None:
    """Parameters of ranks, several of which share a line where they print at once, or of the whole model."""
    for shard in SHARD.finditer(line):
        log.shards[int(shard[1]), int(shard[2])] = int(shard[3])
        log.lines["shards"] = place
    if total := TOTAL.search(line):
        log.parameters = log.parameters or (place, total[1])


def _announced(log: Log, place: int, line: str) -> None:
    """The vocabulary as padded, and the cards, which stand before the arguments."""
    if found := PADDED.search(line):
        log.learn("padded_vocab_size", found[1], place)
    elif found := WORLD.search(line):
        if log.runs or "world_size" in log.arguments:
            log.arguments, log.lines, log.shards = {}, {}, {}
        log.learn("announced", found[1], place)


def _row(log: Log, place: int, line: str) -> None:
    """Put one row to its run."""
    step = step_of(line, place)
    if step is None:
        if TIME.search(line) or "elapsed" in line:
            log.findings.append(Finding("unreadable_row", "warning", UNREADABLE, Where(place)))
        return
    settings = _settings(log, step, line)
    length = settings.get("sequence_length")
    if step.length is None and isinstance(length, int):
        step = replace(step, length=float(length))
    if step.tflops is None and log.utilisation:
        step = replace(step, tflops=log.utilisation, form=MODEL)
    log.utilisation = None
    add(log.runs, step, settings)
    if log.shards and len(log.runs) not in log.counted:
        _count(log, settings)


def _count(log: Log, settings: dict[str, Condition]) -> None:
    """Parameters of a run's model, from what every rank told of its own."""
    untied = log.arguments.get("untie_embeddings_and_output_weights", "False")
    total = parameters_of(settings, log.shards, untied == "False")
    if total and untied in {"True", "False"}:
        where, how = Where(log.lines.get("shards")), f"sum over {len(log.shards)} ranks"
        log.counted[len(log.runs)] = Reading("active_params", float(total), f"{total}", "parameter", where, settings, how)  # fmt: skip
    log.shards = {}


def _settings(log: Log, step: Step, line: str) -> dict[str, Condition]:
    """Settings of a row: those of the last dump, which another run after it without a dump does not share."""
    if log.stale or log.dumped:
        found = conditions_of(log.arguments)
        if log.dumped or found != log.settings:
            log.settings = found
        log.stale = log.dumped = False
    elif log.runs and step.total != log.runs[-1].steps[-1].total:
        log.settings, log.ranked = {}, {}
    ranks = RANK_OF.search(line)
    if ranks is None or "cards" in log.settings:
        return log.settings
    return log.ranked.setdefault(ranks[1], {**log.settings, "cards": int(ranks[1])})


def _of_run(log: Log, place: int, run: Run) -> list[Reading]:
    """Readings of one run; its findings are added to the log's."""
    ended = log.ends.of(place + 1, run)
    log.findings += ended
    if any(finding.severity == "error" for finding in ended):
        return []
    rows, findings = steady(run)
    log.findings += [*findings, *_checks(log, run)]
    if not rows:
        return []
    cards = cards_by_rate(rows)
    if cards and "cards" not in run.settings:
        run.settings = {**run.settings, "cards": cards}
        log.lines.pop("world_size", None)
    rows, findings = _formed(run, rows)
    log.findings += findings
    readings, findings = medians(run, rows)
    log.findings += findings
    if all(step.length is None for step in rows):
        log.findings.append(Finding("no_sequence_length", "note", NO_LENGTH, run.where))
    return [*readings, *_stated(log, place, run)]


def _checks(log: Log, run: Run) -> list[Finding]:
    """Warnings where arguments contradict each other."""
    findings = []
    cards, announced = run.settings.get("cards"), log.arguments.get("announced")
    if not cards_agree(run.settings) or (announced and f"{cards}" != announced and cards):
        found = f"{cards}, {announced or ''}".rstrip(", ")
        findings.append(Finding("cards_disagree", "warning", CARDS, run.where, found))
    told = {log.arguments.get("encoder_seq_length", "None"), f"{run.settings.get('sequence_length')}"}  # fmt: skip
    told |= {f"{step.length:.0f}" for step in run.steps if step.length}
    if len(told - {"None"}) > 1:
        found = ", ".join(sorted(told - {"None"}))
        findings.append(Finding("lengths_differ", "warning", LENGTHS, run.where, found))
    return findings


def _formed(run: Run, rows: list[Step]) -> tuple[list[Step], list[Finding]]:
    """Rows whose TFLOPS are named by what they count: the model alone, or recomputation too."""
    known = [step for step in rows if step.tflops]
    if not known:
        return rows, []
    findings = []
    printed, _text = middle([step.tflops or 0.0 for step in known])
    seconds, _text = middle([step.seconds for step in known])
    settings = {**run.settings, "global_batch_size": int(known[0].batch or 0), "sequence_length": int(known[0].length or 0)}  # fmt: skip
    forms, form = forms_of(settings, seconds, printed), known[0].form
    if forms is not None and not forms:
        findings.append(Finding("form_disagrees", "warning", FORM, run.where, f"{printed:g}"))
    if form == WORK and (forms == {72} or (not forms and run.settings.get("recomputation") == "none")):  # fmt: skip
        form = MODEL
    elif form == WORK and not forms and "recomputation" not in run.settings:
        findings.append(Finding("recomputation_untold", "note", UNTOLD, run.where))
    return [replace(step, form=form) for step in rows], findings


def _stated(log: Log, place: int, run: Run) -> list[Reading]:
    """Cards of the run, and parameters of a model without experts: by all ranks, or where one run alone is in the log."""
    found = []
    cards = run.settings.get("cards")
    if isinstance(cards, int) and cards > 0:
        told = log.lines.get("world_size")
        where = Where(told or run.steps[0].line)
        how = "" if told else "tokens per second of all cards / of one"
        found.append(
            Reading("run_cards", float(cards), f"{cards}", "card", where, run.settings, how)
        )
    if counted := log.counted.get(place + 1):
        found.append(replace(counted, conditions=run.settings))
    elif log.parameters and len(log.runs) == 1 and "experts" not in run.settings:
        line, text = log.parameters
        value = float(text) * 1e9
        found.append(Reading("active_params", value, text, "10^9", Where(line), run.settings))
    return found


READER = Reader(KIND, Text("Megatron 训练日志", "Megatron training log"), (TOOL,), recognise, read)
