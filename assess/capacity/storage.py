"""(二) AI 存储规划: bandwidth, the whole site's storage, and the report's table by model."""

from dataclasses import dataclass
from fractions import Fraction

from assess.capacity.inputs import ModelKind, StoredModel
from assess.capacity.quantities import TERA, Number, exact

GB_S_PER_PFLOPS = 2
PFLOPS_PER_PB = 40
CHECKPOINT_BYTES_PER_PARAMETER = 20
RETENTION_DAYS = 10
CHECKPOINTS_PER_DAY = 24
ARCHIVED_CHECKPOINTS = 50
METADATA_SHARE = Fraction(5, 100)
WATERMARK = Fraction(70, 100)
TRAINING_BYTES_PER_PARAMETER: dict[ModelKind, int] = {"nlp": 20 * 4, "cv": 2 * 10**5, "asr": 10**5}
RAW_PER_TRAINING: dict[ModelKind, int] = {"nlp": 100, "cv": 50, "asr": 50}


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


def storage_row(model: StoredModel) -> StorageRow:
    """The data of one model by the report's table.

    training: 80 B (NLP: 20 tokens * 4 B), 2*10^5 B (CV) or 10^5 B (ASR) per parameter;
    raw: 100 times (NLP) or 50 times (CV, ASR) the training data;
    checkpoints: 20 B per parameter * 10 days * 24 a day; archive: 20 B per parameter * 50.

    Args:
        model: kind, parameters (count above 0; the total of a mixture of experts), number of such models.

    Source: report, appendix table 1; readings A1 to A5.
    """
    params = exact(model.params)
    training = params * TRAINING_BYTES_PER_PARAMETER[model.kind] / TERA
    checkpoint = params * CHECKPOINT_BYTES_PER_PARAMETER / TERA
    return StorageRow(
        kind=model.kind,
        params=model.params,
        count=model.count,
        training_tb=training,
        raw_tb=training * RAW_PER_TRAINING[model.kind],
        checkpoint_tb=checkpoint * RETENTION_DAYS * CHECKPOINTS_PER_DAY,
        archive_tb=checkpoint * ARCHIVED_CHECKPOINTS,
    )


def provisioned_pb(rows: tuple[StorageRow, ...]) -> Fraction:
    """存储规模 of the table: (sum of all data) * (1 + 5 %) / 70 %, in PB.

    5 % is metadata, 70 % the fill level that is not to be exceeded.

    Source: report, appendix (二): (NLP + ASR + CV) * (1 + 元数据占比 5%) / 存储水位 70%.
    """
    data = sum((row.total_tb for row in rows), Fraction(0))
    return data * (1 + METADATA_SHARE) / WATERMARK / 1000
