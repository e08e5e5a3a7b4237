"""A line of an engineering plan's calculation."""

from dataclasses import dataclass

from assess.capacity.quantities import written
from indicators.records import Text

SHOWN = 5
"""Significant digits of a number inside a formula."""


@dataclass(frozen=True)
class PlanStep:
    """A line of the calculation: formula, the same with numbers, result, unit, source."""

    code: str
    name: Text
    formula: str
    substituted: str
    result: float
    unit: str
    source: Text


def in_formula(value: float) -> str:
    """A number as it stands in a formula."""
    return written(value, SHOWN)
