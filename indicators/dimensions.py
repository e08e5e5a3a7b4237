"""Units through a formula: what unit the result has, and where quantities do not go together.

Each name has the unit that it is declared with, each number the unit in its brackets, else none. A unit is
kept as powers of unit names (``GB/s`` is GB¹ s⁻¹), so that it can be printed; two are equal when dimension
and scale are equal. Things that are counted (cards, nodes, tokens, samples...) have dimension one, as the SI
Brochure (9th edition, 2.3.3) has it; different ones still cannot be added.

Source: docs/adr/0006-units-in-formulas.md.
"""

import ast
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from indicators import units
from indicators.expressions import Expression

Powers = Mapping[str, Fraction]
COUNTED = frozenset(
    {
        "[card]",
        "[node]",
        "[rack_unit]",
        "[token]",
        "[sample]",
        "[io]",
        "[rack]",
        "[person]",
        "[event]",
    }
)
HIGHEST_POWER = 12
NONE: Powers = {}
SAME_SCALE = 1e-9
"""Largest difference of the logarithms of equal scales."""


@dataclass(frozen=True)
class Quantity:
    """The unit of a part of a formula. ``zero`` is the number 0, which has every unit."""

    powers: Powers = field(default_factory=dict)
    zero: bool = False

    def __str__(self) -> str:
        above = [_power(name, value) for name, value in self.powers.items() if value > 0]
        below = [f"/{_power(name, -value)}" for name, value in self.powers.items() if value < 0]
        return ("·".join(above) or "1") + "".join(below)


@dataclass(frozen=True)
class Mismatch:
    """Where units do not fit: ``found`` stood at ``position`` (from 0), ``expected`` would do.

    code: unknown_unit, units.sum, units.scale, units.argument, units.exponent or units.result.
    """

    code: str
    found: str
    position: int
    expected: tuple[str, ...] = ()


def mismatches(
    formula: Expression, known: Mapping[str, str], declared: str
) -> tuple[Mismatch, ...]:
    """Find where units do not go together in a formula, and a result of another unit than declared.

    known: the readable unit of each name. declared: the readable unit that the result is said to have.
    """
    walk = _Walk(formula, known)
    result = walk.of(formula.body)
    wanted = Quantity(powers_of(declared))
    if not walk.found and not result.zero and not _same(result, wanted):
        walk.note("units.result", str(result), formula.body, declared or "1")
    return tuple(walk.found)


def powers_of(unit: str) -> Powers:
    """Split a unit into the powers of its names: ``GB/s/U`` is GB¹ s⁻¹ U⁻¹. Raises UnitError."""
    units.base(unit)
    first, *others = units.formal(unit).split("/")
    found = _added({first: Fraction(1)}, {})
    for name in others:
        found = _added(found, {name: Fraction(-1)})
    return {name: power for name, power in found.items() if name not in units.ONE | {"count"}}


