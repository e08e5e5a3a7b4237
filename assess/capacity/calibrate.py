"""Fitting the step-time model's constants to measured iteration times, and how well that carries over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from assess.capacity.architecture import Architecture
from assess.capacity.layout import Layout
from assess.capacity.machine import (
    FITTED_NAMES,
    MEASURED_ON,
    Calibration,
    Machine,
    with_constants,
)
from assess.capacity.step_time import Work, step_time, work_of

START = Calibration(matrix_efficiency=0.87, traffic=11.0, launch_s=2.2e-3, network_share=0.9)
PULL = 0.02
"""How strongly a constant is held at its start when the measurements say nothing of it."""

OUTLIER_FROM = 0.1
"""Relative errors above this count less than quadratically in the fit."""

FITTED = Calibration(
    matrix_efficiency=0.8776, traffic=11.813, launch_s=2.2e-3, network_share=0.9106
)
"""Fitted on 2026-11-24 to 89 measured iteration times of 3.6 to 175 billion parameters on 64 to 512 A100.

Source of the measurements: VIA Research Group at KAIST, vTrain, data/ground_truth_multi.csv (MIT licence).
"""

FEWEST = len(FITTED_NAMES) + 2
"""Fewer measurements than this say too little about the constants."""


@dataclass(frozen=True)
class Measured:
    """One measured iteration: model, layout and seconds; ``family`` is what is left out together in a check."""

    model: Architecture
    layout: Layout
    seconds: float
    family: str


@dataclass(frozen=True)
class HeldOut:
    """Relative errors, predicted / measured - 1, each predicted by constants that never saw its family."""

    families: tuple[str, ...]
    errors: tuple[float, ...]

    @property
    def mean_abs(self) -> float:
        """Mean absolute relative error."""
        return float(np.mean(np.abs(self.errors)))


def read_measured(row: Mapping[str, str]) -> Measured:
    """A row of the columns of ``step_times_a100.csv``: Megatron-LM in float16, full recomputation, no fused attention.

    Raises KeyError for a missing column, ValueError for a cell that is no number.
    """
    count = {name: int(float(text)) for name, text in row.items() if name != "iteration_ms"}
    model = Architecture(
        layers=count["layers"],
        hidden=count["hidden_size"],
        heads=count["attention_heads"],
        sequence=count["sequence_length"],
    )
    layout = Layout(
        tensor=count["tensor_parallel"],
        pipeline=count["pipeline_parallel"],
        data=count["data_parallel"],
        micro_batch=count["micro_batch"],
        global_batch=count["global_batch"],
        recompute="full",
        sharding="none",
        sequence_parallel=False,
        fused_attention=False,
        gradient_bytes=2.0,
    )
    return Measured(model, layout, float(row["iteration_ms"]) / 1000.0, row["params_billion"])


def fit(rows: Sequence[Measured], machine: Machine = MEASURED_ON) -> Calibration:
    """Constants with the least robust squared error of ln(predicted / measured).

    Raises ValueError for fewer measurements than can fix the constants.
    """
    if len(rows) < FEWEST:
        raise ValueError(f"{len(rows)} measurements; at least {FEWEST} are needed")
    work = Work.stacked([work_of(row.model, row.layout) for row in rows])
    seconds = np.array([row.seconds for row in rows])
    start = np.log([getattr(START, name) for name in FITTED_NAMES])

    def residuals(logs: NDArray[np.float64]) -> NDArray[np.float64]:
        found = step_time(work, machine, _constants(logs)).total
        return np.concatenate([np.log(found / seconds), PULL * (logs - start)])

    found = least_squares(residuals, start, loss="soft_l1", f_scale=OUTLIER_FROM)
    return _constants(found.x)


def errors(
    rows: Sequence[Measured], constants: Calibration, machine: Machine = MEASURED_ON
) -> NDArray[np.float64]:
    """Relative errors, predicted / measured - 1."""
    work = Work.stacked([work_of(row.model, row.layout) for row in rows])
    seconds = np.array([row.seconds for row in rows])
    return np.asarray(step_time(work, machine, constants).total / seconds - 1.0)


def leave_families_out(rows: Sequence[Measured], machine: Machine = MEASURED_ON) -> HeldOut:
    """Predict each family (model size) by constants fitted to all others.

    Raises ValueError where what is left of the rows is too little to fit.
    """
    families = list(dict.fromkeys(row.family for row in rows))
    found: list[tuple[str, float]] = []
    for family in families:
        seen = [row for row in rows if row.family != family]
        held = [row for row in rows if row.family == family]
        found += [(family, float(error)) for error in errors(held, fit(seen, machine), machine)]
    return HeldOut(tuple(name for name, _ in found), tuple(error for _, error in found))


def _constants(logs: NDArray[np.float64]) -> Calibration:
    return with_constants(START, tuple(float(value) for value in np.exp(logs)))
