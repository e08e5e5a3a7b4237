"""A formula of the framework as a tree that the typesetter can draw: fractions, powers, products.

Nothing is ever evaluated as markup: a tree holds operators from a short list, and texts.
"""

import ast
from collections.abc import Callable, Mapping

from indicators.expressions import ExpressionError, parse

Tree = list[object]
_Name = Callable[[str], str]
_SIGNS: Mapping[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "−", ast.Mult: "×"}
_BINDING: Mapping[type[ast.operator], int] = {
    ast.Add: 1, ast.Sub: 1, ast.Mult: 2, ast.Div: 3, ast.Pow: 3,
}  # fmt: skip
_NEGATED = 2


def tree(formula: str, names: Mapping[str, str]) -> Tree | None:
    """The tree of a formula, ``names`` put in; None for a text that is no formula of the language.

    Nodes: ["text", t], ["row", node...], ["fraction", above, below], ["power", base, exponent],
    ["group", node], ["call", name, node...].
    """
    try:
        body = parse(formula.replace("×", "*").replace("^", "**")).body
    except ExpressionError:
        return None
    return _node(body, lambda name: names.get(name, name))


def with_names(formula: str, names: Mapping[str, str]) -> str:
    """The same as a line of text, for readers and for the formula's alternative text."""
    try:
        return parse(formula.replace("×", "*").replace("^", "**")).substitute(names)
    except ExpressionError:
        return formula


def _node(node: ast.expr, name: _Name) -> Tree:
    match node:
        case ast.Constant(value=int() | float() as value):
            return _number(value)
        case ast.Name(id=code):
            return ["text", name(code)]
        case ast.BinOp(left=left, op=op, right=right):
            return _operation(left, op, right, name)
        case ast.UnaryOp(operand=operand):
            return ["row", ["text", "−"], _inside(operand, _NEGATED, name)]
        case ast.Call(func=ast.Name(id=code), args=arguments):
            return ["call", code, *(_node(item, name) for item in arguments)]
    raise TypeError(node)  # pragma: no cover - parse() lets nothing else through


def _number(value: float) -> Tree:
    """A constant; a very large or small one as a product with a power of ten."""
    mantissa, _, exponent = f"{value:.10g}".partition("e")
    if not exponent:
        return ["text", mantissa]
    power: Tree = ["power", ["text", "10"], ["text", f"{int(exponent)}"]]
    return power if mantissa == "1" else ["row", ["text", mantissa], ["text", "×"], power]


def _operation(left: ast.expr, op: ast.operator, right: ast.expr, name: _Name) -> Tree:
    if isinstance(op, ast.Div):
        return _fraction(left, right, name)
    bound = _BINDING[type(op)]
    if isinstance(op, ast.Pow):
        return ["power", _inside(left, bound + 1, name), _node(right, name)]
    tighter = bound + 1 if isinstance(op, ast.Sub) else bound
    sign = ["text", _SIGNS[type(op)]]
    return ["row", _inside(left, bound, name), sign, _inside(right, tighter, name)]


def _fraction(above: ast.expr, below: ast.expr, name: _Name) -> Tree:
    """A fraction; what is divided again and again has one bar: a / b / c is a over b × c."""
    factors = [below]
    while isinstance(above, ast.BinOp) and isinstance(above.op, ast.Div):
        factors = [above.right, *factors]
        above = above.left
    if len(factors) == 1:
        return ["fraction", _node(above, name), _node(below, name)]
    signed = [part for item in factors for part in (["text", "×"], _inside(item, 2, name))]
    return ["fraction", _node(above, name), ["row", *signed[1:]]]


def _inside(node: ast.expr, bound: int, name: _Name) -> Tree:
    """A part of a larger formula, in parentheses where it binds less tightly."""
    loose = isinstance(node, ast.BinOp) and _BINDING[type(node.op)] < bound
    loose = loose or isinstance(node, ast.UnaryOp)
    return ["group", _node(node, name)] if loose else _node(node, name)
