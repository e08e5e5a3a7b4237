"""The words of a chapter on a plan: a text, a unit, a value in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assess.models import CapacityPlan
from indicators.records import Text
from indicators.units import label
from reports.dashboard import say
from reports.documents.writer import Language
from reports.numbers import BARE, percent, quantity

NONE = "—"
UNNAMED = {"price": "", "count": "", "yes": ""}


@dataclass(frozen=True)
class PlanWriter:
    """Chooses the language; called with both wordings it takes one."""

    plan: CapacityPlan
    language: Language

    def __call__(self, zh: str, en: str) -> str:
        return en if self.language == "en" else zh

    def of(self, text: Text | Mapping[str, str]) -> str:
        """A text in the reader's language."""
        return say(text if isinstance(text, Text) else Text(**text), self.language)

    @property
    def result(self) -> Mapping[str, Any]:
        """What was computed."""
        return self.plan.result or {}

    @property
    def source(self) -> str:
        """The line below tables and pictures."""
        return self("来源：算衡容量规划", "Source: SuanHeng capacity plan")

    def unit(self, code: str) -> str:
        """A unit; nothing for mere numbers."""
        return "" if code in BARE | UNNAMED.keys() else label(code, self.language)

    def value(self, value: Any, unit: str) -> str:
        """A value with its unit."""
        if value is None or value == "":
            return NONE
        if unit == "yes":
            return self("是", "yes") if value else self("否", "no")
        if unit == "ratio" and float(value) <= 1:
            return percent(float(value))
        number = value if isinstance(value, str) else quantity(float(value))
        return f"{number} {self.unit(unit)}".strip()
