"""What is wrong with the formulas and units of a framework file."""

from collections.abc import Iterator, Mapping

from indicators import units
from indicators.dimensions import mismatches
from indicators.expressions import Expression, ExpressionError, parse
from indicators.faults import Fault, listed

LONGEST_UNIT = 30


def formula_faults(
    formulas: tuple[str, ...], known: Mapping[str, str], declared: str, path: str
) -> Iterator[Fault]:
    """Find what is wrong in formulas: what does not read, unknown names, units that do not fit.

    known: the unit of each name that may be used. declared: the unit that each formula should give.
    """
    if not formulas:
        yield Fault("missing", path)
    for place, text in enumerate(formulas):
        yield from one_formula(text, known, declared, f"{path}[{place}]")


def one_formula(text: str, known: Mapping[str, str], declared: str, where: str) -> Iterator[Fault]:
    """Find what is wrong in a formula at ``where``; as ``formula_faults``."""
    try:
        formula = parse(text)
    except ExpressionError as error:
        yield Fault(error.code, _at(where, error.position), error.found)
        return
    yield from _names(formula, known, where)
    yield from _units(formula, known, declared, where)


def unit(name: str, path: str) -> Iterator[Fault]:
    """Find a unit that cannot be read, or is longer than a row holds."""
    if not name or len(name) > LONGEST_UNIT or not units.known(name):
        yield Fault("unknown_unit", path, name)


def _names(formula: Expression, known: Mapping[str, str], where: str) -> Iterator[Fault]:
    for name in sorted(formula.names):
        yield from listed(name, known, where)


def _units(
    formula: Expression, known: Mapping[str, str], declared: str, where: str
) -> Iterator[Fault]:
    """Find units that do not fit, where every name has one that can be read."""
    wanted = [known.get(name, "") for name in formula.names] + [declared]
    if not all(name and units.known(name) for name in wanted):
        return
    for found in mismatches(formula, known, declared):
        yield Fault(found.code, _at(where, found.position), found.found, found.expected)


def _at(where: str, position: int) -> str:
    return f"{where}, character {position + 1}"
