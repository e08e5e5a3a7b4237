"""Which inputs would count before others: an indicator takes the first of its formulas that can be computed."""

from collections import Counter
from collections.abc import Mapping, Set

from assess.scoring.values import scope_of
from indicators.definitions import Framework, Indicator
from indicators.expressions import parse


def overridden_by(
    framework: Framework,
    indicator: Indicator,
    inputs: Mapping[str, float],
    own: Set[str],
    given: Set[str],
) -> tuple[str, ...]:
    """The given inputs to take away so that an indicator's value comes of its ``own`` inputs.

    inputs: all that would be known. Of each earlier formula that could be computed those go that fewest indicators use.
    A formula over the cluster's description alone cannot be taken away, and then stays before all others.
    """
    gone: set[str] = set()
    uses = _uses(framework)
    for formula in _before_own(framework, indicator, inputs, own):
        known = {code: value for code, value in inputs.items() if code not in gone}
        names = set(scope_of(framework, known).behind(formula))
        removable = names & given if names <= known.keys() else frozenset()
        least = min((uses[code] for code in removable), default=0)
        gone |= {code for code in removable if uses[code] == least}
    return tuple(sorted(gone))


def _before_own(
    framework: Framework, indicator: Indicator, inputs: Mapping[str, float], own: Set[str]
) -> tuple[str, ...]:
    """The formulas that come before the first one over the own inputs; none where no formula uses them."""
    scope = scope_of(framework, inputs)
    for place, formula in enumerate(indicator.formulas):
        if set(scope.behind(formula)) & own:
            return indicator.formulas[:place]
    return ()


def _uses(framework: Framework) -> Counter[str]:
    """How many indicators use a name in the formulas of their value."""
    return Counter(
        name
        for item in framework.indicators
        for name in {name for text in item.formulas for name in parse(text).names}
    )
