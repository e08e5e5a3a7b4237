"""What is read from a file: readings with where they stand, and findings where something is to be said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from assess.evidence.outages import Outage, Window
from assess.evidence.quantities import QUANTITIES, Quantity
from indicators.records import Text

Severity = Literal["error", "warning", "note"]
Condition = str | float | int | bool


@dataclass(frozen=True)
class Where:
    """A place in a file: a line from 1, or the key of a structured file, or both; ``end`` of a span of lines."""

    line: int | None = None
    key: str = ""
    end: int | None = None

    def __str__(self) -> str:
        lines = "" if self.line is None else f"line {self.line}"
        if self.end is not None and self.end != self.line:
            lines = f"lines {self.line}-{self.end}"
        return ", ".join(part for part in (lines, self.key) if part)


@dataclass(frozen=True)
class Finding:
    """Something to be said of a file. ``rule`` is stable; found and expected are as they stand and as they should.

    error: what it concerns is not used. warning: it is used, with care. note: what was assumed or left out.
    """

    rule: str
    severity: Severity
    message: Text
    where: Where = field(default_factory=Where)
    found: str = ""
    expected: str = ""


@dataclass(frozen=True)
class Reading:
    """One figure read from a file.

    quantity: a code of ``quantities``. value in its canonical unit; printed as the file has it, with the printed unit.
    conditions: what the figure was measured under (message size, nodes, cards, precision...). derived: how the value
    follows from the printed one where that is more than a change of unit.
    """

    quantity: str
    value: float
    printed: str
    printed_unit: str
    where: Where
    conditions: Mapping[str, Condition] = field(default_factory=dict)
    derived: str = ""
    warnings: tuple[Finding, ...] = ()

    @property
    def definition(self) -> Quantity:
        """What the quantity is, its unit, and what it supports."""
        return QUANTITIES[self.quantity]

    @property
    def unit(self) -> str:
        """The canonical unit."""
        return self.definition.unit

    @property
    def indicator(self) -> str | None:
        """The indicator that it supports (P01 to P20), or None."""
        return self.definition.indicator

    @property
    def input(self) -> str | None:
        """The raw input that it can fill, or None where more is needed."""
        return self.definition.input


@dataclass(frozen=True)
class Extract:
    """All that one reader found in a file: which tool and version wrote it, readings, findings.

    facts: what identifies the cluster (hosts, card model, number of cards), to be compared across files.
    outages: times out of service, for a derivation over another window or number of nodes; observed: the window that the
    file itself covers; whole: whether the outages concern the whole cluster.
    """

    kind: str
    tool: str
    tool_version: str = ""
    readings: tuple[Reading, ...] = ()
    findings: tuple[Finding, ...] = ()
    facts: Mapping[str, Condition] = field(default_factory=dict)
    outages: tuple[Outage, ...] = ()
    observed: Window | None = None
    whole: bool = False

    @property
    def refused(self) -> bool:
        """Whether the file says nothing that may be used."""
        return not self.readings and any(item.severity == "error" for item in self.findings)


@dataclass(frozen=True)
class Match:
    """How sure a reader is that a file is its own, 0 to 1, and the reason in a few words (English, technical)."""

    certainty: float
    reason: str
