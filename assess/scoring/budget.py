"""Expert budget: 100 points shared out among the items of a level, several experts averaged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Literal

POINTS = 100.0
TOLERANCE = 1e-6
"""Points by which a sum may miss 100: decimals that people type do not add up in binary."""

Shares = Mapping[str, float]


@dataclass(frozen=True)
class BudgetFault:
    """What is wrong with a budget: an item without points above zero, or the sum of all of them."""

    code: Literal["not_positive", "not_hundred"]
    item: str
    found: float


class BudgetError(ValueError):
    """A budget that is refused, with every fault."""

    def __init__(self, faults: Sequence[BudgetFault]) -> None:
        super().__init__(", ".join(f"{item.code} {item.item}".strip() for item in faults))
        self.faults = tuple(faults)


def budget_shares(points: Mapping[str, float]) -> dict[str, float]:
    """Shares in (0, 1] that add up to 1, from points by item.

    s_i = b_i / 100 with b_i > 0 points of item i and sum(b) = 100. An item that is to count nothing
    is left out of the profile, not given 0 points.

    Raises:
        BudgetError: an item has no points above zero, or the points do not add up to 100.

    Source: OECD/JRC, Handbook on Constructing Composite Indicators (2008), 6.3.3 "budget allocation".
    """
    total = sum(points.values())
    faults = [BudgetFault("not_positive", code, b) for code, b in points.items() if not b > 0]
    if not abs(total - POINTS) <= TOLERANCE:
        faults.append(BudgetFault("not_hundred", "", total))
    if faults:
        raise BudgetError(faults)
    return {code: b / total for code, b in points.items()}


def mean_shares(experts: Sequence[Shares]) -> dict[str, float]:
    """The arithmetic mean of several experts' shares of the same items; it adds up to 1 again.

    Each expert counts the same, whether the shares come from a budget or from comparisons.

    Raises:
        ValueError: there is no expert, or two experts judged different items.

    Source: OECD/JRC Handbook (2008), 6.3.3; Forman and Peniwati (1998), Eur. J. Oper. Res. 108, eq. (2).
    """
    if len({frozenset(shares) for shares in experts}) != 1:
        raise ValueError("experts must have judged the same items")
    count = len(experts)
    return {code: fsum(shares[code] for shares in experts) / count for code in experts[0]}
