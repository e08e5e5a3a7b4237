"""The figures the report prints for its own example, beside the exact ones."""

from dataclasses import dataclass
from fractions import Fraction

from assess.capacity.figures import Figures
from assess.capacity.inputs import PlanInput
from indicators.records import Text

EXAMPLE = {"params": 175e9, "tokens": 3500e9, "days": 50, "utilisation": 0.4, "card_tflops": 300}
"""Report, appendix: 175B parameters, 3500B tokens, 50 days, 40 %, 300 TFLOPS."""


@dataclass(frozen=True)
class Printed:
    """A figure as the report prints it, and what is to be said about it."""

    quantity: str
    figure: int
    unit: Text
    verdict: Text
    assumptions: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """A printed figure with the exact one."""

    printed: Printed
    exact: Fraction


PRINTED = (
    Printed(
        "compute_pflops",
        2836,
        Text("PFLOPS", "PFLOPS"),
        Text(
            "四舍五入，数值正确；但所印算式的结果是 2 835 648 TFLOPS，除以 1000 未写出",
            "Rounded, the figure is right; but the printed expression yields 2,835,648 TFLOPS, the division by 1000 is not shown",
        ),
        ("A21",),
    ),
    Printed(
        "cards",
        9453,
        Text("块", "cards"),
        Text("向上取整，正确", "Rounded up, right"),
        ("A19",),
    ),
    Printed(
        "storage_bandwidth_gb_s",
        5600,
        Text("GB/s", "GB/s"),
        Text(
            "规则是“≥”，却向下取整：比下限少 71.296 GB/s",
            "The rule is “at least”, yet it is rounded down: 71.296 GB/s short of the bound",
        ),
        ("A14", "A19"),
    ),
    Printed(
        "storage_total_pb",
        70,
        Text("PB", "PB"),
        Text("舍去小数：少 0.8912 PB", "The decimals are cut off: 0.8912 PB short"),
        ("A19",),
    ),
)  # fmt: skip


def compared(plan: PlanInput, found: Figures) -> tuple[Comparison, ...]:
    """Printed beside exact figures, for the report's own example only.

    Source: report, appendix (一) and (二).
    """
    if any(getattr(plan, name) != value for name, value in EXAMPLE.items()):
        return ()
    return tuple(Comparison(item, Fraction(getattr(found, item.quantity))) for item in PRINTED)
