"""Published runs judged by every formula: errors as worked out elsewhere, and what they add up to."""

from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.capacity.calibrate import FITTED
from assess.capacity.judging import FORMULAS, Judged, judge, reported_pace, statistic
from assess.capacity.priors import coverage, held_out, observed
from assess.capacity.published import Run
from assess.runs import published

BY_ID = {run.id: run for _, run in published()}
APPENDIX, _, _, BLIND, STEPS = FORMULAS

# per cent, from a table of the same facts worked out apart from this program
KNOWN = {
    "bloom-176b": {"appendix": -11.5, "attention": -10.9, "blind": 6.1},
    "palm-540b": {"model": -32.4, "blind": 1.3},
    "llama31-405b": {"blind": 15.3},
    "glm130b-run": {"appendix": -22.7, "attention": -22.2, "model": -20.6, "blind": -16.3},
    "mtnlg-530b-2240": {"appendix": -1.7, "attention": -0.2, "blind": -0.8},
    "olmo2-32b-tput": {"model": 0.3, "blind": 17.3},
}


@pytest.mark.parametrize("identifier", KNOWN)
def test_errors_are_those_worked_out_elsewhere(identifier: str) -> None:
    errors = judge(BY_ID[identifier], FITTED).errors
    for code, expected in KNOWN[identifier].items():
        assert 100 * errors[code] == pytest.approx(expected, abs=0.06), code


def test_a_row_that_contradicts_itself_is_not_judged() -> None:
    assert judge(BY_ID["lamda-137b"], FITTED).errors == {}


def test_a_formula_that_lacks_its_facts_is_left_out() -> None:
    errors = judge(BY_ID["apertus-70b"], FITTED).errors
    assert set(errors) == {"blind"}


@given(
    params=st.floats(1, 2000), tokens=st.floats(1, 2e4), cards=st.integers(8, 20000),
    share=st.floats(0.05, 0.9),
)  # fmt: skip
def test_a_run_that_keeps_the_appendix_has_no_error(
    params: float, tokens: float, cards: int, share: float
) -> None:
    days = 8 * params * tokens * 1e18 / (cards * 312e12 * share) / 86400
    cells = {
        "id": "x", "kind": "run", "tier": "A", "params_active_B": repr(params), "tokens_B": repr(tokens),
        "n_gpu": str(cards), "peak_tflops_16bit_dense": "312", "hfu_reported": repr(share),
        "recompute": "full", "reported_days": repr(days),
    }  # fmt: skip
    judged = judge(Run.read(cells), FITTED)
    assert judged.errors["appendix"] == pytest.approx(0, abs=1e-9)
    assert judged.errors["blind"] == pytest.approx(share / 0.4 - 1, rel=1e-9)
    assert judged.predicted("appendix") == pytest.approx(reported_pace(judged.run))


def test_a_statistic_is_of_absolute_errors_and_the_bias_keeps_its_sign() -> None:
    run = BY_ID["bloom-176b"]
    rows = [Judged(run, 1.0, {"blind": error}) for error in (-0.2, 0.1, 0.4)]
    found = statistic(BLIND, rows)
    assert (found.n, found.median, found.max) == (3, 0.2, 0.4)
    assert found.mean == pytest.approx(0.7 / 3)
    assert found.bias == pytest.approx(0.1)
    assert statistic(APPENDIX, rows).median is None


def test_the_step_model_errs_as_the_claim_says() -> None:
    rows = [judge(run, FITTED) for _, run in published()]
    best = [row.errors["steps"] for row in rows if "steps" in row.errors and row.run.tier == "A"]
    assert statistic(STEPS, rows).n >= len(best) == 19
    assert fmean(abs(error) for error in best) == pytest.approx(0.0804, abs=5e-5)


def test_coverage_counts_the_intervals_that_hold() -> None:
    rows = observed(run for _, run in published())
    held = held_out(rows)
    assert coverage(rows).missed == tuple(
        item.seen.run for item in held if not item.low <= item.seen.mfu <= item.high
    )
