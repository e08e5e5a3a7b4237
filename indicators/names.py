"""The names that rules may use, with the unit of each: inputs, variables, indicators."""

import re
from collections.abc import Mapping

from indicators.definitions import Framework

NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")


def units_of(framework: Framework) -> Mapping[str, str]:
    """Return each name with its unit.

    An indicator's code is a name where it reads as one and no input or variable has it already.
    """
    quantities = [item for item in framework.indicators if item.kind == "quantitative"]
    named = {item.code: item.unit for item in quantities if item.code.isidentifier()}
    return (
        named
        | {item.code: item.unit for item in framework.inputs}
        | {item.code: item.unit for item in framework.variables}
    )
