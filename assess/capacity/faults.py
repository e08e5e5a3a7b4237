"""What is wrong with an order: which field, what was found, what is expected."""

from collections.abc import Sequence
from dataclasses import dataclass

from indicators.records import Text


@dataclass(frozen=True)
class PlanFault:
    """One bad field. ``code``: missing, unknown, not_a_number, not_whole, out_of_range, not_a_choice, not_a_list."""

    field: str
    found: str
    expected: Text
    code: str


class PlanError(ValueError):
    """An order that cannot be planned, with all its faults."""

    def __init__(self, faults: Sequence[PlanFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            "; ".join(
                f"{item.field}: {item.expected.en} (found: {item.found})" for item in self.faults
            )
        )
