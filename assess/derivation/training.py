"""P07, P13 and P14: from training logs, with the planner's operation counts and the card's dense peak.

MFU = model operations per second / (cards * peak), recomputation left out; HFU counts it. Where the model's shape is told,
operations are 6 N + 12 L h s per token (Chowdhery et al., arXiv:2204.02311, appendix B), else 6 N (the report's own factor
without recomputation).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assess.capacity.architecture import Architecture
from assess.capacity.faults import PlanError
from assess.capacity.flops import (
    Recompute,
    flops_of_counts,
    hardware_flops_per_token,
    model_flops_per_token,
)
from assess.derivation.cards import card_of, peak_for
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
OWN_CARD = Text(
    "日志没有卡型号，取集群描述中的卡",
    "The log does not name the card; it is that of the cluster's description",
)
BY_SHAPE = Text(
    "按模型形状与重计算方式换算", "Converted by the model's shape and what was recomputed"
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
    named: bool

    @property
    def shape(self) -> Architecture | None:
        """The model as the log tells it; None where that is not enough, or it is a mixture of experts."""
        layers, hidden, heads, length = (int(self.told(name) or 0) for name in SHAPE)
        groups, wide = (int(self.told(name) or 0) for name in ("query_groups", "ffn_hidden_size"))
        words = int(self.told("vocabulary") or 0)
        gated = self.word("gated") == "true"
        try:
            model = Architecture(
                layers, hidden, heads, words, length, groups, feed_forward=wide, gated=gated
            )
        except PlanError:
            return None
        return None if self.told("experts") else model

    @property
    def model(self) -> str:
        """What tells runs of one model from others; empty where nothing does."""
        sizes = "/".join(f"{self.told(name) or 0:g}" for name in SHAPE)
        return self.word("model") or self.word("benchmark") or (sizes if self.shape else "")

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


COUNTS = ("layers", "hidden_size", "sequence_length")
DIRECT = {"P13": "mfu", "P07": "hfu"}
SHAPE = ("layers", "hidden_size", "attention_heads", "sequence_length")
QUANTITIES = (
    "mfu", "hfu", "model_tflops", "hardware_tflops", "tokens_per_s", "active_params", "run_cards", "step_seconds",
    "training_throughput", "samples", "wall_time",
)  # fmt: skip


def training(proofs: Sequence[Proof], known: Known) -> Found:
    """Candidates for HFU, MFU and throughput of every training file."""
    files = by_file(of(proofs, *QUANTITIES)).values()
    runs = [_run(rows, known) for file in files for rows in _runs_of(file)]
    found: Found = []
    for run in runs:
        found += _utilisation(run, "P13", "mfu", "model_tflops")
        found += _utilisation(run, "P07", "hfu", "hardware_tflops")
        found += _throughput(run, runs)
    return found


def _runs_of(rows: Sequence[Proof]) -> list[list[Proof]]:
    """Readings of each run that a log numbers."""
    numbers = dict.fromkeys(row.told("run") for row in rows)
    return [[row for row in rows if row.told("run") == number] for number in numbers]


def _run(rows: Sequence[Proof], known: Known) -> Run:
    proofs: dict[str, Proof] = {}
    for row in rows:
        proofs.setdefault(row.reading.quantity, row)
    named = next((row for row in rows if row.told("card")), rows[0])
    peak, card = peak_for(named, known)
    return Run(proofs, peak, card, bool(card_of(named)))


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
    elif (share := _converted(run, slot)) or (
        share := _of_tokens(run, "none" if slot == "P13" else run.recompute)
    ):
        yield _judged(run, slot, share)


def _of_rate(run: Run, rate: str, said: tuple[Text, ...]) -> Share:
    """A printed rate of a card over its peak."""
    achieved, peak = run.value(rate) or 0.0, run.peak or 1.0
    how = f"{achieved:g} TFLOPS / {peak:g} TFLOPS × 100{_on(run)}"
    return Share(achieved / peak * 100.0, how, run.only(rate), (*said, *_own_card(run)))


def _on(run: Run) -> str:
    return f" [{run.card}]" if run.card else ""


def _of_tokens(run: Run, recompute: Recompute | None) -> Share | None:
    """Operations per token times tokens per second over the cards' peak."""
    tokens, cards = run.value("tokens_per_s"), run.cards
    if not (tokens and cards and run.peak) or recompute is None:
        return None
    each, said = _operations(run, recompute)
    if not each:
        return None
    share = each * tokens / (cards * run.peak * 1e12) * 100.0
    how = (
        f"{each:.4g} FLOP × {tokens:g} token/s / ({cards:g} × {run.peak:g} TFLOPS) × 100{_on(run)}"
    )
    proofs = run.only("tokens_per_s", "active_params", "run_cards")
    return Share(share, how, proofs, (PEAK, *said, *_own_card(run)))


def _operations(run: Run, recompute: Recompute) -> tuple[float, tuple[Text, ...]]:
    """Operations per token: by the model's shape where the log tells it, else by its parameters; 0 where neither."""
    model, params = run.shape, run.value("active_params")
    if model is not None:
        return hardware_flops_per_token(model, recompute), ()
    if not params:
        return 0.0, ()
    layers, hidden, length = (int(run.told(name) or 0) for name in COUNTS)
    said = () if layers and hidden and length else (PLAIN,)
    return flops_of_counts(params, layers, hidden, length, recompute), said


def _own_card(run: Run) -> tuple[Text, ...]:
    """What is to be said where the log does not name the card."""
    return () if run.named else (OWN_CARD,)


def _converted(run: Run, slot: str) -> Share | None:
    """MFU of a rate that counts recomputation, or HFU of one that does not, by the model's shape."""
    model, recompute, peak = run.shape, run.recompute, run.peak
    rate = "hardware_tflops" if slot == "P13" else "model_tflops"
    achieved = run.value(rate)
    if model is None or recompute is None or not achieved or not peak:
        return None
    ratio = model_flops_per_token(model) / hardware_flops_per_token(model, recompute)
    factor = ratio if slot == "P13" else 1.0 / ratio
    how = f"{achieved:g} TFLOPS × {factor:.4g} / {peak:g} TFLOPS × 100{_on(run)}"
    said = (PEAK, BY_SHAPE, *_own_card(run))
    return Share(achieved * factor / peak * 100.0, how, run.only(rate), said)


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
    name = run.model
    others = [
        item
        for item in runs
        if name and item.model == name and _rate(item) and (item.cards or 0.0) > 0.0
        and (item.cards or 0.0) < (run.cards or 0.0)
    ]  # fmt: skip
    return min(others, key=lambda item: item.cards or 0.0, default=None)
