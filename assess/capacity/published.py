"""Published training runs as the planner reads them: a row of facts becomes a model, a layout and a reported time."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from assess.capacity.architecture import Architecture
from assess.capacity.flops import Recompute
from assess.capacity.layout import Layout
from assess.capacity.machine import Machine, matmul_share

BILLION = 1e9
SECONDS_PER_HOUR, SECONDS_PER_DAY = 3600.0, 86400.0
VOCABULARY = 51200
"""Where a row does not tell the vocabulary: GPT-2's, padded, as in Megatron-LM's runs."""

HEAD_WIDTH = 128
USUAL_BATCH_TOKENS = 4_194_304
"""Tokens of a step where a row does not tell: as GPT-3 and BLOOM."""

FILLED = 4
"""Micro-batches per stage from which a pipeline's bubble is usually let be."""

LARGEST_MICRO = 4
EXCLUDED = "X"
TEXTS = ("id", "model", "kind", "tier", "gpu", "precision", "recompute", "tflops_convention")
LAYOUT = {
    "tensor": r"TP(\d+)",
    "pipeline": r"PP(\d+)",
    "micro_batch": r"mbs(\d+)",
    "interleave": r"interleave (\d+)",
}
"""How ``parallelism`` is written; the columns ``micro_batch`` and ``interleave`` take precedence."""
CARDS = {
    "A100-80GB": (80.0, 2039.0, 600.0, 200.0),
    "A100-40GB": (40.0, 1555.0, 600.0, 200.0),
    "H100-80GB": (80.0, 3350.0, 900.0, 400.0),
    "H800": (80.0, 3350.0, 400.0, 400.0),
    "GH200": (96.0, 4000.0, 900.0, 100.0),
}
"""Memory (GB), its bandwidth (GB/s), link (GB/s, both ways), a server's network (GB/s, one way; the usual 8 ports)."""


class RowError(ValueError):
    """A row that cannot be read: which line, which column, what was found."""

    def __init__(self, line: int, column: str, found: str) -> None:
        super().__init__(f"line {line}, column {column}: {found!r} is not a number above 0")
        self.line, self.column, self.found = line, column, found


