"""(二) AI 存储规划: bandwidth, the whole site's storage, and the report's table by model."""

from dataclasses import dataclass
from fractions import Fraction

from assess.capacity.inputs import ModelKind, StoredModel
from assess.capacity.quantities import SECONDS_PER_DAY, TERA, Number, exact
from assess.capacity.readings import REPORT, Readings

GB_S_PER_PFLOPS = 2
PFLOPS_PER_PB = 40
METADATA_SHARE = Fraction(5, 100)
WATERMARK = Fraction(70, 100)
TRAINING_BYTES_PER_PARAMETER: dict[ModelKind, int] = {"nlp": 20 * 4, "cv": 2 * 10**5, "asr": 10**5}
RAW_SHARE: dict[ModelKind, Fraction] = {
    "nlp": Fraction(1),
    "cv": Fraction(1, 2),
    "asr": Fraction(1, 2),
}
"""Raw data over training data, as a share of what it is for NLP: 100, 50 and 50 times in the report."""

WEIGHT_BYTES = 2
CAP = 10**10
"""Parameters up to which CV and ASR data grows, where that is chosen (A3)."""

IDLE_SHARE = Fraction(1, 100)
RESTORE_SECONDS = 900
"""The report's bound on idle cards; MegaScale's on recovery (arXiv:2402.15627: within 15 minutes)."""


@dataclass(frozen=True)
class StorageRow:
    """A line of the report's appendix table 1, in TB (10^12 bytes) per model."""

    kind: ModelKind
    params: float
    count: int
    training_tb: Fraction
    raw_tb: Fraction
    checkpoint_tb: Fraction
    archive_tb: Fraction

    @property
    def total_tb(self) -> Fraction:
        """All data of all models of this line."""
        one = self.training_tb + self.raw_tb + self.checkpoint_tb + self.archive_tb
        return self.count * one


def bandwidth_gb_s(pflops: Number) -> Fraction:
    """Lower bound of the storage system's total bandwidth: B = 2 * P, in GB/s.

    Args:
        pflops: the installed dense 16-bit peak P in PFLOPS, 0 or more, not rounded.

    Read or write, peak or sustained, is not said; the rule lies 2 to 34 times above published
    clusters (assumption A14).

    Source: report, appendix (二): 存储系统总带宽(GB/s) >= 2 x 算力规模(PFLOPS, FP16).
    """
    return GB_S_PER_PFLOPS * exact(pflops)


def site_storage_pb(pflops: Number) -> Fraction:
    """Storage of a whole site with many models and tenants: S = P / 40, in PB (10^15 bytes).

    Args:
        pflops: the installed dense 16-bit peak P in PFLOPS, 0 or more, not rounded.

    Source: report, appendix (二): 存储规模(PB) 约为 算力规模(PFLOPS, FP16) / 40.
    """
    return exact(pflops) / PFLOPS_PER_PB


@dataclass(frozen=True)
class Basis:
    """What training data is counted by: a symbol, how many, and bytes of each."""

    symbol: str
    count: Fraction
    each: int


def training_basis(model: StoredModel, readings: Readings = REPORT) -> Basis:
    """Parameters and bytes of each; or the tokens given, for the language model that is trained (A1)."""
    params = exact(model.params)
    if model.kind == "nlp" and readings.tokens is not None and params == readings.trained:
        return Basis("D", readings.tokens, readings.bytes_per_token)
    if model.kind == "nlp":
        return Basis("N", params, 20 * readings.bytes_per_token)
    each = TRAINING_BYTES_PER_PARAMETER[model.kind]
    if readings.capped:
        return Basis("min(N, 10^10)", min(params, Fraction(CAP)), each)
    return Basis("N", params, each)


def raw_times(kind: ModelKind, readings: Readings = REPORT) -> Fraction:
    """Raw data over training data (A2)."""
    return readings.raw_times * RAW_SHARE[kind]


def archive_bytes(readings: Readings = REPORT) -> Fraction:
    """Bytes per parameter of an archived checkpoint (A4, A5)."""
    return Fraction(WEIGHT_BYTES) if readings.weights_only else readings.checkpoint_bytes


def storage_row(model: StoredModel, readings: Readings = REPORT) -> StorageRow:
    """The data of one model by the report's table.

    training: 80 B (NLP: 20 tokens * 4 B), 2*10^5 B (CV) or 10^5 B (ASR) per parameter;
    raw: 100 times (NLP) or 50 times (CV, ASR) the training data;
    checkpoints: 20 B per parameter * 10 days * 24 a day; archive: 20 B per parameter * 50.

    Args:
        model: kind, parameters (count above 0; the total of a mixture of experts), number of such models.
        readings: how the open points are read; the figures above are the report's.

    Source: report, appendix table 1; readings A1 to A5.
    """
    params, basis = exact(model.params), training_basis(model, readings)
    training = basis.count * basis.each / TERA
    checkpoint = params * readings.checkpoint_bytes / TERA
    return StorageRow(
        kind=model.kind,
        params=model.params,
        count=model.count,
        training_tb=training,
        raw_tb=training * raw_times(model.kind, readings),
        checkpoint_tb=checkpoint * readings.retention_days * readings.per_day,
        archive_tb=params * archive_bytes(readings) / TERA * readings.archived,
    )


def provisioned_pb(rows: tuple[StorageRow, ...]) -> Fraction:
    """存储规模 of the table: (sum of all data) * (1 + 5 %) / 70 %, in PB.

    5 % is metadata, 70 % the fill level that is not to be exceeded.

    Source: report, appendix (二): (NLP + ASR + CV) * (1 + 元数据占比 5%) / 存储水位 70%.
    """
    data = sum((row.total_tb for row in rows), Fraction(0))
    return data * (1 + METADATA_SHARE) / WATERMARK / 1000


@dataclass(frozen=True)
class Needs:
    """What a training asks of its storage, in bytes and seconds: a checkpoint, the time between two, its data, its time."""

    checkpoint: Fraction
    interval: Fraction
    data: Fraction
    seconds: Fraction

    def gb_s(self) -> Fraction:
        """Bandwidth for the largest of: a checkpoint within 1 % of its interval, a restart, the data once."""
        write = self.checkpoint / (IDLE_SHARE * self.interval)
        restore = self.checkpoint / RESTORE_SECONDS
        return max(write, restore, self.data / self.seconds) / 10**9


def needs_of(params: Number, tokens: Number, days: Number, readings: Readings) -> Needs:
    """What training a model asks of the storage, where the bandwidth is read so (A14).

    Source: report, section 二（二）, idle below 1 %; arXiv:2402.15627, section 6, recovery; docs/planner.md.
    """
    return Needs(
        checkpoint=exact(params) * readings.checkpoint_bytes,
        interval=Fraction(SECONDS_PER_DAY, readings.per_day),
        data=exact(tokens) * readings.bytes_per_token,
        seconds=exact(days) * SECONDS_PER_DAY,
    )
