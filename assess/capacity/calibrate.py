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
from assess.capacity.search import padded
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

FITTED_INFORMATION = (
    (23.64007, -7.20521, -0.72881, 0.39034),
    (-7.20521, 2.80819, 0.38592, -0.44247),
    (-0.72881, 0.38592, 0.87213, -0.17712),
    (0.39034, -0.44247, -0.17712, 1.04355),
)
"""How firmly those measurements hold the constants: second derivatives of the fit's cost by their logarithms.

So further measurements can be weighed against them where they themselves are not at hand.
"""

FEWEST = len(FITTED_NAMES) + 2
"""Fewer measurements than this say too little about the constants."""


@dataclass(frozen=True)
class Measured:
    """One measured iteration: model, layout, seconds, and the machine; ``family`` is what is left out together in a check."""

    model: Architecture
    layout: Layout
    seconds: float
    family: str
    machine: Machine = MEASURED_ON


@dataclass(frozen=True)
class Known:
    """What is known of the constants before a fit: their values, and how firmly (see ``FITTED_INFORMATION``)."""

    constants: Calibration
    information: tuple[tuple[float, ...], ...]


OURS = Known(FITTED, FITTED_INFORMATION)


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


def fit(rows: Sequence[Measured], known: Known | None = None) -> Calibration:
    """Constants with the least robust squared error of ln(predicted / measured), each row on its own machine.

    known: what the rows are weighed against; without it the rows alone decide, and a constant of which they say nothing
    stays at its start.

    Raises ValueError for fewer measurements than can fix the constants.

    Source: least squares with soft-L1 loss (Triggs et al., Bundle adjustment, 2000); Laplace approximation of the
    earlier fit where one is known.
    """
    if known is None and len(rows) < FEWEST:
        raise ValueError(f"{len(rows)} measurements; at least {FEWEST} are needed")
    seen = _by_machine(rows)
    start = np.log([getattr(known.constants if known else START, name) for name in FITTED_NAMES])
    hold = np.linalg.cholesky(np.array(known.information)).T if known else PULL * np.eye(len(start))

    def residuals(logs: NDArray[np.float64]) -> NDArray[np.float64]:
        constants = _constants(logs)
        found = [
            np.log(step_time(work, machine, constants).total / seconds)
            for machine, work, seconds in seen
        ]
        return np.concatenate([*(_robust(item) for item in found), hold @ (logs - start)])

    return _constants(least_squares(residuals, start).x)


def _robust(residuals: NDArray[np.float64]) -> NDArray[np.float64]:
    """Residuals whose squares are the soft-L1 loss: small ones as they are, large ones like their square root."""
    scaled = (residuals / OUTLIER_FROM) ** 2
    sizes = OUTLIER_FROM * np.sqrt(2.0 * (np.sqrt(1.0 + scaled) - 1.0))
    return np.asarray(np.sign(residuals) * sizes)


def _by_machine(
    rows: Sequence[Measured],
) -> list[tuple[Machine, Work, NDArray[np.float64]]]:
    """Work and seconds of the rows of each machine."""
    groups: dict[Machine, list[Measured]] = {}
    for row in rows:
        groups.setdefault(row.machine, []).append(row)
    return [
        (
            machine,
            Work.stacked([work_of(padded(row.model, row.layout), row.layout) for row in group]),
            np.array([row.seconds for row in group]),
        )
        for machine, group in groups.items()
    ]


def errors(rows: Sequence[Measured], constants: Calibration) -> NDArray[np.float64]:
    """Relative errors, predicted / measured - 1, in the order of the rows."""
    places: dict[Machine, list[int]] = {}
    for place, row in enumerate(rows):
        places.setdefault(row.machine, []).append(place)
    found = np.empty(len(rows))
    for machine, work, seconds in _by_machine(rows):
        found[places[machine]] = step_time(work, machine, constants).total / seconds - 1.0
    return found


def leave_families_out(rows: Sequence[Measured], known: Known | None = None) -> HeldOut:
    """Predict each family (model size) by constants fitted to all others, and to what is known besides.

    Raises ValueError where what is left of the rows is too little to fit.
    """
    families = list(dict.fromkeys(row.family for row in rows))
    found: list[tuple[str, float]] = []
    for family in families:
        seen = [row for row in rows if row.family != family]
        held = [row for row in rows if row.family == family]
        found += [(family, float(error)) for error in errors(held, fit(seen, known))]
    return HeldOut(tuple(name for name, _ in found), tuple(error for _, error in found))


def _constants(logs: NDArray[np.float64]) -> Calibration:
    return with_constants(START, tuple(float(value) for value in np.exp(logs)))
