"""Declared against measured: how far a typed figure and a file lie apart, and the consistency rule that then fires.

Tolerance: 5 %, the half-width that the method gives a figure of class E3 (docs/method.md, section 8), as rule CK11 has it
for MFU; availability one point, as rule CK3.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from assess.derivation.derive import Derivation
from assess.derivation.records import Candidate
from assess.derivation.slots import SLOTS, Slot
from indicators.records import Text
from indicators.rules import Rule

SAME_WITHIN = 1e-6
"""Shares below this are rounding of what was printed."""

DECLARED, MEASURED = "declared", "measured"
BEYOND = "measured > 1.05 * declared or measured < 0.95 * declared"
POINTS = "measured > declared + 1 or measured < declared - 1"
SOURCE = Text("申报与文件核对；E3 半宽 5%", "Declared against files; half-width of E3, 5 %")
ADVICE = Text(
    "请核对申报值，或在“文件证明”页采用文件中的数值；文件属于其他时段或其他集群的，请移除。",
    "Check the declared figure, or take the file's over on the page “What the files say”; remove files of another period or cluster.",
)


@dataclass(frozen=True)
class Difference:
    """A declared figure beside what the files say, both in the slot's unit."""

    slot: Slot
    declared: float
    measured: Candidate

    @property
    def absolute(self) -> float:
        """Measured less declared."""
        return self.measured.value - self.declared

    @property
    def percent(self) -> float | None:
        """The same in per cent of what is declared; None where that is 0."""
        return self.absolute / abs(self.declared) * 100.0 if self.declared else None

    @property
    def numbers(self) -> dict[str, float]:
        """The numbers that the rule looks at."""
        return {DECLARED: self.declared, MEASURED: self.measured.value}

    @property
    def units(self) -> dict[str, str]:
        """The units of these numbers."""
        return {DECLARED: self.slot.unit, MEASURED: self.slot.unit}


def differences(found: Derivation, declared: Mapping[str, float]) -> tuple[Difference, ...]:
    """Every slot that both are known of and that is not the same."""
    pairs = (
        Difference(item.slot, declared[item.slot.code], item.chosen)
        for item in found.resolutions
        if item.chosen and item.slot.code in declared
    )
    return tuple(item for item in pairs if not _same(item))


def _same(item: Difference) -> bool:
    return abs(item.absolute) <= SAME_WITHIN * max(abs(item.declared), abs(item.measured.value))


def rule_of(slot: Slot) -> Rule:
    """The rule that fires where a declared figure and a file lie too far apart."""
    return Rule(
        code=f"EV-{slot.code}",
        severity="warning",
        title=Text(
            f"{slot.code} 申报值与文件相差较大", f"{slot.code}: declared and files lie apart"
        ),
        when=POINTS if slot.points else BEYOND,
        message=Text(
            f"{slot.name.zh}：申报 {{declared}}，文件证明 {{measured}}。",
            f"{slot.name.en}: declared {{declared}}, files say {{measured}}.",
        ),
        advice=ADVICE,
        source=SOURCE,
        indicators=(slot.indicator,),
    )


RULES = {code: rule_of(slot) for code, slot in SLOTS.items()}
