"""Analytic hierarchy process: weights from pairwise comparisons, and how well these agree with each other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Pair = tuple[int, int]

LARGEST = 8
"""Items that one matrix compares at most; with more, people lose sight of their own judgements."""

RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41)
"""Mean consistency index of random reciprocal matrices of 1 to 8 items (Saaty 1980, table 1.2)."""

ACCEPTED_BELOW = 0.10
"""Consistency ratio from which comparisons are refused (Saaty 1980)."""

SCALE = tuple(1.0 / n for n in range(9, 1, -1)) + tuple(float(n) for n in range(1, 10))
"""Saaty's judgements: 1 equal, 3 moderately, 5 strongly, 7 very strongly, 9 extremely more important."""

_ROUNDING = 1e-9


@dataclass(frozen=True)
class Misfit:
    """The comparison that spoils the agreement most.

    given: how much more important ``row`` was said to be than ``column``. fitting: the value of Saaty's
    scale nearest to what the other comparisons say. ratio: the consistency ratio with it.
    """

    row: int
    column: int
    given: float
    fitting: float
    ratio: float


@dataclass(frozen=True)
class Priorities:
    """What a matrix of comparisons says: weights that add up to 1, and their consistency."""

    weights: tuple[float, ...]
    geometric: tuple[float, ...]
    largest_eigenvalue: float
    index: float
    ratio: float
    misfit: Misfit | None

    @property
    def accepted(self) -> bool:
        """Whether the comparisons agree well enough to be used."""
        return self.ratio < ACCEPTED_BELOW


def priorities(matrix: Matrix) -> Priorities:
    """Weights, consistency ratio and worst comparison of a reciprocal matrix.

    weights: principal eigenvector, A w = lambda_max w, divided by its sum. geometric: row geometric means
    over their sum, a second opinion. CI = (lambda_max - n) / (n - 1); CR = CI / RI, 0 for n < 3. The
    misfit is None where no other judgement of a pair would make CR smaller.

    Args:
        matrix: n x n with 1 <= n <= 8, a_ij > 0, a_ji = 1 / a_ij, a_ii = 1.

    Raises:
        ValueError: the matrix is not of that kind.

    Source: Saaty, The Analytic Hierarchy Process (1980); Crawford and Williams (1985) for the geometric means.
    """
    _check(matrix)
    largest, weights = _principal(matrix)
    count = len(matrix)
    index = (largest - count) / (count - 1) if count > 1 else 0.0
    return Priorities(
        weights=tuple(weights.tolist()),
        geometric=tuple(_geometric(matrix).tolist()),
        largest_eigenvalue=largest,
        index=index,
        ratio=_ratio(matrix),
        misfit=_misfit(matrix, weights),
    )


def matrix_of(count: int, judgements: Mapping[Pair, float]) -> Matrix:
    """The reciprocal matrix of judgements (i, j) -> how much more important i is than j, for all i < j.

    Raises:
        ValueError: a pair has no judgement, or there is one of no pair.
    """
    pairs = list(combinations(range(count), 2))
    if set(pairs) != set(judgements):
        raise ValueError("one judgement is needed for each pair")
    matrix = np.ones((count, count))
    for (row, column), value in judgements.items():
        matrix[row, column], matrix[column, row] = value, 1.0 / value
    return matrix


def nearest_judgement(value: float) -> float:
    """The value of Saaty's scale that is nearest to a ratio of weights, by proportion."""
    return min(SCALE, key=lambda step: abs(float(np.log(step / value))))


def _check(matrix: Matrix) -> None:
    count = len(matrix)
    square = matrix.shape == (count, count) and 1 <= count <= LARGEST
    if not square or not np.isfinite(matrix).all() or not (matrix > 0).all():
        raise ValueError(f"a square matrix of at most {LARGEST} items, all above zero, is needed")
    if not np.allclose(matrix * matrix.T, 1.0, rtol=_ROUNDING, atol=_ROUNDING):
        raise ValueError("the matrix is not reciprocal")


def _principal(matrix: Matrix) -> tuple[float, Matrix]:
    """The largest eigenvalue of a positive matrix and its eigenvector, which adds up to 1 (Perron)."""
    values, vectors = np.linalg.eig(matrix)
    place = int(np.argmax(values.real))
    vector = np.abs(vectors[:, place].real)
    return float(values[place].real), vector / vector.sum()


def _geometric(matrix: Matrix) -> Matrix:
    means: Matrix = np.exp(np.log(matrix).mean(axis=1))
    means /= means.sum()
    return means


def _ratio(matrix: Matrix) -> float:
    """CR, at least 0: rounding may put the eigenvalue a hair below n."""
    count = len(matrix)
    if not RANDOM_INDEX[count - 1]:
        return 0.0
    largest, _weights = _principal(matrix)
    ratio = (largest - count) / (count - 1) / RANDOM_INDEX[count - 1]
    return ratio if ratio > _ROUNDING else 0.0


def _misfit(matrix: Matrix, weights: Matrix) -> Misfit | None:
    """The pair whose correction lowers CR most; among equals the one furthest from the weights' ratio."""
    before = _ratio(matrix)
    if not before:
        return None
    found = [item for item in _corrections(matrix) if item.ratio < before - _ROUNDING]

    def off(item: Misfit) -> float:
        return abs(float(np.log(item.given * weights[item.column] / weights[item.row])))

    return min(found, key=lambda item: (round(item.ratio, 9), -round(off(item), 9)), default=None)


def _corrections(matrix: Matrix) -> Iterator[Misfit]:
    """Each pair with the judgement that the other comparisons ask for, and CR with it."""
    for row, column in combinations(range(len(matrix)), 2):
        fitting = nearest_judgement(_implied(matrix, row, column))
        mended = _with(matrix, (row, column), fitting)
        yield Misfit(row, column, float(matrix[row, column]), fitting, _ratio(mended))


def _implied(matrix: Matrix, row: int, column: int) -> float:
    """w_row / w_column as all the other comparisons say it.

    The pair is left out of the matrix: 0 in its place and 2 on the diagonal of both.

    Source: Harker, Alternative modes of questioning in the analytic hierarchy process (1987), eq. (6).
    """
    left_out = matrix.copy()
    left_out[row, column] = left_out[column, row] = 0.0
    left_out[row, row] = left_out[column, column] = 2.0
    _largest, weights = _principal(left_out)
    return float(weights[row] / weights[column])


def _with(matrix: Matrix, pair: Sequence[int], value: float) -> Matrix:
    row, column = pair
    changed = matrix.copy()
    changed[row, column], changed[column, row] = value, 1.0 / value
    return changed
