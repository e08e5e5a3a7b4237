"""The formula language of framework files: arithmetic over named numbers, and nothing else.

A formula is one expression of numbers, names, ``+ - * / **``, parentheses and the functions of
``FUNCTIONS``. It is parsed by Python's own parser and then walked node by node: whatever is not on the
list is refused with its position, so a framework file can never run code.

A number may carry its unit in brackets, as ``24000 [h/kd]``: what it stands for, checked by
``indicators.dimensions`` when the file is checked, and without influence on what is computed.
"""

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

MAX_LENGTH = 400
MAX_DEPTH = 40
FOREIGN_CHARACTER = re.compile(r"[^A-Za-z0-9_+\-*/()., ]")
NUMBER = r"(?<![\w.])(?>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
WITH_UNIT = re.compile(rf"({NUMBER})( *\[([^\[\]]*)\])")
RUN_ON = re.compile(rf"({NUMBER})(?=[A-Za-z_])")
"""A number that letters follow, as 0x10 or 1_000: no number of the language."""
OPERATORS: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: math.pow,
}
FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "min": min,
    "max": max,
    "sqrt": math.sqrt,
    "ln": math.log,
    "log10": math.log10,
    "exp": math.exp,
    "abs": abs,
}
MANY_ARGUMENTS = frozenset({"min", "max"})


class ExpressionError(ValueError):
    """A formula that cannot be read: ``code`` says why, ``found`` what stood at ``position`` (from 0)."""

    def __init__(self, code: str, found: str, position: int) -> None:
        super().__init__(f"{code}: {found!r} at position {position}")
        self.code = code
        self.found = found
        self.position = position


class EvaluationError(ExpressionError):
    """A readable formula without a value for these numbers: division by zero, root of -1, overflow."""


@dataclass(frozen=True)
class Expression:
    """A formula that was read. Equal texts are equal expressions.

    plain: the text with blanks for the units of its numbers, so that places stay. units: by the place
    of a number in it.
    """

    text: str
    names: frozenset[str]
    body: ast.expr = field(compare=False, repr=False)
    plain: str = field(compare=False, repr=False)
    units: Mapping[int, str] = field(compare=False, repr=False)

    def evaluate(self, values: Mapping[str, float]) -> float:
        """Compute the formula.

        values: a finite number for each of ``names``, in the unit the formula is written for.
        Returns a finite number. Raises EvaluationError where arithmetic has no such result, and
        EvaluationError with code "expression.unknown" for a name without a number.
        """
        try:
            result = _value(self.body, values)
        except KeyError as error:
            raise EvaluationError("expression.unknown", str(error.args[0]), 0) from error
        except (ArithmeticError, ValueError) as error:
            raise EvaluationError("expression.no_value", self.text, 0) from error
        if not math.isfinite(result):
            raise EvaluationError("expression.no_value", self.text, 0)
        return result

    def substitute(self, texts: Mapping[str, str]) -> str:
        """Return the formula as it is printed, with texts put in for names: ``24000 / (3.09 × 2048)``.

        Names without a text stay, units of numbers are left out. A negative number is put in parentheses.
        """
        tree = ast.parse(self.plain, mode="eval")
        printed = ast.unparse(_Printer(self.plain, texts).visit(tree).body)
        return printed.replace(" ** ", " ^ ").replace(" * ", " × ")


@lru_cache(maxsize=1024)
def parse(text: str) -> Expression:
    """Read a formula; raise ExpressionError with code, position and what was found."""
    formula = text.strip()
    if not formula:
        raise ExpressionError("expression.empty", "", 0)
    if len(formula) > MAX_LENGTH:
        raise ExpressionError("expression.too_long", f"{formula[:20]}…", MAX_LENGTH)
    plain, units = _without_units(formula)
    _refuse_characters(plain)
    body = _tree(plain)
    names: set[str] = set()
    _check(body, plain, names, depth=0)
    return Expression(formula, frozenset(names), body, plain, units)


