"""What differs between two readings of a file, or between two versions of one: figures that came, went or changed."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any


@dataclass(frozen=True)
class Figure:
    """A figure as it was read: quantity, value in its canonical unit, conditions, and where it stands in words."""

    quantity: str
    value: float
    unit: str
    conditions: Mapping[str, Any]
    place: str = ""


@dataclass(frozen=True)
class Change:
    """A figure before and after; None where there is none."""

    before: Figure | None
    after: Figure | None

    @property
    def figure(self) -> Figure:
        """The figure that there is, the later one where there are two."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a change of nothing")
        return found


Kind = tuple[str, str, str]


def differences(before: Sequence[Figure], after: Sequence[Figure]) -> tuple[Change, ...]:
    """What changed, in the order of the earlier figures, then what is new.

    Figures of one quantity, unit and conditions are held against each other: equal values first, the rest in their
    order. A moved line is no change. Figures whose conditions differ are other figures: one went, one came.
    """
    old, new = _grouped(before), _grouped(after)
    kinds = [*old, *(kind for kind in new if kind not in old)]
    return tuple(change for kind in kinds for change in _changes(old[kind], new[kind]))


def _grouped(figures: Sequence[Figure]) -> defaultdict[Kind, list[Figure]]:
    found: defaultdict[Kind, list[Figure]] = defaultdict(list)
    for figure in figures:
        conditions = json.dumps(dict(figure.conditions), sort_keys=True, default=str)
        found[figure.quantity, figure.unit, conditions].append(figure)
    return found


def _changes(before: Sequence[Figure], after: Sequence[Figure]) -> Iterator[Change]:
    gone = _without(before, [figure.value for figure in after])
    come = _without(after, [figure.value for figure in before])
    for old, new in zip_longest(gone, come):
        yield Change(old, new)


def _without(figures: Sequence[Figure], values: list[float]) -> list[Figure]:
    """Those whose value is not among the others, each of which stands for one."""
    left = list(values)
    kept = []
    for figure in figures:
        if figure.value in left:
            left.remove(figure.value)
        else:
            kept.append(figure)
    return kept
