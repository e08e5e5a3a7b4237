"""What types cannot say of consistency rules: names that exist, conditions that read, numbers of one unit."""

from collections.abc import Iterator, Mapping
from itertools import chain

from indicators import units
from indicators.conditions import Comparison, Condition, parse_condition
from indicators.definitions import Framework
from indicators.expressions import FUNCTIONS, ExpressionError, parse
from indicators.faults import Fault, listed, unique
from indicators.formulas import one_formula
from indicators.names import NAME, units_of
from indicators.rules import Rule, placeholders


def rule_faults(framework: Framework) -> Iterator[Fault]:
    """Find everything that is wrong in a framework's rules."""
    return chain(
        unique([item.code for item in framework.rules], "rules[{}].code"),
        *(_rule(item, f"rules[{n}]", framework) for n, item in enumerate(framework.rules)),
    )


def names_used(rule: Rule) -> frozenset[str]:
    """Every name that a rule's formulas use; of what cannot be read, none."""
    found: frozenset[str] = frozenset()
    for text in (item.formula for item in rule.values):
        try:
            found |= parse(text).names
        except ExpressionError:
            continue
    try:
        return found | parse_condition(rule.when).names
    except ExpressionError:
        return found


def _rule(rule: Rule, path: str, framework: Framework) -> Iterator[Fault]:
    known = dict(units_of(framework))
    if not (rule.inputs or rule.indicators):
        yield Fault("missing", f"{path}.inputs")
    for place, name in enumerate(rule.inputs):
        yield from listed(name, framework.input_by_code, f"{path}.inputs[{place}]")
    for place, name in enumerate(rule.indicators):
        yield from listed(name, framework.indicator_by_code, f"{path}.indicators[{place}]")
    yield from _values(rule, f"{path}.values", known)
    yield from _condition(rule.when, f"{path}.when", known)
    for language in ("zh", "en"):
        text = getattr(rule.message, language)
        yield from _message(text, f"{path}.message.{language}", known)


def _values(rule: Rule, path: str, known: dict[str, str]) -> Iterator[Fault]:
    """Check a rule's own numbers and make them known."""
    for place, item in enumerate(rule.values):
        where = f"{path}[{place}]"
        if not NAME.fullmatch(item.code):
            yield Fault("bad_name", f"{where}.code", item.code)
        if item.code in FUNCTIONS:
            yield Fault("reserved_name", f"{where}.code", item.code)
        if item.code in known:
            yield Fault("duplicate", f"{where}.code", item.code)
        if not units.known(item.unit):
            yield Fault("unknown_unit", f"{where}.unit", item.unit)
        yield from one_formula(item.formula, known, item.unit, f"{where}.formula")
        known[item.code] = item.unit


def _condition(text: str, path: str, known: Mapping[str, str]) -> Iterator[Fault]:
    try:
        condition: Condition = parse_condition(text)
    except ExpressionError as error:
        yield Fault(error.code, f"{path}, character {error.position + 1}", error.found)
        return
    for name in sorted(condition.names):
        yield from listed(name, known, path)
    for comparison in condition.comparisons:
        yield from _one_unit(comparison, path, known)


def _one_unit(item: Comparison, path: str, known: Mapping[str, str]) -> Iterator[Fault]:
    """Apples are compared with apples: every name of a comparison is in one unit.

    What needs converting is worked out under ``values``, where it gets its unit.
    """
    names = sorted(item.left.names | item.right.names)
    found = list(dict.fromkeys(known[name] for name in names if name in known))
    if len(found) > 1:
        yield Fault("mixed_units", path, ", ".join(found), (found[0],))


def _message(text: str, path: str, known: Mapping[str, str]) -> Iterator[Fault]:
    try:
        names = placeholders(text)
    except ValueError:
        yield Fault("bad_braces", path, text)
        return
    for name in names:
        yield from listed(name, known, path)
