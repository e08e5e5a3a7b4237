"""Tables of own trainings and step times: every fault by line and column; fits that weigh own against known."""

from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assess.capacity.calibrate import (
    FITTED,
    OURS,
    Measured,
    errors,
    fit,
    leave_families_out,
    read_measured,
)
from assess.capacity.machine import FITTED_NAMES, MEASURED_ON, Calibration
from assess.capacity.own_rows import (
    RUN_COLUMNS,
    STEP_COLUMNS,
    RowsRefused,
    read_run,
    read_runs,
    read_steps,
)
from assess.capacity.published import Run
from assess.capacity.step_time import step_time, work_of
from assess.runs import RUNS
from assess.validation import measured

RUN = {
    "id": "ourmodel-70b", "kind": "run", "tier": "A", "params_active_B": "70", "tokens_B": "1000",
    "peak_tflops_16bit_dense": "312", "n_gpu": "1024", "reported_days": "30",
}  # fmt: skip
SHAPES = (("3.6", 30, 3072, 32), ("18.4", 40, 6144, 48), ("39.1", 48, 8192, 64))
STEP_HEAD = ",".join(column.name for column in STEP_COLUMNS)
STEP = "3.6,64,512,8,3072,32,30,2048,1,64,1,3566.5"


def table(*rows: dict[str, str]) -> str:
    """Rows as CSV."""
    head = [column.name for column in RUN_COLUMNS]
    return "\n".join(
        [",".join(head), *(",".join(row.get(name, "") for name in head) for row in rows)]
    )


def faults(text: str, read=read_runs) -> set[tuple[int, str, str]]:  # type: ignore[no-untyped-def]
    """Line, column and code of all faults."""
    with pytest.raises(RowsRefused) as caught:
        read(text)
    return {(item.line, item.column, item.code) for item in caught.value.faults}


def drawn(constants: Calibration, *, noise: float = 0.0, machine=MEASURED_ON) -> list[Measured]:  # type: ignore[no-untyped-def]
    """Step times as the model itself would take them, with some noise."""
    chance = np.random.default_rng(7)
    rows = []
    for size, layers, hidden, heads in SHAPES:
        for tensor, data in ((1, 64), (2, 32), (4, 16), (8, 8), (16, 4)):
            cells = dict(
                zip(
                    (column.name for column in STEP_COLUMNS),
                    (
                        size,
                        "64",
                        "512",
                        "1",
                        str(hidden),
                        str(heads),
                        str(layers),
                        "2048",
                        str(tensor),
                        str(data),
                        "1",
                        "1",
                    ),
                    strict=True,
                )
            )
            plain = read_measured(cells)
            seconds = float(step_time(work_of(plain.model, plain.layout), machine, constants).total)
            spread = float(np.exp(chance.normal(0.0, noise)))
            rows.append(replace(plain, seconds=seconds * spread, machine=machine))
    return rows


def test_the_shipped_table_itself_is_taken() -> None:
    rows = read_runs(RUNS.read_text("utf-8"))
    assert len(rows) == 107
    assert Run.read(rows[0]).id == "sc21-t2-zero3-175b-384"


def test_every_fault_is_told_by_line_and_column() -> None:
    bad = {**RUN, "id": "Ours", "kind": "guess", "params_active_B": "-1", "n_gpu": "8.5"}
    found = faults(table(RUN, bad, {**RUN, "hfu_reported": "47"}))
    assert found == {
        (3, "id", "not_a_name"), (3, "kind", "not_a_choice"), (3, "params_active_B", "out_of_range"),
        (3, "n_gpu", "not_whole"), (4, "id", "twice"), (4, "hfu_reported", "out_of_range"),
    }  # fmt: skip


def test_lines_are_those_of_the_file_even_after_a_cell_of_two_lines() -> None:
    first = table({**RUN, "notes": '"two\nlines"'})
    second = table({**RUN, "id": "other", "tokens_B": "many"}).split("\n")[1]
    assert faults(f"{first}\n\n{second}") == {(5, "tokens_B", "not_a_number")}


def test_heads_and_length_are_checked_first() -> None:
    assert faults("id,speed\nx,1") >= {(1, "speed", "unknown"), (1, "kind", "missing")}
    assert (1, "", "row_count") in faults(table())
    assert (1, "", "row_count") in faults("")


def test_a_training_without_any_time_is_refused() -> None:
    with pytest.raises(RowsRefused) as caught:
        read_run({**RUN, "reported_days": ""})
    assert [(item.column, item.code) for item in caught.value.faults] == [
        ("reported_days", "missing")
    ]


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "@x", "-cmd"])
def test_a_text_that_a_spreadsheet_would_compute_is_refused(text: str) -> None:
    assert faults(table({**RUN, "notes": text})) == {(2, "notes", "not_a_text")}


@given(st.text(max_size=200))
def test_any_text_is_taken_or_refused_with_faults(text: str) -> None:
    for read in (read_runs, read_steps):
        with suppress(RowsRefused):
            assert read(text)


def test_step_times_must_make_a_layout() -> None:
    assert read_steps(f"{STEP_HEAD}\n{STEP}")[0]["iteration_ms"] == "3566.5"
    odd = "3.6,60,512,8,3072,32,30,2048,3,64,4,3566.5"
    assert faults(f"{STEP_HEAD}\n{odd}", read_steps) == {
        (2, "gpus", "not_the_product"), (2, "tensor_parallel", "not_a_divisor"),
    } | {(2, "pipeline_parallel", "not_a_divisor")}  # fmt: skip


def test_constants_come_back_from_times_that_they_made() -> None:
    made = Calibration(0.7, 9.0, 2.2e-3, 0.6)
    rows = drawn(made, machine=replace(MEASURED_ON, peak_tflops=400.0))
    assert abs(errors(rows, fit(rows))).max() < 0.02
    assert fit(rows).matrix_efficiency == pytest.approx(0.7, rel=0.05)


def test_joined_constants_lie_between_own_and_ours() -> None:
    rows = drawn(replace(FITTED, matrix_efficiency=0.6), noise=0.01)
    own, joined = fit(rows), fit(rows, OURS)
    assert own.matrix_efficiency < joined.matrix_efficiency < FITTED.matrix_efficiency


def test_nothing_new_leaves_our_constants() -> None:
    found = fit(drawn(FITTED), OURS)
    for name in FITTED_NAMES:
        assert getattr(found, name) == pytest.approx(getattr(FITTED, name), rel=1e-4)


@settings(max_examples=5)
@given(st.floats(0.5, 0.95), st.floats(5, 20))
def test_learning_from_own_times_foretells_sizes_not_seen(
    efficiency: float, traffic: float
) -> None:
    rows = drawn(replace(FITTED, matrix_efficiency=efficiency, traffic=traffic), noise=0.01)
    after = leave_families_out(rows, OURS).mean_abs
    assert after <= np.abs(errors(rows, FITTED)).mean() + 0.01


@pytest.mark.skipif(not measured(), reason="the measured times are not there")
def test_the_summary_of_our_times_stands_for_the_times_themselves() -> None:
    rows = measured()
    own = [row for row in rows if row.family in {"39.1", "175"}]
    joined, raw = fit(own, OURS), fit([*rows, *own])
    for name in FITTED_NAMES:
        assert getattr(joined, name) == pytest.approx(getattr(raw, name), rel=0.01), name
