"""Numbers as people read them on a page."""

from math import floor, isfinite, log10

SIGNIFICANT = 5
LARGE, SMALL = 1e15, 1e-4
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
NONE = "—"


def number(value: float | None) -> str:
    """Return a number with five significant digits, whole numbers below 10¹⁵ in full; a dash for None."""
    if value is None or not isfinite(value):
        return NONE
    size = abs(value)
    if size >= LARGE or 0 < size < SMALL:
        return _scientific(value)
    if value == int(value):
        return f"{value:,.0f}"
    return _trimmed(f"{value:,.{max(0, SIGNIFICANT - 1 - floor(log10(size)))}f}")


def points(value: float | None) -> str:
    """Return a score with one decimal; a dash for None."""
    return NONE if value is None else f"{value:.1f}"


def share(value: float | None) -> str:
    """Return a share of one as a whole percentage; a dash for None."""
    return NONE if value is None else f"{100 * value:.0f} %"


def plain(value: float) -> str:
    """Return a number as somebody would type it: no separators, nothing lost."""
    return f"{value:.0f}" if value == int(value) and abs(value) < LARGE else repr(value)


def _scientific(value: float) -> str:
    mantissa, exponent = f"{value:.{SIGNIFICANT - 1}e}".split("e")
    return f"{_trimmed(mantissa)}×10{str(int(exponent)).translate(SUPERSCRIPT)}"


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
