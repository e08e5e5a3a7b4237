"""Data with two languages, numbers and units in templates."""

from decimal import Decimal

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from indicators import units
from indicators.definitions import Framework
from indicators.models import Framework as Row
from indicators.records import Text

register = template.Library()

NONE = "—"
WHOLE_BELOW = 1e15
SMALLEST_PLAIN = 1e-4
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@register.filter
def in_language(text: Text | None) -> str:
    """Return a text in the reader's language."""
    if text is None:
        return ""
    return text.zh if _language().startswith("zh") else text.en


@register.simple_tag
def indicator_link(row: Row, framework: Framework, code: str) -> SafeString:
    """Return a link to the page of an indicator, or to a criterion on its indicator's page."""
    if code in framework.indicator_by_code:
        target = reverse("indicator_detail", args=[row.code, code])
    else:
        owner = next(
            item.code
            for item in framework.indicators
            if code in [criterion.code for criterion in item.criteria]
        )
        target = f"{reverse('indicator_detail', args=[row.code, owner])}#{code}"
    return format_html('<a class="code" href="{}">{}</a>', target, code)


@register.filter
def number(value: float | None, digits: int = 5) -> str:
    """Print a number with ``digits`` significant digits and thousands separated: 1,024; 0.3788; 1.3×10¹³."""
    if value is None:
        return NONE
    if value == int(value) and abs(value) < WHOLE_BELOW:
        return f"{int(value):,}"
    if SMALLEST_PLAIN <= abs(value) < WHOLE_BELOW:
        rounded = Decimal(format(value, f".{digits}g"))
        text = f"{rounded:,f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    mantissa, exponent = format(value, f".{digits - 1}e").split("e")
    power = str(int(exponent)).translate(SUPERSCRIPT)
    return f"{mantissa.rstrip('0').rstrip('.')}×10{power}"


@register.filter
def unit_label(unit: str) -> str:
    """Return a unit as it is printed in the reader's language."""
    return units.label(unit, _language())


@register.filter
def printed_formula(formula: str) -> str:
    """Return a formula with × and ÷ kept readable: ``a * b ** 2`` as ``a × b ^ 2``."""
    return formula.replace("**", "^").replace(" * ", " × ")


def _language() -> str:
    return get_language() or "zh-hans"
