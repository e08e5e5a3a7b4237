"""Exact numbers and how they are written: rounding up must not depend on float noise."""

from decimal import Decimal
from fractions import Fraction
from math import ceil

Number = int | float | Fraction

SECONDS_PER_DAY = 86400
TERA = 10**12
PETA = 10**15
WRITTEN_OUT = 10**6
"""From here on numbers are written with an exponent."""


def exact(value: Number) -> Fraction:
    """The number as it was written: 0.4 is two fifths, not the nearest binary fraction.

    Raises ValueError for what is not finite.
    """
    return value if isinstance(value, Fraction) else Fraction(str(value))


def rounded_up(value: Number) -> int:
    """The least whole number that is not below ``value``."""
    return ceil(exact(value))


def written(value: Number, digits: int = 10) -> str:
    """A number for a formula: ``50``, ``0.4``, ``1.75e11``; at most ``digits`` significant digits."""
    number = exact(value)
    if abs(number) >= WRITTEN_OUT:
        return _with_exponent(number, digits)
    return format(float(number), f".{digits}g")


def _with_exponent(number: Fraction, digits: int) -> str:
    text = format(Decimal(number.numerator) / Decimal(number.denominator), f".{digits - 1}e")
    mantissa, exponent = text.split("e")
    return f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"
