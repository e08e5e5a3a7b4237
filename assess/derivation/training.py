"""P07, P13 and P14: from training logs, with the planner's operation counts and the card's dense peak.

MFU = model operations per second / (cards * peak), recomputation left out; HFU counts it. Where the model's shape is told,
operations are 6 N + 12 L h s per token (Chowdhery et al., arXiv:2204.02311, appendix B), else 6 N (the report's own factor
without recomputation).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assess.capacity.flops import Recompute, flops_of_counts
from assess.derivation.cards import peak_for
from assess.derivation.grouping import by_file, of
from assess.derivation.records import (
    CONVERTED,
    DOUBTFUL,
    EXACT,
    Candidate,
    Found,
    Known,
    Lack,
    Proof,
)
from indicators.records import Text

ASK_ABOVE = 65.0
"""Per cent of the 16-bit peak above which nobody's training was measured: the precision is asked for."""

WIDE = ("fp16", "bf16", "float16", "bfloat16", "fp32", "16", "16-mixed", "bf16-mixed", "half")
RECOMPUTE: Mapping[str, Recompute] = {
    "none": "none",
    "false": "none",
    "selective": "selective",
    "full": "full",
    "uniform": "full",
    "block": "full",
    "true": "full",
}

PEAK = Text("峰值为稠密 FP16/BF16 标称值", "The peak is the nominal one, dense FP16/BF16")
TOO_HIGH = Text(
    "超过 16 位峰值的 65%：请确认训练精度（FP8 的峰值为两倍）",
    "Above 65 % of the 16-bit peak: state the precision (the peak of FP8 is twice as high)",
)
NARROW = Text(
    "训练精度不是 16 位，目录没有该精度的峰值",
    "The precision is not 16-bit, for which the catalogue has a peak",
)
PLAIN = Text(
    "未知模型形状，按 6·N 计，不含注意力项", "The shape is not told: 6·N, without attention"
)
NO_RECOMPUTE = Text(
    "没有重计算，HFU 等于 MFU", "Nothing was recomputed, so HFU is MFU"
)  # fmt: skip
NO_PEAK = Text(
    "日志没有卡型号，集群描述也没有峰值",
    "Neither does the log name the card nor the cluster's description its peak",
)
ONE_FILE = Text(
    "线性度以同一模型的较小规模运行为基准",
    "Linearity against the smaller run of the same model",
)


@dataclass(frozen=True)
class Run:
    """What the readings of one training file say together: first reading of each quantity."""

    proofs: Mapping[str, Proof]
    peak: float | None
    card: str

    @property
    def first(self) -> Proof:
        return next(iter(self.proofs.values()))

    def value(self, quantity: str) -> float | None:
        """A figure; None where the file has none."""
        found = self.proofs.get(quantity)
        return None if found is None else found.value

    def told(self, name: str) -> float | None:
        """A number that any of the readings tells as a condition."""
        return next((x for x in (row.figure(name) for row in self.proofs.values()) if x), None)

    def word(self, name: str) -> str:
        """A word that any of the readings tells as a condition, in lower case."""
        words = (row.told(name) for row in self.proofs.values())
        return next((str(word).lower() for word in words if word not in (None, "")), "")

    @property
    def cards(self) -> float | None:
        return self.value("run_cards") or self.told("cards")

    @property
    def recompute(self) -> Recompute | None:
        """How much was recomputed; None where the log does not tell."""
        return RECOMPUTE.get(self.word("recompute") or self.word("recomputation"))

    def only(self, *quantities: str) -> tuple[Proof, ...]:
        """The readings that a figure rests on."""
        return tuple(self.proofs[name] for name in quantities if name in self.proofs)


@dataclass(frozen=True)
class Share:
    """A utilisation [%] before it is judged: its formula, what it rests on, what was assumed."""

    value: float
    formula: str
    proofs: tuple[Proof, ...]
    said: tuple[Text, ...] = ()


DIRECT = {"P13": "mfu", "P07": "hfu"}
SHAPE = ("layers", "hidden", "sequence")
QUANTITIES = (
    "mfu", "hfu", "model_tflops", "hardware_tflops", "tokens_per_s", "active_params", "run_cards", "step_seconds",
    "training_throughput", "samples", "wall_time",
)  # fmt: skip


def training(proofs: Sequence[Proof], known: Known) -> Found:
    """Candidates for HFU, MFU and throughput of every training file."""
    runs = [_run(rows, known) for rows in by_file(of(proofs, *QUANTITIES)).values()]
    found: Found = []
    for run in runs:
        found += _utilisation(run, "P13", "mfu", "model_tflops")
        found += _utilisation(run, "P07", "hfu", "hardware_tflops")
        found += _throughput(run, runs)
    return found


def _run(rows: Sequence[Proof], known: Known) -> Run:
    proofs: dict[str, Proof] = {}
    for row in rows:
        proofs.setdefault(row.reading.quantity, row)
    named = next((row for row in rows if row.told("card")), rows[0])
    peak, card = peak_for(named, known)
    return Run(proofs, peak, card)


