"""By which rule the samples of an input become one figure: stated as data, one row for each input."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from indicators.records import Text

Kind = Literal["sum", "mean", "last", "max", "ratio"]
KINDS: tuple[Kind, ...] = get_args(Kind)
NAMES: Mapping[str, Text] = {
    "sum": Text("各样本之和", "sum of the samples"),
    "mean": Text("各日均值的平均", "mean of the days' means"),
    "last": Text("最后一个样本", "last sample"),
    "max": Text("最大的样本", "largest sample"),
    "ratio": Text("两项之和的比", "ratio of two sums"),
}


@dataclass(frozen=True)
class Rule:
    """``above``, ``below``, ``scale``: of a ratio, the inputs whose sums are divided and what the quotient is multiplied by."""

    kind: Kind
    above: str = ""
    below: str = ""
    scale: float = 1.0


@dataclass(frozen=True)
class Rules:
    """The rule of each input, and the one for every other."""

    usual: Rule
    by_input: Mapping[str, Rule]

    def of(self, code: str) -> Rule:
        """The rule of an input."""
        return self.by_input.get(code, self.usual)


def rules_of(tables: Mapping[str, Any]) -> Rules:
    """Read the tables of the data file; raise ValueError for a rule that is none."""
    found = {code: _rule(code, row) for code, row in tables["inputs"].items()}
    return Rules(_rule("usual", tables["usual"]), found)


def _rule(code: str, row: Mapping[str, Any]) -> Rule:
    rule = Rule(row["rule"], row.get("above", ""), row.get("below", ""), row.get("scale", 1.0))
    if rule.kind not in KINDS or (rule.kind == "ratio") != bool(rule.above and rule.below):
        raise ValueError(f"{code}: {row}")
    return rule
