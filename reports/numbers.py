"""How figures are written, the same on pages and on paper, so that one can be found in the other."""

from datetime import date

from assess.answering.numbers import NONE, SUPERSCRIPT, points
from assess.answering.numbers import number as quantity

BARE = frozenset({"", "1", "ratio"})
"""Units that nobody writes."""

__all__ = [
    "BARE",
    "NONE",
    "day",
    "exact",
    "fine_percent",
    "index",
    "off",
    "percent",
    "points",
    "quantity",
    "share",
    "signed",
]


def exact(value: float | None) -> str:
    """A raw input as it was given, to ten significant digits: ``0.999999``, ``16,384``, ``3.5×10¹²``."""
    if value is None:
        return NONE
    mantissa, _, exponent = f"{value:,.10g}".partition("e")
    return f"{mantissa}×10{str(int(exponent)).translate(SUPERSCRIPT)}" if exponent else mantissa


_NEAR_ONE = 0.99


def goal(value: float | None) -> str:
    """A figure to go to: as a quantity, but just below one (a reliability) with all its nines: ``0.999999``."""
    near = value is not None and _NEAR_ONE < value < 1.0
    return exact(value) if near else quantity(value)


def share(value: float | None) -> str:
    """A weight or contribution in points of the overall, to two decimals: ``6.67``."""
    return NONE if value is None else f"{value:.2f}"


def signed(value: float | None) -> str:
    """A difference in points, with its sign, to two decimals: ``+1.25``, ``−0.40``, ``0.00``."""
    if value is None:
        return NONE
    text = f"{value:+.2f}".replace("-", "−")
    return "0.00" if text in {"+0.00", "−0.00"} else text


def percent(value: float | None) -> str:
    """A share in [0, 1] as per cent, to one decimal: ``96.5 %``."""
    return NONE if value is None else f"{100 * value:.1f}%"


def fine_percent(value: float | None) -> str:
    """A share as per cent, to two decimals, where it stands beside a limit: ``8.04%``."""
    return NONE if value is None else f"{100 * value:.2f}%"


def off(value: float | None) -> str:
    """A relative error as signed per cent, to one decimal: ``−22.1%``."""
    return NONE if value is None else f"{100 * value:+.1f}%".replace("-", "−")


def index(value: float | None) -> str:
    """An index in [0, 1] to two decimals: ``0.72``."""
    return NONE if value is None else f"{value:.2f}"


def day(value: date, language: str) -> str:
    """A date as it is written: ``2026年11月23日``, ``23 November 2026``."""
    if language == "en":
        return f"{value.day} {value:%B %Y}"
    return f"{value.year}年{value.month}月{value.day}日"
