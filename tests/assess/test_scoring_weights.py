"""Weights from experts and from data: the method's oracles, a second opinion, and what must always hold."""

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymcdm.weights import critic_weights as pymcdm_critic
from pymcdm.weights import entropy_weights as pymcdm_entropy
from pymcdm.weights.subjective import AHP

from assess.scoring.ahp import SCALE, Matrix, matrix_of, nearest_judgement, priorities
from assess.scoring.budget import BudgetError, budget_shares, mean_shares
from assess.scoring.data_weights import critic_weights, entropy_weights
from tests.assess.oracles import SCORING as ORACLES

WEIGHTS = st.lists(st.floats(0.01, 1), min_size=1, max_size=8)
SCORES = st.integers(2, 6).flatmap(
    lambda columns: st.lists(
        st.lists(st.floats(1, 100), min_size=columns, max_size=columns), min_size=3, max_size=12
    )
)


@st.composite
def judged(draw: st.DrawFn) -> Matrix:
    """A reciprocal matrix of judgements of Saaty's scale."""
    count = draw(st.integers(2, 8))
    pairs = combinations(range(count), 2)
    return matrix_of(count, {pair: draw(st.sampled_from(SCALE)) for pair in pairs})


def oracle() -> Matrix:
    """The 3 x 3 matrix of the method: 3, 5 and 3."""
    return matrix_of(3, {(0, 1): 3, (0, 2): 5, (1, 2): 3})


def table() -> Matrix:
    """The four rows of the method's data."""
    return np.array(ORACLES["objective_weights"]["X"], dtype=float)


def test_comparisons_give_the_weights_and_the_consistency_of_the_oracle() -> None:
    found, expected = priorities(oracle()), ORACLES["ahp"]
    assert found.weights == pytest.approx(expected["weights"], abs=1e-6)
    assert found.largest_eigenvalue == pytest.approx(expected["lambda_max"], abs=1e-6)
    assert found.index == pytest.approx(expected["CI"], abs=1e-6)
    assert found.ratio == pytest.approx(expected["CR"], abs=1e-6)
    assert found.accepted


def test_row_geometric_means_agree_with_the_eigenvector_of_three_items() -> None:
    found = priorities(oracle())
    assert found.geometric == pytest.approx(found.weights)


def test_the_pair_that_contradicts_the_rest_is_named_with_the_value_that_would_fit() -> None:
    # 8 : 4 : 2 : 1 throughout, but the first is said to be 5 times less important than the last
    steps = {(0, 1): 2, (0, 2): 4, (0, 3): 1 / 5, (1, 2): 2, (1, 3): 4, (2, 3): 2}
    found = priorities(matrix_of(4, steps))
    assert not found.accepted
    assert found.misfit is not None
    assert (found.misfit.row, found.misfit.column, found.misfit.fitting) == (0, 3, 8)
    assert found.misfit.ratio == pytest.approx(0)


@pytest.mark.parametrize(("value", "step"), [(8.3, 8), (40, 9), (0.24, 1 / 4), (0.001, 1 / 9)])
def test_a_ratio_is_rounded_to_the_scale(value: float, step: float) -> None:
    assert nearest_judgement(value) == pytest.approx(step)


@given(WEIGHTS)
def test_consistent_comparisons_give_back_their_weights(weights: list[float]) -> None:
    row = np.array(weights)
    found = priorities(row[:, None] / row[None, :])
    assert found.weights == pytest.approx(row / row.sum())
    assert found.geometric == pytest.approx(row / row.sum())
    assert found.ratio == pytest.approx(0, abs=1e-6)


@given(judged())
def test_weights_of_comparisons_agree_with_a_second_library(matrix: Matrix) -> None:
    found, second = priorities(matrix), AHP(matrix=matrix)
    assert sum(found.weights) == pytest.approx(1)
    assert found.weights == pytest.approx(second(), abs=1e-6)
    assert found.largest_eigenvalue >= len(matrix) - 1e-9


@given(judged())
def test_the_fitting_value_never_makes_things_worse(matrix: Matrix) -> None:
    found = priorities(matrix)
    if found.misfit is not None:
        assert found.misfit.ratio < found.ratio
        assert found.misfit.fitting in SCALE


@given(judged(), st.randoms())
def test_the_order_of_the_items_does_not_matter(matrix: Matrix, chance: Any) -> None:
    order = list(range(len(matrix)))
    chance.shuffle(order)
    found, turned = priorities(matrix), priorities(matrix[np.ix_(order, order)])
    assert turned.ratio == pytest.approx(found.ratio, abs=1e-9)
    assert turned.weights == pytest.approx([found.weights[place] for place in order])


