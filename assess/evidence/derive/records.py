"""What derivations return: readings with what they were derived under, and findings on what was assumed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from assess.evidence.quantities import QUANTITIES
from assess.evidence.reading import Condition, Finding, Reading, Where
from indicators.records import Text


class Sum(NamedTuple):
    """A derived value in its canonical unit, and how it follows where that is more than its name says."""

    value: float
    how: str = ""


@dataclass
class Derived:
    """Readings and findings that grow together; conditions and place are those of all readings."""

    conditions: Mapping[str, Condition] = field(default_factory=dict)
    where: Where = field(default_factory=Where)
    readings: list[Reading] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def add(self, quantity: str, found: Sum, told: Mapping[str, Condition] | None = None) -> None:
        """Take in a figure; told: conditions of its own."""
        unit, printed = QUANTITIES[quantity].unit, f"{found.value:.6g}"
        self.readings.append(
            Reading(
                quantity, found.value, printed, unit, self.where,
                {**self.conditions, **(told or {})}, found.how,
            )
        )  # fmt: skip

    def note(self, rule: str, message: Text, found: int | str) -> None:
        """Say what was assumed; nothing where it concerns none."""
        if found:
            self.findings.append(Finding(rule, "note", message, self.where, str(found)))

    def warn(self, rule: str, message: Text, found: str = "") -> None:
        """Say what wants care."""
        self.findings.append(Finding(rule, "warning", message, self.where, found))
