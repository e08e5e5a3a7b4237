"""From what was given to the facts of an assessment, and the digest that names a score."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from hashlib import sha256
from typing import Protocol

from assess.scoring.results import Facts
from indicators.parsing import canonical


class Given(Protocol):
    """A raw input as it was given; ``value`` is in the input's canonical unit."""

    @property
    def input(self) -> str: ...
    @property
    def value(self) -> float: ...
    @property
    def interval(self) -> tuple[float, float] | None: ...


class Said(Protocol):
    """What was said of a criterion or an indicator."""

    @property
    def item(self) -> str: ...
    @property
    def credit(self) -> float | None: ...
    @property
    def leaves_out(self) -> bool: ...
    @property
    def reason(self) -> str: ...
    @property
    def evidence(self) -> str: ...


def facts_of(
    measurements: Iterable[Given], answers: Iterable[Said], cluster: Mapping[str, float]
) -> Facts:
    """Put together what was measured, what was said and what the cluster's description gives.

    ``cluster`` holds inputs in canonical units; where both know an input, the description counts.
    """
    answers, measurements = list(answers), list(measurements)
    return Facts(
        inputs={row.input: row.value for row in measurements} | dict(cluster),
        credits={row.item: row.credit for row in answers if row.credit is not None},
        not_applicable={row.item: row.reason for row in answers if row.leaves_out},
        evidence={row.item: row.evidence for row in answers if row.evidence},
        intervals={row.input: row.interval for row in measurements if row.interval},
    )


def digest_of(framework: str, profile: str, method: str, facts: Facts) -> str:
    """SHA-256 over everything that a score depends on.

    ``framework`` and ``profile`` are the digests of their content. The text that is hashed is JSON with sorted
    names, without spaces, in UTF-8, numbers as Python writes floats (docs/bundle.md). Ranges count only where
    there are any: facts without ranges have the digest that they had before ranges could be given.
    """
    known = asdict(facts)
    if not facts.intervals:
        del known["intervals"]
    content = {
        "framework": framework,
        "profile": profile,
        "method": method,
        "facts": known,
    }
    return sha256(canonical(content).encode()).hexdigest()
