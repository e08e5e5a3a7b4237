"""What a training asks of its storage: bandwidth of checkpoints and of its data, and the nodes that carry it."""

from dataclasses import dataclass

from assess.capacity.checkpoints import loading_mb_s, write_gb_s
from assess.capacity.quantities import rounded_up

LEAST_S = 1.0
LEAST_PAUSE_S = 1e-3


@dataclass(frozen=True)
class Stored:
    """A checkpoint in bytes and the seconds between two; seconds that it may pause and that a restart takes.

    data: bytes of training data read from the storage in ``seconds`` of training. nodes: None to find them;
    node_gb_s: what a node's ports carry, above 0 (2 x 100GE: 25 GB/s).
    """

    checkpoint: float
    interval_s: float
    blocking_s: float
    restart_s: float
    data: float
    seconds: float
    nodes: int | None = None
    node_gb_s: float = 25.0


@dataclass(frozen=True)
class StoragePlan:
    """Bandwidth that the training itself asks for; the report's site rules stand beside in report mode.

    checkpoint_tb: one checkpoint. write_gb_s: keeps the cards idle below 1 %. blocking_write_gb_s: finishes a
    checkpoint within the blocking time. restore_gb_s: within the restart time. loading_mb_s: training data once.
    data_tb: training data. nodes: as given, or those whose ports carry the largest of write, restore and data.
    """

    checkpoint_tb: float
    write_gb_s: float
    blocking_write_gb_s: float
    restore_gb_s: float
    loading_mb_s: float
    data_tb: float
    nodes: int


def storage_plan(stored: Stored, data_tb: float) -> StoragePlan:
    """What checkpoints and data of a training ask of the storage; q = ceil(B / b) nodes.

    Source: report, appendix (二) and 二（二）: idle below 1 %; docs/planner.md, section 3.6 and 3.7.
    """
    size = stored.checkpoint
    restore = size / max(stored.restart_s, LEAST_S) / 1e9
    write = write_gb_s(size, stored.interval_s)
    loading = loading_mb_s(stored.data, 1.0, stored.seconds)
    largest = max(write, restore, loading / 1000.0)
    return StoragePlan(
        checkpoint_tb=size / 1e12,
        write_gb_s=write,
        blocking_write_gb_s=size / max(stored.blocking_s, LEAST_PAUSE_S) / 1e9,
        restore_gb_s=restore,
        loading_mb_s=loading,
        data_tb=data_tb,
        nodes=stored.nodes or rounded_up(largest / stored.node_gb_s),
    )