def _utilisation(run: Run, slot: str, direct: str, rate: str) -> Iterator[Candidate | Lack]:
    """A utilisation as printed, or of a printed rate, or of tokens per second: the best that the file has."""
    if (printed := run.value(direct)) is not None:
        yield _judged(run, slot, Share(printed, f"{printed:g} %", run.only(direct)))
    elif run.peak is None:
        if run.value(rate) or run.value("tokens_per_s"):
            yield Lack(slot, NO_PEAK, ("run_peak",))
    elif run.value(rate):
        yield _judged(run, slot, _of_rate(run, rate, (PEAK,)))
    elif slot == "P07" and run.recompute == "none" and run.value("model_tflops"):
        yield _judged(run, slot, _of_rate(run, "model_tflops", (PEAK, NO_RECOMPUTE)))
    elif share := _of_tokens(run, "none" if slot == "P13" else run.recompute):
        yield _judged(run, slot, share)


def _of_rate(run: Run, rate: str, said: tuple[Text, ...]) -> Share:
    """A printed rate of a card over its peak."""
    achieved, peak = run.value(rate) or 0.0, run.peak or 1.0
    how = f"{achieved:g} TFLOPS / {peak:g} TFLOPS × 100{_on(run)}"
    return Share(achieved / peak * 100.0, how, run.only(rate), said)


def _on(run: Run) -> str:
    return f" [{run.card}]" if run.card else ""


def _of_tokens(run: Run, recompute: Recompute | None) -> Share | None:
    """Operations per token times tokens per second over the cards' peak."""
    tokens, params, cards = run.value("tokens_per_s"), run.value("active_params"), run.cards
    if not (tokens and params and cards and run.peak) or recompute is None:
        return None
    layers, hidden, sequence = (int(run.told(name) or 0) for name in SHAPE)
    each = flops_of_counts(params, layers, hidden, sequence, recompute)
    share = each * tokens / (cards * run.peak * 1e12) * 100.0
    how = (
        f"{each:.4g} FLOP × {tokens:g} token/s / ({cards:g} × {run.peak:g} TFLOPS) × 100{_on(run)}"
    )
    said = (PEAK,) if layers and hidden and sequence else (PEAK, PLAIN)
    return Share(share, how, run.only("tokens_per_s", "active_params", "run_cards"), said)


def _judged(run: Run, slot: str, share: Share) -> Candidate:
    """A utilisation with what is to be said of its precision; one that cannot be is never chosen unasked."""
    said, rank = share.said, CONVERTED if share.said else EXACT
    precision = run.word("precision")
    if said and precision and precision not in WIDE:
        said, rank = (*said, NARROW), DOUBTFUL
    elif share.value > ASK_ABOVE:
        said, rank = (*said, TOO_HIGH), DOUBTFUL
    inputs = {DIRECT[slot]: share.value}
    return Candidate(slot, share.value, inputs, share.formula, share.proofs, said, rank)


def _throughput(run: Run, runs: Sequence[Run]) -> Iterator[Candidate]:
    """Samples per second; linearity where a smaller run of the same model is there."""
    samples, seconds = run.value("samples"), run.value("wall_time")
    printed = run.value("training_throughput")
    if samples and seconds:
        rate, how = samples / seconds, f"{samples:g} / {seconds:g} s"
        proofs = run.only("samples", "wall_time")
    elif printed:
        rate, how, proofs = printed, f"{printed:g} samples/s", run.only("training_throughput")
    else:
        return
    inputs = {"training_throughput": rate}
    smaller = _baseline(run, runs)
    if smaller is None:
        yield Candidate("P14", rate, inputs, how, proofs)
        return
    linear = rate / (run.cards or 1.0) / (_rate(smaller) / (smaller.cards or 1.0)) * 100.0
    how = f"{how}; ({rate:g} / {run.cards:g}) / ({_rate(smaller):g} / {smaller.cards:g}) × 100 = {linear:g} %"
    basis = smaller.only("samples", "wall_time", "training_throughput")
    inputs["scaling_linearity"] = linear
    yield Candidate("P14", rate, inputs, how, (*proofs, *basis), (ONE_FILE,))


def _rate(run: Run) -> float:
    samples, seconds = run.value("samples"), run.value("wall_time")
    return samples / seconds if samples and seconds else run.value("training_throughput") or 0.0


def _baseline(run: Run, runs: Sequence[Run]) -> Run | None:
    """The smallest other run of the same model on fewer cards."""
    name = run.word("model")
    others = [
        item
        for item in runs
        if name and item.word("model") == name and _rate(item) and (item.cards or 0.0) > 0.0
        and (item.cards or 0.0) < (run.cards or 0.0)
    ]  # fmt: skip
    return min(others, key=lambda item: item.cards or 0.0, default=None)
