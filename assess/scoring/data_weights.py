"""Weights out of the spread of the data: entropy and CRITIC. Shown as a comparison, never used for a score.

They reward what differs between organisations, not what matters, and every weight moves when an
organisation is added (OECD/JRC Handbook 2008, 6.2): a score would depend on who else is assessed.
"""

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

_NOTHING = 1e-12
"""A sum of spreads below this is rounding."""


def entropy_weights(scores: Matrix) -> tuple[float, ...]:
    """Weights by the entropy of each column; they add up to 1.

    p_ij = x_ij / sum_i(x_ij); e_j = -sum_i(p_ij ln p_ij) / ln m with 0 ln 0 = 0; w_j = (1 - e_j) / sum(1 - e).
    Columns that are all alike weigh nothing; where all are, all weigh the same.

    Args:
        scores: m >= 2 rows (organisations) by n >= 1 columns (groups), finite, none below 0.

    Raises:
        ValueError: fewer than two rows, no column, or a value below 0.

    Source: Shannon (1948); Zeleny, Multiple Criteria Decision Making (1982), chapter 7.
    """
    _check(scores)
    totals = scores.sum(axis=0)
    portions = scores / np.where(totals > 0, totals, 1.0)
    logs = np.log(np.where(portions > 0, portions, 1.0))
    entropy = -(portions * logs).sum(axis=0) / np.log(len(scores))
    spread = np.where(totals > 0, np.maximum(1.0 - entropy, 0.0), 0.0)
    return _portions(spread)


def critic_weights(scores: Matrix) -> tuple[float, ...]:
    """Weights by spread and by disagreement with the other columns; they add up to 1.

    z_ij = (x_ij - min_j) / (max_j - min_j); c_j = std(z_j) * sum_k(1 - r_jk) with the sample's standard
    deviation and Pearson's r; w_j = c_j / sum(c). Columns that are all alike weigh nothing and are left
    out of r; where all weigh nothing, all weigh the same.

    Args and errors as for ``entropy_weights``.

    Source: Diakoulaki, Mavrotas and Papayannakis, The CRITIC method (1995), eq. (1) to (4).
    """
    _check(scores)
    spread = scores.max(axis=0) - scores.min(axis=0)
    moving = np.flatnonzero(spread > 0)
    found = np.zeros(scores.shape[1])
    if len(moving):
        scaled = (scores[:, moving] - scores[:, moving].min(axis=0)) / spread[moving]
        agreement = np.atleast_2d(np.corrcoef(scaled, rowvar=False))
        conflict = np.maximum(1.0 - agreement, 0.0).sum(axis=0)
        found[moving] = scaled.std(axis=0, ddof=1) * conflict
    return _portions(found)


def _check(scores: Matrix) -> None:
    if scores.ndim != 2 or len(scores) < 2 or not scores.shape[1]:  # noqa: PLR2004 - rows by columns
        raise ValueError("at least two rows and one column are needed")
    if not np.isfinite(scores).all() or (scores < 0).any():
        raise ValueError("scores must be finite and not below 0")


def _portions(found: Matrix) -> tuple[float, ...]:
    total = found.sum()
    if total <= _NOTHING:
        return (1.0 / len(found),) * len(found)
    return tuple((found / total).tolist())
