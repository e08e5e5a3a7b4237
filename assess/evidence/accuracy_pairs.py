"""Accuracies of two evaluations side by side: which results compare, and whether their difference is more than chance.

Two results compare where task, version, shots, metric, samples and limit are the same, as far as both tell them. The
difference of two means has the standard error sqrt(s1^2 + s2^2), that of the mean of n differences sqrt(sum) / n.
"""

from collections.abc import Sequence
from math import sqrt

from assess.evidence.numbers import plain
from assess.evidence.reading import Condition, Reading

Pair = tuple[Reading, Reading]

NEEDED = ("task", "metric")
COMPARED = ("version", "n_shot", "samples", "limit", "group")
PLAIN = "acc"


def paired(before: Sequence[Reading], after: Sequence[Reading]) -> list[Pair]:
    """Every result of the first evaluation with the one of the second that compares to it."""
    return [(one, other) for one in before for other in after if compares(one, other)]


def compares(one: Reading, other: Reading) -> bool:
    """Whether two accuracies were measured under the same terms."""
    if one.quantity != "accuracy" or other.quantity != "accuracy":
        return False
    first, second = one.conditions, other.conditions
    if any(name not in first or first.get(name) != second.get(name) for name in NEEDED):
        return False
    limits = ("limit" in first) == ("limit" in second)
    return limits and all(
        _same(first[name], second[name]) for name in COMPARED if name in first and name in second
    )


def _same(one: Condition, other: Condition) -> bool:
    """Equal, or the same number: results write version 1.0 and tables 1."""
    first, second = plain(f"{one}"), plain(f"{other}")
    return one == other or (first is not None and first == second)


def one_per_task(pairs: Sequence[Pair]) -> list[Pair]:
    """One pair of each task, so that a task with several metrics counts once: plain accuracy, else the first."""
    found: dict[Condition, Pair] = {}
    for pair in pairs:
        task, metric = (pair[0].conditions[name] for name in NEEDED)
        if task not in found or (f"{metric}".partition(",")[0] == PLAIN and not _plain(found[task])):  # fmt: skip
            found[task] = pair
    return list(found.values())


def _plain(pair: Pair) -> bool:
    return f"{pair[0].conditions['metric']}".partition(",")[0] == PLAIN


def loss(pairs: Sequence[Pair]) -> float:
    """Mean of before - after [percentage points]; pairs must not be empty."""
    return sum(one.value - other.value for one, other in pairs) / len(pairs)


def standard_error(pairs: Sequence[Pair]) -> float | None:
    """Standard error of the mean loss [percentage points]; None where a result tells none."""
    errors = [item.conditions.get("stderr") for pair in pairs for item in pair]
    known = [error for error in errors if isinstance(error, float)]
    if not known or len(known) < len(errors):
        return None
    return sqrt(sum(error**2 for error in known)) / len(pairs)


def is_chance(pairs: Sequence[Pair]) -> bool:
    """Whether the loss is less than its standard error: the evaluation is too small to tell it from none."""
    error = standard_error(pairs)
    return error is not None and abs(loss(pairs)) < error
