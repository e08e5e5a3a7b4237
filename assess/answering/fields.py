"""What is typed at an indicator, field by field: frozen records that the templates show."""

from dataclasses import dataclass

from assess.answering.frames import CriterionFrame, InputFrame, Option
from assess.scoring.results import CriterionResult


@dataclass(frozen=True)
class InputField:
    """A number to type: as it was typed, in its unit, with its source and what is wrong with it."""

    frame: InputFrame
    text: str
    unit: str
    source: str
    low: str
    high: str
    error: str
    canonical: str
    offer: str

    @property
    def options(self) -> tuple[Option, ...]:
        """The units to choose from, with the one in use."""
        values = {option.value for option in self.frame.choices}
        extra = () if self.unit in values else (Option(self.unit, self.unit),)
        return (*self.frame.choices, *extra)

    @property
    def unit_label(self) -> str:
        """The unit in use, in words; nothing for a plain number."""
        if self.unit == self.frame.unit:
            return self.frame.unit_label
        return next(option.label for option in self.options if option.value == self.unit)


@dataclass(frozen=True)
class Given:
    """A number that is given elsewhere: of the cluster, or asked at another indicator."""

    name: str
    text: str
    unit: str
    indicator: str


@dataclass(frozen=True)
class CriterionField:
    """A criterion: its credit or its number, and whether it applies."""

    frame: CriterionFrame
    result: CriterionResult | None
    input: InputField | None
    given: str
    credit: str
    not_applicable: bool
    reason: str
    error: str
    evidence: str
    decision: str
    decision_note: str
