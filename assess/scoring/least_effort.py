"""The cheapest choice that fills several needs: one option at most from each component, exactly.

A multiple-choice covering problem. States are built component by component; one is dropped when another is
no dearer and no poorer, or when even the cheapest way on (every remaining component in fractions) costs more
than a solution already known. Nothing optimal is dropped, so the result is exact, unless the states outgrow
``MOST_STATES``; then the most promising are kept and the result says that it is not proven.

Source: Kellerer, Pferschy, Pisinger: Knapsack Problems (2004), chapter 11 (multiple choice; dominance and LP bounds).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

MOST_STATES = 500
FEW_STATES = 20
WIDTH = 4
"""So many times the states that are kept are compared with each other."""
SLACK = 1e-9
"""By so much a need may be missed, or an effort be dearer, through rounding alone."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Option:
    """A choice: what it costs (>= 0), and what it adds to each need (>= 0)."""

    effort: float
    gains: tuple[float, ...]


Component = Sequence[Option]


@dataclass(frozen=True)
class Solution:
    """The option taken from each component (None: none of it), the whole effort, whether it is proven least."""

    chosen: tuple[int | None, ...]
    effort: float
    exact: bool


def least_effort(components: Sequence[Component], needs: Sequence[float]) -> Solution | None:
    """Choose at most one option of each component so that all needs are filled at the least effort.

    A narrow search first finds a good solution; its effort then cuts the full search short.

    Args:
        components: options, not one empty; the last of each gains most of everything. None may be chosen.
        needs: what each kind of gain must add up to; zero or less is filled already.

    Returns:
        The solution; None where not even the best option of every component fills the needs.
    """
    best = [sum(options[-1].gains[kind] for options in components) for kind in range(len(needs))]
    if any(gain < need - SLACK for gain, need in zip(best, needs, strict=True)):
        return None
    order = sorted(range(len(components)), key=lambda place: _turn(components[place]))
    search = _Search([components[place] for place in order], needs)
    found = search.run(search.run(search.everything(), FEW_STATES), MOST_STATES)
    chosen = dict(zip(order, found.chosen, strict=True))
    return replace(found, chosen=tuple(chosen[place] for place in range(len(components))))


def _turn(options: Component) -> tuple[int, tuple[bool, ...]]:
    """What serves many needs comes first, what serves the same ones comes together: fewer states stay apart."""
    return -_served(options), tuple(gain <= 0.0 for gain in options[-1].gains)


def _served(options: Component) -> int:
    return sum(gain > 0.0 for gain in options[-1].gains)


@dataclass(frozen=True)
class States:
    """Rows of choices side by side: effort so far, what is still needed of each kind, how each came about."""

    effort: Numbers
    needed: Numbers
    before: NDArray[np.intp]
    choice: NDArray[np.intp]

    def only(self, rows: NDArray[np.intp]) -> "States":
        """Some of them, in that order."""
        return States(self.effort[rows], self.needed[rows], self.before[rows], self.choice[rows])


class _Search:
    """Components in their turn, the needs, and the bounds of what remains."""

    def __init__(self, components: Sequence[Component], needs: Sequence[float]) -> None:
        self.components = components
        self.needs = np.maximum(np.array(needs, dtype=float), 0.0)
        shares = [1.0 / max(_served(options), 1) for options in components]
        whole = self._hulls([1.0] * len(components))
        parts = self._hulls(shares)
        places = range(len(components) + 1)
        self.whole = [[_curve(hulls[place:]) for hulls in whole] for place in places]
        self.parts = [[_curve(hulls[place:]) for hulls in parts] for place in places]

    def _hulls(self, shares: Sequence[float]) -> list[list[list["Piece"]]]:
        """For each kind of gain the components' hulls, a share of each effort counted."""
        pairs = list(zip(self.components, shares, strict=True))
        kinds = range(len(self.needs))
        return [[_hull(options, kind, share) for options, share in pairs] for kind in kinds]

    def everything(self) -> Solution:
        """The dearest solution, to begin with."""
        chosen = tuple(len(options) - 1 for options in self.components)
        return Solution(chosen, sum(options[-1].effort for options in self.components), exact=False)

    def run(self, known: Solution, most: int) -> Solution:
        """The best solution that is found with at most so many states side by side, or the known one."""
        start = np.zeros(1, dtype=np.intp)
        states = States(np.zeros(1), self.needs[None, :], start, start)
        history, exact = [], True
        for place, options in enumerate(self.components, start=1):
            grown = _grown(states, options)
            bound = grown.effort + self.rest(place, grown.needed)
            alive = np.flatnonzero(bound <= known.effort + SLACK)
            ranked = alive[np.argsort(bound[alive], kind="stable")]
            states = _undominated(grown.only(ranked[: WIDTH * most]))
            exact = exact and len(ranked) <= WIDTH * most and len(states.effort) <= most
            states = states.only(np.arange(min(most, len(states.effort))))
            history.append(states)
        return _best(history, known, exact) if history else Solution((), 0.0, exact=True)

    def rest(self, place: int, needed: Numbers) -> Numbers:
        """What is still to be spent at least: the dearest need by itself, or all with efforts shared out."""
        alone = np.zeros(len(needed))
        together = np.zeros(len(needed))
        for kind in range(needed.shape[1]):
            alone = np.maximum(alone, _spent(self.whole[place][kind], needed[:, kind]))
            together = together + _spent(self.parts[place][kind], needed[:, kind])
        return np.maximum(alone, together)