@dataclass(frozen=True)
class Run:
    """One published run, projection or throughput point. None is "not stated"; shares are in (0, 1].

    params and tokens are counts, seconds is the reported time of the whole training or, with ``per_step``, of a step.
    """

    id: str
    model: str
    kind: str
    tier: str
    gpu: str
    precision: str
    recompute: str
    parallelism: str
    reliability: str
    source: str
    notes: str
    params_total: float
    params_active: float
    tokens: float | None
    layers: int
    hidden: int
    sequence: int
    cards: float | None
    peak_tflops: float | None
    mfu: float | None
    hfu: float | None
    tokens_per_second_per_card: float | None
    card_hours: float | None
    days: float | None
    step_seconds: float | None
    tokens_per_step: float | None
    vocabulary: int
    micro_batch: int
    interleave: int
    network_gb_s: float | None

    @classmethod
    def read(cls, row: Mapping[str, str], line: int = 0) -> Self:
        """Read a row of the columns of ``published_runs.csv``; raises RowError for a cell that is no number."""
        number = _Cells(row, line)
        peak, rate = number("peak_tflops_16bit_dense"), number("tflops_per_gpu_reported")
        share = rate / peak if rate and peak else None
        convention = row.get("tflops_convention", "")
        active = number("params_active_B") or number("params_total_B") or 0.0
        return cls(
            id=row.get("id", ""), model=row.get("model", ""), kind=row.get("kind", ""),
            tier=row.get("tier", ""), gpu=row.get("gpu", ""), precision=row.get("precision", ""),
            recompute=row.get("recompute", ""), parallelism=row.get("parallelism", ""),
            reliability=row.get("reliability_goodput", ""), source=row.get("source", ""),
            notes=row.get("notes", ""),
            params_total=(number("params_total_B") or active) * BILLION,
            params_active=active * BILLION,
            tokens=_times(number("tokens_B"), BILLION),
            layers=int(number("layers") or 0),
            hidden=int(number("hidden") or 0),
            sequence=int(number("seq_len") or 0),
            cards=number("n_gpu"),
            peak_tflops=peak,
            mfu=number("mfu_reported") or (share if convention == "model" else None),
            hfu=number("hfu_reported") or (share if convention == "hardware" else None),
            tokens_per_second_per_card=number("tokens_per_s_per_gpu_reported"),
            card_hours=number("reported_gpu_hours"),
            days=number("reported_days"),
            step_seconds=number("reported_iter_s"),
            tokens_per_step=number("tokens_per_iter"),
            vocabulary=int(number("vocabulary") or VOCABULARY),
            micro_batch=int(number("micro_batch") or 0),
            interleave=int(number("interleave") or 0),
            network_gb_s=number("network_gb_s"),
        )  # fmt: skip

    @property
    def effective_share(self) -> float:
        """Share of the time that was spent training, where the row states one (">90% effective"), else 1."""
        found = re.search(r">?\s*(\d+(?:\.\d+)?)\s*% effective", self.reliability)
        return float(found[1]) / 100.0 if found else 1.0

    def card_seconds(self) -> float | None:
        """Seconds that the cards were at work, all together: reported hours, or days times cards."""
        if self.card_hours:
            return self.card_hours * SECONDS_PER_HOUR
        return self.days * SECONDS_PER_DAY * self.cards if self.days and self.cards else None

    def architecture(self) -> Architecture | None:
        """A plain transformer of the row's size: its parameters are the row's active ones, heads are 128 wide.

        None where layers, width or sequence are not stated.
        """
        if not (self.layers and self.hidden and self.sequence):
            return None
        outside = self.params_active - self.vocabulary * self.hidden
        attention = outside / self.layers - 8.0 * self.hidden**2
        wide = attention > 0
        return Architecture(
            layers=self.layers,
            hidden=self.hidden,
            heads=max(self.hidden // HEAD_WIDTH, 1),
            vocabulary=self.vocabulary,
            sequence=self.sequence,
            attention_params=round(attention) if wide else 0,
        )

    def plain_architecture(self) -> Architecture | None:
        """A plain GPT of the row's layers and width, whatever its parameter count; None where they are not stated."""
        if not (self.layers and self.hidden and self.sequence):
            return None
        heads = max(self.hidden // HEAD_WIDTH, 1)
        return Architecture(self.layers, self.hidden, heads, VOCABULARY, self.sequence)

    def layout(self) -> Layout | None:
        """The stated layout; None unless tensor and pipeline parallelism, cards and recomputation are stated.

        Where the row does not say otherwise: no interleaving; 4 M tokens a step, or four micro-batches per pipeline
        stage if that is more (GPipe, arXiv:1811.06965); micro-batch 1, without a pipeline up to 4.
        """
        stated = {name: _first(pattern, self.parallelism) for name, pattern in LAYOUT.items()}
        tensor, pipeline = stated["tensor"], stated["pipeline"]
        recompute = _recompute(self.recompute)
        if not (tensor and self.cards and self.sequence and recompute):
            return None
        stages = pipeline or 1
        if not pipeline and self.cards > tensor:
            return None
        data = max(round(self.cards / (tensor * stages)), 1)
        sequences = self._sequences(stages * data)
        micro = self.micro_batch or stated["micro_batch"] or _usual_micro(stages, sequences / data)
        batch = max(round(sequences / (data * micro)), 1) * data * micro
        return Layout(
            tensor=tensor, pipeline=stages, data=data, micro_batch=micro, global_batch=batch,
            interleave=self.interleave or stated["interleave"] or 1, recompute=recompute,
            sharding="none", sequence_parallel=recompute != "full", fused_attention=recompute == "none",
            gradient_bytes=2.0 if self.precision == "fp16" else 4.0,
        )  # fmt: skip

    def _sequences(self, stages: int) -> float:
        """Sequences of a step: as stated, else as many as are usual for so many stages of all pipelines."""
        if self.tokens_per_step:
            return self.tokens_per_step / self.sequence
        return max(USUAL_BATCH_TOKENS / self.sequence, float(FILLED * stages))

    def machine(self) -> Machine | None:
        """The cards in servers of eight with their usual network; None for cards that the planner does not know."""
        known = next((facts for name, facts in CARDS.items() if self.gpu.startswith(name)), None)
        if known is None or not self.peak_tflops:
            return None
        memory, bandwidth, link, usual = known
        network = self.network_gb_s or usual
        family = self.gpu.split("-")[0].split(" ")[0]
        return Machine(
            self.peak_tflops, memory, bandwidth, link, network, matmul_share=matmul_share(family)
        )


class _Cells:
    """The numbers of one row."""

    def __init__(self, row: Mapping[str, str], line: int) -> None:
        self._row, self._line = row, line

    def __call__(self, column: str) -> float | None:
        text = (self._row.get(column) or "").strip()
        if not text:
            return None
        try:
            value = float(text)
        except ValueError as error:
            raise RowError(self._line, column, text) from error
        if not 0.0 < value < float("inf"):
            raise RowError(self._line, column, text)
        return value


def _usual_micro(stages: int, sequences: float) -> int:
    """Micro-batch of a run that does not tell: without a pipeline only memory bounds it."""
    return 1 if stages > 1 else max(min(LARGEST_MICRO, int(sequences)), 1)


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor


def _first(pattern: str, text: str) -> int:
    found = re.search(pattern, text)
    return int(found[1]) if found else 0


def _recompute(text: str) -> Recompute | None:
    known: dict[str, Recompute] = {"none": "none", "selective": "selective", "full": "full"}
    return known.get(text)