@pytest.mark.parametrize(
    "matrix",
    [
        np.ones((9, 9)),
        np.array([[1.0, 2.0], [2.0, 1.0]]),
        np.array([[1.0, 0.0], [0.0, 1.0]]),
        np.ones((2, 3)),
    ],
)
def test_what_is_no_matrix_of_comparisons_is_refused(matrix: Matrix) -> None:
    with pytest.raises(ValueError, match=r"matrix|8 items"):
        priorities(matrix)


def test_every_pair_needs_a_judgement() -> None:
    with pytest.raises(ValueError, match="each pair"):
        matrix_of(3, {(0, 1): 3, (0, 2): 5})


def test_a_budget_of_a_hundred_points_gives_shares() -> None:
    assert budget_shares({"a": 70, "b": 20.5, "c": 9.5}) == {"a": 0.7, "b": 0.205, "c": 0.095}


def test_a_budget_that_does_not_add_up_is_refused_with_its_sum() -> None:
    with pytest.raises(BudgetError) as refused:
        budget_shares({"a": 70, "b": 0, "c": 20})
    faults = [(fault.code, fault.item, fault.found) for fault in refused.value.faults]
    assert faults == [("not_positive", "b", 0), ("not_hundred", "", 90)]


@pytest.mark.parametrize("bad", [float("nan"), -1.0, float("inf")])
def test_no_other_number_passes_for_points(bad: float) -> None:
    with pytest.raises(BudgetError):
        budget_shares({"a": 100 - bad, "b": bad})


def test_experts_count_the_same() -> None:
    found = mean_shares([{"a": 0.8, "b": 0.2}, {"a": 0.4, "b": 0.6}])
    assert found == pytest.approx({"a": 0.6, "b": 0.4})


def test_experts_must_judge_the_same_items() -> None:
    with pytest.raises(ValueError, match="same items"):
        mean_shares([{"a": 1.0}, {"b": 1.0}])


@given(st.lists(WEIGHTS, min_size=1, max_size=5))
def test_a_mean_of_shares_adds_up_to_one(rows: list[list[float]]) -> None:
    few = min(len(row) for row in rows)
    experts = [{str(n): w / sum(row[:few]) for n, w in enumerate(row[:few])} for row in rows]
    assert sum(mean_shares(experts).values()) == pytest.approx(1)


def test_entropy_and_critic_give_the_weights_of_the_oracle() -> None:
    expected = ORACLES["objective_weights"]
    assert entropy_weights(table()) == pytest.approx(expected["entropy"], abs=1e-6)
    assert critic_weights(table()) == pytest.approx(expected["critic"], abs=1e-6)


@given(SCORES)
def test_entropy_agrees_with_a_second_library(rows: list[list[float]]) -> None:
    scores = np.array(rows)
    if (scores.std(axis=0) > 1e-3).any():
        expected = pymcdm_entropy(scores)
        assert entropy_weights(scores) == pytest.approx(expected, abs=1e-6)


@given(SCORES)
def test_critic_agrees_with_a_second_library(rows: list[list[float]]) -> None:
    scores = np.array(rows)
    moving = (scores.std(axis=0) > 1e-3).all()
    if moving and np.corrcoef(scores, rowvar=False).min() < 0.999:
        expected = pymcdm_critic(scores)
        assert critic_weights(scores) == pytest.approx(expected, abs=1e-6)


@given(SCORES)
def test_weights_of_data_add_up_to_one_and_are_none_below_zero(rows: list[list[float]]) -> None:
    for weigh in (entropy_weights, critic_weights):
        found = weigh(np.array(rows))
        assert sum(found) == pytest.approx(1)
        assert min(found) >= 0


def test_data_without_any_spread_weigh_all_the_same() -> None:
    flat = np.full((4, 2), 50.0)
    assert entropy_weights(flat) == critic_weights(flat) == (0.5, 0.5)


def test_one_more_organisation_moves_every_weight_of_the_data() -> None:
    more = np.vstack([table(), [10, 10, 90]])
    for weigh in (entropy_weights, critic_weights):
        moved = np.abs(np.subtract(weigh(more), weigh(table())))
        assert moved.min() > 0.001


def test_data_need_two_rows() -> None:
    with pytest.raises(ValueError, match="two rows"):
        entropy_weights(np.array([[1.0, 2.0]]))
