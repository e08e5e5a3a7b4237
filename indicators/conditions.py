"""Conditions of framework files: comparisons of formulas, joined by ``and``, ``or``, ``not``.

Both sides of a comparison are formulas of ``indicators.expressions``; nothing else is let through.
"""

import ast
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from indicators.expressions import MAX_LENGTH, Expression, ExpressionError, parse

FOREIGN_CHARACTER = re.compile(r"[^A-Za-z0-9_+\-*/()., <>=!]")
TOLERANCE = 1e-9
"""Relative difference up to which two numbers are equal: rounding alone never fires a rule."""


def _same(left: float, right: float) -> bool:
    return math.isclose(left, right, rel_tol=TOLERANCE, abs_tol=TOLERANCE * TOLERANCE)


COMPARISONS: Mapping[type[ast.cmpop], Callable[[float, float], bool]] = {
    ast.Lt: lambda left, right: left < right and not _same(left, right),
    ast.Gt: lambda left, right: left > right and not _same(left, right),
    ast.LtE: lambda left, right: left < right or _same(left, right),
    ast.GtE: lambda left, right: left > right or _same(left, right),
    ast.Eq: _same,
    ast.NotEq: lambda left, right: not _same(left, right),
}


@dataclass(frozen=True)
class Comparison:
    """Two formulas and how they are compared."""

    left: Expression
    operator: type[ast.cmpop]
    right: Expression


@dataclass(frozen=True)
class Condition:
    """A condition that was read. Equal texts are equal conditions."""

    text: str
    comparisons: tuple[Comparison, ...] = field(compare=False, repr=False)
    body: ast.expr = field(compare=False, repr=False)

    @property
    def names(self) -> frozenset[str]:
        """Every name on either side of a comparison."""
        return frozenset().union(*(c.left.names | c.right.names for c in self.comparisons))

    def holds(self, values: Mapping[str, float]) -> bool:
        """Tell whether the condition is true.

        values: a finite number for each of ``names``. A limit met exactly, rounding aside, is met.
        Raises EvaluationError where a side has no value.
        """
        told = iter([_compared(item, values) for item in self.comparisons])
        return _holds(self.body, told)


def parse_condition(text: str) -> Condition:
    """Read a condition; raise ExpressionError with code, position and what was found."""
    condition = text.strip()
    if not condition:
        raise ExpressionError("expression.empty", "", 0)
    if len(condition) > MAX_LENGTH:
        raise ExpressionError("expression.too_long", f"{condition[:20]}…", MAX_LENGTH)
    if foreign := FOREIGN_CHARACTER.search(condition):
        raise ExpressionError("expression.character", foreign[0], foreign.start())
    try:
        body = ast.parse(condition, mode="eval").body
    except SyntaxError as error:
        position = min(max((error.offset or 1) - 1, 0), len(condition))
        found = condition[position : position + 12] or condition[-12:]
        raise ExpressionError("expression.syntax", found, position) from error
    except (RecursionError, MemoryError) as error:
        raise ExpressionError("expression.too_deep", condition[:12], 0) from error
    return Condition(condition, tuple(_comparisons(body, condition)), body)


def _comparisons(node: ast.expr, text: str) -> Iterator[Comparison]:
    """Walk a condition from left to right; refuse what is not of the language."""
    match node:
        case ast.BoolOp(values=parts):
            for part in parts:
                yield from _comparisons(part, text)
        case ast.UnaryOp(op=ast.Not(), operand=part):
            yield from _comparisons(part, text)
        case ast.Compare(left=left, ops=[operator], comparators=[right]) if (
            type(operator) in COMPARISONS
        ):
            yield Comparison(_side(left, text), type(operator), _side(right, text))
        case _:
            found = ast.get_source_segment(text, node) or ""
            raise ExpressionError("condition.construct", found, node.col_offset)


def _side(node: ast.expr, text: str) -> Expression:
    """Read one side as a formula; a fault keeps its place in the whole condition."""
    try:
        return parse(ast.get_source_segment(text, node) or "")
    except ExpressionError as error:
        raise ExpressionError(error.code, error.found, node.col_offset + error.position) from error


def _compared(item: Comparison, values: Mapping[str, float]) -> bool:
    return COMPARISONS[item.operator](item.left.evaluate(values), item.right.evaluate(values))


def _holds(node: ast.expr, told: Iterator[bool]) -> bool:
    """Join what the comparisons told, in the order in which they were read; each is taken once."""
    match node:
        case ast.BoolOp(op=op, values=parts):
            found = [_holds(part, told) for part in parts]
            return all(found) if isinstance(op, ast.And) else any(found)
        case ast.UnaryOp(operand=part):
            return not _holds(part, told)
    return next(told)
