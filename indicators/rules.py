"""What a consistency rule is: a condition over the numbers of an assessment that should not hold."""

from dataclasses import dataclass
from string import Formatter
from typing import Literal

from indicators.records import Record, Text

Severity = Literal["error", "warning", "question"]


@dataclass(frozen=True)
class RuleValue(Record):
    """A number that a rule works out for itself, in ``unit``; later ones may use earlier ones."""

    code: str
    unit: str
    formula: str


@dataclass(frozen=True)
class Rule(Record):
    """CK1...: fires when ``when`` holds; never changes a value.

    Names in ``when``, in the formulas of ``values`` and in the braces of ``message`` are raw inputs,
    variables, ``values`` and indicators' codes (the value as its formula gives it, before its limits).
    A rule fires only when all its names are known. ``inputs`` and ``indicators`` are those beside which
    it is told. ``advice`` says what to do, ``source`` where the rule comes from.
    """

    code: str
    severity: Severity
    title: Text
    when: str
    message: Text
    advice: Text
    source: Text
    inputs: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    values: tuple[RuleValue, ...] = ()


def placeholders(text: str) -> tuple[str, ...]:
    """Return the names in a message's braces, in order; raise ValueError where the braces do not read."""
    fields = [(name, more, how) for _, name, more, how in Formatter().parse(text)]
    if any(name is not None and (more or how) for name, more, how in fields):
        raise ValueError(text)
    return tuple(name for name, _, _ in fields if name is not None)