class _Walk:
    """One walk through a formula; notes every mismatch and goes on with the left side."""

    def __init__(self, formula: Expression, known: Mapping[str, str]) -> None:
        self.formula = formula
        self.known = known
        self.found: list[Mismatch] = []

    def note(self, code: str, found: str, node: ast.expr, *expected: str) -> None:
        self.found.append(Mismatch(code, found, node.col_offset, expected))

    def of(self, node: ast.expr) -> Quantity:
        """Return the unit of a part."""
        match node:
            case ast.Constant(value=int() | float() as number):
                return self._number(node, float(number))
            case ast.Name(id=name):
                return Quantity(powers_of(self.known[name]))
            case ast.BinOp():
                return self._operation(node)
            case ast.UnaryOp(operand=operand):
                return self.of(operand)
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self._call(node, name, [self.of(part) for part in arguments])
        raise TypeError(node)  # pragma: no cover - parse() lets nothing else through

    def _number(self, node: ast.expr, number: float) -> Quantity:
        unit = self.formula.units.get(node.col_offset)
        if unit is None:
            return Quantity(zero=number == 0)
        try:
            return Quantity(powers_of(unit))
        except units.UnitError:
            self.note("unknown_unit", unit, node)
            return Quantity()

    def _operation(self, node: ast.BinOp) -> Quantity:
        left = self.of(node.left)
        if isinstance(node.op, ast.Pow):
            return self._raised(node, left)
        right = self.of(node.right)
        match node.op:
            case ast.Mult():
                return Quantity(_added(left.powers, right.powers), left.zero or right.zero)
            case ast.Div():
                return Quantity(_added(left.powers, _times(right.powers, Fraction(-1))), left.zero)
        return self._together(node, left, right)

    def _together(self, node: ast.expr, left: Quantity, right: Quantity) -> Quantity:
        """Sums, differences, minima and maxima need the same unit on both sides."""
        if left.zero or right.zero:
            return left if right.zero else right
        if _physical(left) != _physical(right) or _differ(_things(left), _things(right)):
            self.note("units.sum", f"{left} + {right}", node)
        elif not _same(left, right):
            self.note("units.scale", f"{left} + {right}", node)
        return right if _things(left) and not _things(right) else left

    def _raised(self, node: ast.BinOp, base: Quantity) -> Quantity:
        """Only a plain number can be raised to what is not a number."""
        if _same(base, Quantity()) and not _things(base):
            if not _same(self.of(node.right), Quantity()):
                self.note("units.exponent", _source(node.right), node.right)
            return Quantity()
        exponent = _constant(node.right)
        if exponent is None:
            self.note("units.exponent", _source(node.right), node.right)
            return base
        return Quantity(_times(base.powers, exponent))

    def _call(self, node: ast.expr, name: str, arguments: list[Quantity]) -> Quantity:
        first = arguments[0]
        if name in ("min", "max"):
            for other in arguments[1:]:
                first = self._together(node, first, other)
            return first
        if name == "abs":
            return first
        if name == "sqrt":
            return Quantity(_times(first.powers, Fraction(1, 2)), first.zero)
        if not _same(first, Quantity()):
            self.note("units.argument", f"{name}({first})", node, "1")
        return Quantity()


def _same(left: Quantity, right: Quantity) -> bool:
    """Tell whether two units have the same dimension and scale; counted things count as numbers."""
    if _physical(left) != _physical(right):
        return False
    return abs(_scale(left) - _scale(right)) < SAME_SCALE


def _scale(quantity: Quantity) -> float:
    """The logarithm of a unit in base units."""
    logs = ((math.log10(units.base(name).scale), power) for name, power in quantity.powers.items())
    return math.fsum(log * float(power) for log, power in logs)


def _dimension(quantity: Quantity) -> Powers:
    found: Powers = NONE
    for name, power in quantity.powers.items():
        found = _added(found, _times(units.base(name).dimension, power))
    return found


def _physical(quantity: Quantity) -> Powers:
    return {key: value for key, value in _dimension(quantity).items() if key not in COUNTED}


def _things(quantity: Quantity) -> Powers:
    return {key: value for key, value in _dimension(quantity).items() if key in COUNTED}


def _differ(left: Powers, right: Powers) -> bool:
    return bool(left) and bool(right) and left != right


def _added(left: Powers, right: Powers) -> Powers:
    total = dict(left)
    for name, power in right.items():
        total[name] = total.get(name, Fraction(0)) + power
    return {name: power for name, power in total.items() if power}


def _times(powers: Powers, factor: Fraction) -> Powers:
    return {name: power * factor for name, power in powers.items() if factor}


def _constant(node: ast.expr) -> Fraction | None:
    """Return the exponent that a number with an optional sign is; None for all else."""
    sign, inner = (-1, node.operand) if isinstance(node, ast.UnaryOp) else (1, node)
    if not isinstance(inner, ast.Constant) or not isinstance(inner.value, int | float):
        return None
    if not 0 < float(inner.value) <= HIGHEST_POWER:
        return None
    return sign * Fraction(inner.value).limit_denominator(HIGHEST_POWER)


def _power(name: str, power: Fraction) -> str:
    return name if power == 1 else f"{name}^{power}"


def _source(node: ast.expr) -> str:
    return ast.unparse(node)
