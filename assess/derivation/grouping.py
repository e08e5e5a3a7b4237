"""Readings that belong together: of one file, of one run in it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from assess.derivation.records import Key, Proof

OF_ONE_FIGURE = frozenset(
    {
        "statistic", "rows", "least", "largest", "mean", "estimated", "stderr", "span",
        "planned_h", "unplanned_h", "availability_percent", "without_planned_percent",
    }
)  # fmt: skip
"""Conditions that tell of a single figure and not of its run."""

Together = Mapping[str, Proof]


def usable(proofs: Iterable[Proof]) -> list[Proof]:
    """Readings that no error speaks against."""
    return [item for item in proofs if not _refused(item)]


def _refused(proof: Proof) -> bool:
    return any(item.severity == "error" for item in proof.reading.warnings)


def of(proofs: Iterable[Proof], *quantities: str) -> list[Proof]:
    """Readings of some quantities, in order."""
    return [item for item in proofs if item.reading.quantity in quantities]


def by_file(proofs: Iterable[Proof]) -> dict[str, list[Proof]]:
    """Readings by file."""
    found: dict[str, list[Proof]] = defaultdict(list)
    for item in proofs:
        found[item.ref].append(item)
    return found


def together(proofs: Sequence[Proof], *quantities: str) -> Iterator[Together]:
    """Sets with one reading of each quantity, of one file and one kind.

    Of one run where readings tell the same conditions; else where a file has each of them once.
    """
    for group in _kinds(proofs).values():
        runs = [run for run in _runs(group).values() if _complete(run, quantities)]
        if not runs and all(len(of(group, name)) == 1 for name in quantities):
            runs = [group]
        for run in runs:
            yield {name: of(run, name)[0] for name in quantities}


def runs_of(proofs: Sequence[Proof]) -> Iterator[list[Proof]]:
    """Readings of each run: of one file, one kind and the same conditions."""
    for group in _kinds(proofs).values():
        yield from _runs(group).values()


def _complete(run: Sequence[Proof], quantities: Iterable[str]) -> bool:
    return all(of(run, name) for name in quantities)


def _kinds(proofs: Iterable[Proof]) -> dict[tuple[str, str], list[Proof]]:
    found: dict[tuple[str, str], list[Proof]] = defaultdict(list)
    for item in proofs:
        found[item.ref, item.kind].append(item)
    return found


def _runs(proofs: Iterable[Proof]) -> dict[Key, list[Proof]]:
    found: dict[Key, list[Proof]] = defaultdict(list)
    for item in proofs:
        told = (pair for pair in item.reading.conditions.items() if pair[0] not in OF_ONE_FIGURE)
        key = tuple(sorted(told, key=lambda pair: pair[0]))
        found[key].append(item)
    return found
