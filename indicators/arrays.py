"""Formulas over many numbers at once: the language of ``indicators.expressions`` on arrays.

Where the plain evaluation of a formula has no value (a division by zero, the logarithm of 0), the array
has NaN at that place and goes on; everything else is the same to rounding.
"""

import ast
from collections.abc import Callable, Mapping
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from indicators.expressions import Expression

Array = NDArray[np.float64]


def evaluate(expression: Expression, values: Mapping[str, Array]) -> Array:
    """Compute a formula for every draw.

    values: an array for each of the formula's names, all of one length or single numbers.
    Returns an array of that length; NaN where a value is NaN or the formula has no finite result.
    Raises KeyError for a name without values.
    """
    with np.errstate(all="ignore"):
        return _finite(_value(expression.body, values))


def _value(node: ast.expr, values: Mapping[str, Array]) -> Array:
    match node:
        case ast.Constant(value=int() | float() as number):
            return np.asarray(float(number))
        case ast.Name(id=name):
            return values[name]
        case ast.BinOp(left=left, op=op, right=right):
            return _OPERATORS[type(op)](_value(left, values), _value(right, values))
        case ast.UnaryOp(operand=operand):
            return np.asarray(-_value(operand, values))
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return _FUNCTIONS[name](*(_value(part, values) for part in arguments))
    raise TypeError(node)  # pragma: no cover - parse() lets nothing else through


def _finite(found: Array) -> Array:
    return np.where(np.isfinite(found), found, np.nan)


def _divide(one: Array, other: Array) -> Array:
    return np.asarray(one / np.where(other == 0.0, np.nan, other))


def _power(base: Array, exponent: Array) -> Array:
    unknown = np.isnan(base) | np.isnan(exponent)  # NaN to the power of 0 is 1 in IEEE arithmetic
    return np.where(unknown, np.nan, _finite(np.power(base, exponent)))


_OPERATORS: Mapping[type[ast.operator], Callable[[Array, Array], Array]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: _divide,
    ast.Pow: _power,
}
_FUNCTIONS: Mapping[str, Callable[..., Array]] = {
    "min": lambda *parts: reduce(np.minimum, parts),
    "max": lambda *parts: reduce(np.maximum, parts),
    "sqrt": np.sqrt,
    "ln": lambda part: _finite(np.log(part)),
    "log10": lambda part: _finite(np.log10(part)),
    "exp": lambda part: _finite(np.exp(part)),
    "abs": np.abs,
}
