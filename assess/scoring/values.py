"""Raw inputs -> values: the framework's formulas, the first computable alternative, and what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

from indicators.definitions import Framework, Variable
from indicators.expressions import Expression, ExpressionError, parse

VALUE = "value"
"""The name under which a measure's formula finds the indicator's own value."""


@dataclass(frozen=True)
class Computed:
    """A formula's outcome. ``value`` is None either for want of ``missing`` names or, with none
    missing, because the formula is undefined for these numbers (a division by zero failures)."""

    value: float | None
    formula: str
    substituted: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scope:
    """Known numbers by name, in canonical units: inputs and the variables that follow from them."""

    known: Mapping[str, float]
    variables: Mapping[str, Variable]

    def compute(self, formulas: tuple[str, ...], **more: float) -> Computed:
        """Evaluate the first of ``formulas`` whose names are all known and whose result is finite.

        Without one: the alternative nearest to being computable, its missing names as raw inputs.

        Source: docs/method.md, section 2 (method-1.0).
        """
        outcomes = [self._one(text, {**self.known, **more}) for text in formulas]
        done = next((item for item in outcomes if item.value is not None), None)
        return done or min(
            outcomes, key=lambda item: len(item.missing), default=Computed(None, "", "")
        )

    def lacking(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The raw inputs that are missing behind ``names``, each once, in order."""
        lacking = [code for name in names if name not in self.known for code in self._inputs(name)]
        return tuple(dict.fromkeys(lacking))

    def behind(self, formula: str) -> tuple[str, ...]:
        """The raw inputs that a formula uses, through variables, each once."""
        names = sorted(parse(formula).names) if formula else []
        found = [code for name in names for code in self._behind(name)]
        return tuple(dict.fromkeys(found))

    def _behind(self, name: str) -> tuple[str, ...]:
        variable = self.variables.get(name)
        return self.behind(self.compute(variable.formulas).formula) if variable else (name,)

    def _one(self, text: str, known: Mapping[str, float]) -> Computed:
        expression = parse(text)
        names = tuple(sorted(expression.names - known.keys()))
        if names:
            return Computed(None, text, "", self.lacking(names))
        shown = {name: format(known[name], ".10g") for name in expression.names}
        return Computed(_evaluated(expression, known), text, expression.substitute(shown))

    def _inputs(self, name: str) -> tuple[str, ...]:
        variable = self.variables.get(name)
        return self.compute(variable.formulas).missing if variable else (name,)


def scope_of(framework: Framework, inputs: Mapping[str, float]) -> Scope:
    """All that the inputs say: themselves, and the framework's variables in the order of their definition."""
    scope = Scope(dict(inputs), {item.code: item for item in framework.variables})
    for variable in framework.variables:
        value = scope.compute(variable.formulas).value
        if value is not None and variable.code not in scope.known:
            scope = Scope({**scope.known, variable.code: value}, scope.variables)
    return scope


def _evaluated(expression: Expression, known: Mapping[str, float]) -> float | None:
    try:
        value = expression.evaluate(known)
    except ExpressionError:
        return None
    return value if isfinite(value) else None