def _without_units(formula: str) -> tuple[str, Mapping[int, str]]:
    """Return the formula with blanks for the units of its numbers, and these by the number's place."""
    units = {found.start(1): found[3].strip() for found in WITH_UNIT.finditer(formula)}
    return WITH_UNIT.sub(lambda found: found[1] + " " * len(found[2]), formula), units


def _refuse_characters(plain: str) -> None:
    if foreign := FOREIGN_CHARACTER.search(plain):
        code = "expression.bracket" if foreign[0] in "[]" else "expression.character"
        raise ExpressionError(code, foreign[0], foreign.start())
    if run_on := RUN_ON.search(plain):
        found = plain[run_on.start() : run_on.start() + 12]
        raise ExpressionError("expression.syntax", found, run_on.start())


def _tree(formula: str) -> ast.expr:
    try:
        return ast.parse(formula, mode="eval").body
    except SyntaxError as error:
        position = min(max((error.offset or 1) - 1, 0), len(formula))
        found = formula[position : position + 12] or formula[-12:]
        raise ExpressionError("expression.syntax", found, position) from error
    except (RecursionError, MemoryError) as error:
        raise ExpressionError("expression.too_deep", formula[:12], 0) from error


def _check(node: ast.expr, formula: str, names: set[str], depth: int) -> None:
    """Walk a node: refuse what is not of the language, collect names."""
    if depth > MAX_DEPTH:
        raise _refusal("expression.too_deep", node, formula)
    for part in _parts(node, formula):
        _check(part, formula, names, depth + 1)
    if isinstance(node, ast.Name):
        if node.id in FUNCTIONS:
            raise _refusal("expression.function_without_arguments", node, formula)
        names.add(node.id)


def _parts(node: ast.expr, formula: str) -> list[ast.expr]:
    """Return the operands of a permitted node."""
    match node:
        case ast.Constant(value=bool()) | ast.Constant(value=complex()) | ast.Constant(value=None):
            raise _refusal("expression.construct", node, formula)
        case ast.Constant(value=int() | float() as number) if _fits(number):
            return []
        case ast.Name():
            return []
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            return [left, right]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return [operand]
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            return _arguments(node, name, arguments, formula)
        case _:
            raise _refusal("expression.construct", node, formula)


def _fits(number: float) -> bool:
    try:
        return math.isfinite(float(number))
    except OverflowError:
        return False


def _arguments(
    node: ast.expr, name: str, arguments: list[ast.expr], formula: str
) -> list[ast.expr]:
    if name not in FUNCTIONS:
        raise _refusal("expression.function", node, formula)
    enough = len(arguments) >= 2 if name in MANY_ARGUMENTS else len(arguments) == 1  # noqa: PLR2004
    if not enough:
        raise _refusal("expression.arguments", node, formula)
    return arguments


def _refusal(code: str, node: ast.expr, formula: str) -> ExpressionError:
    found = ast.get_source_segment(formula, node) or ""
    return ExpressionError(code, found, node.col_offset)


def _value(node: ast.expr, values: Mapping[str, float]) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name(id=name):
            return float(values[name])
        case ast.BinOp(left=left, op=op, right=right):
            return OPERATORS[type(op)](_value(left, values), _value(right, values))
        case ast.UnaryOp(operand=operand):
            return -_value(operand, values)
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return float(FUNCTIONS[name](*(_value(part, values) for part in arguments)))
    raise TypeError(node)  # pragma: no cover - parse() lets nothing else through


class _Printer(ast.NodeTransformer):
    """Puts texts in for names and keeps numbers as the author wrote them."""

    def __init__(self, formula: str, texts: Mapping[str, str]) -> None:
        self.formula = formula
        self.texts = texts

    def visit_Name(self, node: ast.Name) -> ast.Name:
        text = self.texts.get(node.id, node.id)
        return ast.Name(id=f"({text})" if text.startswith(("-", "−")) else text, ctx=node.ctx)

    def visit_Constant(self, node: ast.Constant) -> ast.Name:
        return ast.Name(id=ast.get_source_segment(self.formula, node) or "", ctx=ast.Load())

    def visit_Call(self, node: ast.Call) -> ast.Call:
        return ast.Call(func=node.func, args=[self.visit(part) for part in node.args], keywords=[])
