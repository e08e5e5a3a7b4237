"""Consistency rules over an assessment: which of them fire, with the numbers put in. No value is ever changed."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assess.scoring.results import Facts, IndicatorResult
from assess.scoring.values import scope_of
from indicators import units
from indicators.conditions import parse_condition
from indicators.definitions import Framework
from indicators.expressions import EvaluationError, parse
from indicators.names import units_of
from indicators.records import Text
from indicators.rules import Rule, placeholders

ORDER = ("error", "warning", "question")


@dataclass(frozen=True)
class Finding:
    """A rule that fired: its message with the numbers, and the digest of the numbers concerned."""

    rule: Rule
    message: Text
    digest: str

    @property
    def code(self) -> str:
        return self.rule.code

    @property
    def severity(self) -> str:
        return self.rule.severity


def findings(
    framework: Framework, facts: Facts, results: Iterable[IndicatorResult]
) -> tuple[Finding, ...]:
    """The rules that fire, errors first, then warnings, then questions, each in the framework's order.

    Names of indicators stand for the value as the formula gives it, before its limits, so that a value that
    is physically impossible (and therefore scores nothing) can still be told. A rule of which a number is
    missing or has no value does not fire, nor does one all of whose indicators do not apply.

    Source: docs/method.md, section 13 (method-1.0).
    """
    absent = {item.code for item in results if item.state == "not_applicable"}
    known = _known(framework, facts)
    printed = units_of(framework)
    fired = (
        fire(rule, known, printed)
        for rule in framework.rules
        if not rule.indicators or not set(rule.indicators) <= absent
    )
    return tuple(sorted((f for f in fired if f), key=lambda f: ORDER.index(f.severity)))


def _known(framework: Framework, facts: Facts) -> Mapping[str, float]:
    """Every number by name: inputs, variables, and indicators' values before their limits."""
    scope = scope_of(framework, facts.inputs)
    values = {
        item.code: scope.compute(item.formulas).value
        for item in framework.indicators
        if item.formulas
    }
    known = {code: value for code, value in values.items() if value is not None}
    return {**known, **scope.known}


def fire(rule: Rule, known: Mapping[str, float], printed: Mapping[str, str]) -> Finding | None:
    """The finding of a rule over known numbers with their units, if it fires."""
    try:
        numbers = _with_own(rule, known)
        if not parse_condition(rule.when).holds(numbers):
            return None
    except EvaluationError:
        return None
    own = {item.code: item.unit for item in rule.values}
    concerned = _concerned(rule, numbers)
    message = Text(
        _told(rule.message.zh, numbers, {**printed, **own}, "zh"),
        _told(rule.message.en, numbers, {**printed, **own}, "en"),
    )
    return Finding(rule, message, _digest(rule, concerned))


def _with_own(rule: Rule, known: Mapping[str, float]) -> Mapping[str, float]:
    """The numbers, with those that the rule works out for itself."""
    numbers = dict(known)
    for item in rule.values:
        numbers[item.code] = parse(item.formula).evaluate(numbers)
    return numbers


def _concerned(rule: Rule, numbers: Mapping[str, float]) -> Mapping[str, float]:
    """The numbers that the rule looks at and tells."""
    names = {*parse_condition(rule.when).names, *placeholders(rule.message.zh), *rule.inputs}
    names |= {name for item in rule.values for name in parse(item.formula).names}
    return {name: numbers[name] for name in sorted(names) if name in numbers}


def _told(message: str, numbers: Mapping[str, float], printed: Mapping[str, str], to: str) -> str:
    """The message with each number and its unit put in; one that is not known is a dash."""
    texts = {
        name: _quantity(numbers.get(name), printed[name], to) for name in placeholders(message)
    }
    return message.format(**texts)


def _quantity(value: float | None, unit: str, language: str) -> str:
    if value is None:
        return "—"
    return f"{value:,.5g} {units.label(unit, language)}".rstrip()


def _digest(rule: Rule, numbers: Mapping[str, float]) -> str:
    """SHA-256 of the rule's words and the numbers concerned: another number is another finding."""
    content = {"rule": rule.code, "when": rule.when, "numbers": dict(numbers)}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
