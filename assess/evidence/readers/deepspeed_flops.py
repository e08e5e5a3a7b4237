"""DeepSpeed flops profiler: work and time of one profiled iteration.

Format: deepspeedai/DeepSpeed, deepspeed/profiling/flops_profiler/profiler.py, print_model_profile. Flops of the backward
pass are taken as twice those of the forward one, without recomputation. "fwd+bwd FLOPS per GPU" leaves the optimiser's
step out, so TFLOPS are computed over the whole iteration; MACs are half of flops.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from assess.evidence.quantities import QUANTITIES
from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from indicators.records import Text

KIND, TOOL = "deepspeed_flops", "DeepSpeed flops profiler"
TITLE = "DeepSpeed Flops Profiler"
STEP = re.compile(r"Profile Summary at step (\d{1,12}):")
LINE = re.compile(r"^(.*\S):\s+(\d{1,12}(?:\.\d{1,9})?)\s?([A-Za-zµ]*)\s*$")
SCALES = {"": 1.0, "k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9, "B": 1e9, "T": 1e12, "P": 1e15}
TIMES = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6}
NAMES = {
    "world size": "cards",
    "data parallel size": "data_parallel",
    "model parallel size": "model_parallel",
    "batch size per GPU": "batch",
    "params per GPU": "card_params",
    "params of model = params per GPU * mp_size": "params",
    "fwd MACs per GPU": "macs",
    "fwd flops per GPU": "flops",
    "fwd latency": "forward",
    "bwd latency": "backward",
    "step latency": "step",
    "iter latency": "iteration",
    "fwd+bwd FLOPS per GPU = 3 * fwd flops per GPU / (fwd+bwd latency)": "both",
    "FLOPS per GPU = 3 * fwd flops per GPU / iter latency": "whole",
    "samples/second": "samples",
}
LATENCIES = ("forward", "backward", "step", "iteration")
TRIPLE = 3.0
AGREES_WITHIN = 0.01
TWICE = (1.9, 2.2)
"""Flops over MACs: twice, and a little of what is no multiplication."""

NO_ITERATION = Text(
    "没有整个迭代的时延，只有前向或反向，不能得出算力",
    "No latency of the whole iteration, only of passes: no TFLOPS follow",
)
DISAGREES = Text(
    "各时延、计算量与所印速率不符，该次未采用",
    "Latencies, flops and printed rates disagree; this profile is not used",
)
ONE = Text(
    "只剖析了一个迭代，数值代表性有限",
    "Only one iteration was profiled, so the figure may not be typical",
)
SHARED = Text(
    "工具把模型并行的各进程都计了样本，已除以模型并行数",
    "The tool counts samples of every rank of one model; divided by the model parallel size",
)
NO_PROFILE = Text("没有可读的剖析结果", "No profile that can be read")


@dataclass
class Profile:
    """One profile: where it stands, its step, and what it prints in plain units."""

    line: int
    last: int
    step: int = 0
    found: dict[str, float] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    printed: dict[str, str] = field(default_factory=dict)


def recognise(source: Source) -> Match:
    """Told by its title and its summary."""
    if TITLE in source.glimpses and "Profile Summary at step" in source.glimpses:
        return Match(1.0, f"title '{TITLE}'")
    return Match(0.0, f"no title '{TITLE}'")


def read(source: Source) -> Extract:
    """Readings of every profile."""
    readings: list[Reading] = []
    findings: list[Finding] = []
    profiles = list(_profiles(source))
    for profile in profiles:
        found, said = _of(profile)
        readings += found
        findings += said
    if not profiles:
        findings.append(Finding("no_profile", "error", NO_PROFILE))
    cards = {int(item.found["cards"]) for item in profiles if "cards" in item.found}
    facts: dict[str, Condition] = {"cards": max(cards)} if cards else {}
    return Extract(KIND, TOOL, "", tuple(readings), tuple(findings), facts)


def _profiles(source: Source) -> Iterator[Profile]:
    profile: Profile | None = None
    for number, line in source.lines():
        if TITLE in line:
            if profile is not None:
                yield profile
            profile = Profile(number, number)
        elif profile is not None and (step := STEP.search(line)):
            profile.step = int(step[1])
        elif profile is not None:
            _take(profile, number, line)
    if profile is not None:
        yield profile


def _take(profile: Profile, number: int, line: str) -> None:
    """Keep a line of the summary; behind any prefix, the first of a name counts."""
    row = LINE.match(line)
    if row is None:
        return
    label = next((name for name in NAMES if _ends(row[1].lower(), name.lower())), None)
    if label is None or NAMES[label] in profile.found:
        return
    value = _plain(NAMES[label], float(row[2]), row[3])
    if value is not None:
        name = NAMES[label]
        profile.found[name], profile.places[name], profile.last = value, number, number
        profile.printed[name] = f"{row[2]} {row[3]}".strip()


def _ends(text: str, name: str) -> bool:
    """Whether a name ends a text, as a word of its own (not that of "fwd flops per GPU" in a longer one)."""
    before = text.removesuffix(name)
    return before != text and (not before or before.rstrip().endswith((":", "]", ">")))


def _plain(name: str, value: float, unit: str) -> float | None:
    """Seconds, FLOPS or a plain number; None for a unit that is not known."""
    if name in LATENCIES:
        return value * TIMES[unit] if unit in TIMES else None
    scale = unit.removesuffix("FLOPS").removesuffix("MACs")
    return value * SCALES[scale] if scale in SCALES else None


def _of(profile: Profile) -> tuple[list[Reading], list[Finding]]:
    found, where = profile.found, Where(profile.line, end=profile.last)
    if not found.get("iteration") or not found.get("flops"):
        return [], [Finding("no_iteration", "error", NO_ITERATION, where)]
    wrong = _disagreement(found)
    if wrong:
        return [], [Finding("profile_disagrees", "error", DISAGREES, where, wrong)]
    return _readings(profile), [Finding("one_iteration", "warning", ONE, where)]


def _disagreement(found: dict[str, float]) -> str:
    """What contradicts, in words; empty where all agrees."""
    flops, iteration = found["flops"], found["iteration"]
    passes = found.get("forward", 0.0) + found.get("backward", 0.0)
    models, ranks = found.get("model_parallel") or 1.0, found.get("cards", 0.0)
    parallel = models * (found.get("data_parallel") or 1.0)
    pairs = {
        "params": (found.get("params"), found.get("card_params", 0.0) * models),
        "iter latency": (iteration, passes + found.get("step", 0.0)),
        "fwd+bwd": (found.get("both"), TRIPLE * flops / passes if passes else 0.0),
        "iter": (found.get("whole"), TRIPLE * flops / iteration),
        "samples/second": (found.get("samples"), found.get("batch", 0.0) * ranks / iteration),
    }
    ratio = flops / found["macs"] if found.get("macs") else sum(TWICE) / len(TWICE)
    wrong = [] if TWICE[0] <= ratio <= TWICE[1] else [f"flops / MACs = {ratio:g}"]
    if found.get("cards", 0.0) % parallel:
        wrong.append(f"world size: {found['cards']:g}, {parallel:g}")
    for name, (printed, follows) in pairs.items():
        if printed and follows and abs(printed - follows) > AGREES_WITHIN * follows:
            wrong.append(f"{name}: {printed:g}, {follows:g}")
    return "; ".join(wrong)


def _readings(profile: Profile) -> list[Reading]:
    found = profile.found
    told: dict[str, Condition] = {"profiled_step": profile.step, "recomputation": "not counted"}
    for name, word in (("cards", "cards"), ("batch", "batch_per_card"), ("data_parallel", "data_parallel"), ("model_parallel", "model_parallel")):  # fmt: skip
        if name in found:
            told[word] = int(found[name])
    if "both" in found:
        told["forward_backward_tflops"] = found["both"] / 1e12
    tflops = TRIPLE * found["flops"] / found["iteration"] / 1e12
    how = f"3 * {profile.printed['flops']} / {profile.printed['iteration']}, optimiser included"
    where = Where(profile.places["iteration"])
    readings = [
        Reading("model_tflops", tflops, f"{tflops:.6g}", "TFLOPS", where, told, how),
        _as_printed(profile, "iteration", "step_seconds", told),
    ]
    for name, quantity in (("cards", "run_cards"), ("params", "active_params")):
        if name in found:
            readings.append(_as_printed(profile, name, quantity, told))
    return readings + _throughput(profile, told)


def _throughput(profile: Profile, told: dict[str, Condition]) -> list[Reading]:
    """Samples per second; the tool counts those of every rank, though the ranks of one model share theirs."""
    models = profile.found.get("model_parallel") or 1.0
    if "samples" not in profile.found:
        return []
    reading = _as_printed(profile, "samples", "training_throughput", told)
    if models == 1.0:
        return [reading]
    warning = Finding("shared_samples", "warning", SHARED, reading.where, reading.printed)
    value, how = reading.value / models, f"{reading.printed} / {models:g} ranks of a model"
    return [replace(reading, value=value, derived=how, warnings=(warning,))]


def _as_printed(profile: Profile, name: str, quantity: str, told: dict[str, Condition]) -> Reading:
    """A figure as the profile prints it."""
    amount, _blank, unit = profile.printed[name].partition(" ")
    where, value = Where(profile.places[name]), profile.found[name]
    return Reading(quantity, value, amount, unit or QUANTITIES[quantity].unit, where, told)


READER = Reader(
    KIND, Text("DeepSpeed flops 剖析", "DeepSpeed flops profiler"), (TOOL,), recognise, read
)