def _grown(states: States, options: Component) -> States:
    """Every state with none and with each of the options."""
    count = len(states.effort)
    steps = [
        (0.0, np.zeros(states.needed.shape[1])),
        *((row.effort, np.array(row.gains)) for row in options),
    ]
    return States(
        np.concatenate([states.effort + effort for effort, _ in steps]),
        np.concatenate([np.maximum(states.needed - gains, 0.0) for _, gains in steps]),
        np.tile(np.arange(count), len(steps)),
        np.repeat(np.arange(-1, len(options)), count),
    )


def _undominated(states: States) -> States:
    """Without those for which another is no dearer and needs no more; cheapest needs first stay in their order."""
    order = np.lexsort((states.needed.sum(axis=1), states.effort))
    needed = states.needed[order] - SLACK / 10
    kept = np.empty_like(needed)
    rows: list[int] = []
    for row, place in enumerate(order):
        if not np.any(np.all(kept[: len(rows)] <= states.needed[place], axis=1)):
            kept[len(rows)] = needed[row]
            rows.append(int(place))
    return states.only(np.array(sorted(rows), dtype=np.intp))


def _best(history: Sequence[States], known: Solution, exact: bool) -> Solution:
    """The cheapest state in which all is filled, followed back to its choices."""
    last = history[-1]
    filled = np.flatnonzero(np.all(last.needed <= SLACK, axis=1))
    if not len(filled):
        return replace(known, exact=False)
    row = int(filled[np.argmin(last.effort[filled])])
    effort, choices = float(last.effort[row]), []
    for states in reversed(history):
        choice, row = int(states.choice[row]), int(states.before[row])
        choices.append(None if choice < 0 else choice)
    return Solution(tuple(reversed(choices)), effort, exact)


Piece = tuple[float, float]  # gain, effort
Curve = tuple[Numbers, Numbers]  # gains added up, efforts added up, cheapest first


def _hull(options: Component, kind: int, share: float) -> list[Piece]:
    """The options' lower convex hull from nothing, as pieces of rising price."""
    worth = sorted(
        (row.gains[kind], share * row.effort) for row in options if row.gains[kind] > 0.0
    )
    hull: list[Piece] = [(0.0, 0.0)]
    for point in worth:
        while len(hull) > 1 and _is_above(hull[-2], hull[-1], point):
            hull.pop()
        hull.append(point)
    return [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(hull) if b[0] > a[0]]


def _is_above(start: Piece, middle: Piece, end: Piece) -> bool:
    """Whether the middle lies on or above the line from start to end."""
    left = (middle[1] - start[1]) * (end[0] - start[0])
    return left >= (end[1] - start[1]) * (middle[0] - start[0])


def _curve(hulls: Sequence[Sequence[Piece]]) -> Curve:
    pieces = sorted(
        (piece for hull in hulls for piece in hull), key=lambda piece: piece[1] / piece[0]
    )
    rows = np.array([(0.0, 0.0), *pieces]).cumsum(axis=0)
    return rows[:, 0], rows[:, 1]


def _spent(curve: Curve, needed: Numbers) -> Numbers:
    """Effort of the cheapest pieces that add up to what is needed, the last one in part."""
    gains, efforts = curve
    spent = np.interp(needed - SLACK, gains, efforts, left=0.0)
    spent[needed - SLACK > gains[-1] + SLACK] = np.inf
    return spent
