"""A raw input as it comes in: text and unit -> canonical value and range, or what is wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from assess.models import Measurement
from indicators import units
from indicators.definitions import Input

TEXT_LIMIT = 60
FIELDS = ("value", "low", "high")


@dataclass(frozen=True)
class ItemFault:
    """What is wrong with one item: where, what was found, what was expected, a stable code."""

    index: int
    field: str
    found: str
    expected: str
    code: str


def measurement(
    index: int, item: Mapping[str, Any], definition: Input, faults: list[ItemFault]
) -> Measurement | None:
    """Read a value and its range in their unit; hold them against the physical limits and each other."""
    unit = str(item.get("unit") or definition.unit)
    given = {name: item[name] for name in FIELDS if item.get(name) not in (None, "")}
    read = {
        name: amount(index, name, typed(text), unit, definition) for name, text in given.items()
    }
    wrong = [found for found in read.values() if isinstance(found, ItemFault)]
    amounts = {name: found for name, found in read.items() if not isinstance(found, ItemFault)}
    wrong = wrong or _out_of_order(
        index, amounts, {name: typed(text) for name, text in given.items()}
    )
    faults += wrong
    if wrong:
        return None
    texts = {name: typed(text) for name, text in given.items()}
    return Measurement(
        input=definition.code, text=texts["value"], unit=unit, value=amounts["value"],
        canonical_unit=definition.unit, low=amounts.get("low"), low_text=texts.get("low", ""),
        high=amounts.get("high"), high_text=texts.get("high", ""), source=words(item.get("source")),
    )  # fmt: skip


def _out_of_order(
    index: int, amounts: Mapping[str, float], texts: Mapping[str, str]
) -> list[ItemFault]:
    """A range has its value in it; an end that was not given is the value itself."""
    value = amounts["value"]
    faults = []
    if amounts.get("low", value) > value:
        expected = _("at most the value, %(value)s") % {"value": texts["value"]}
        faults.append(ItemFault(index, "low", texts["low"], expected, "not_in_range"))
    if amounts.get("high", value) < value:
        expected = _("at least the value, %(value)s") % {"value": texts["value"]}
        faults.append(ItemFault(index, "high", texts["high"], expected, "not_in_range"))
    return faults


def amount(index: int, field: str, text: str, unit: str, definition: Input) -> float | ItemFault:
    """Read one number in its unit, and hold it against the physical limits."""
    if len(text) > TEXT_LIMIT:
        return ItemFault(index, field, text[:20] + "…", _("at most 60 characters"), "too_long")
    try:
        value = units.to_canonical(text, unit, definition.unit)
    except units.UnitError as error:
        place = "unit" if error.code in {"unknown_unit", "other_dimension"} else field
        return ItemFault(
            index, place, f"{text} {unit}", _expected(error.code, definition), error.code
        )
    if expected := out_of_bounds(definition, value):
        return ItemFault(index, field, f"{text} {unit}", expected, "out_of_bounds")
    return value


def _expected(code: str, definition: Input) -> str:
    """Say what a number with a unit should have looked like."""
    if code in {"unknown_unit", "other_dimension"}:
        usual = ", ".join(units.choices(definition.unit))
        return _("one of the units %(units)s") % {"units": usual}
    if code == "ambiguous":
        return _("a number that can be read in one way only, such as 1234.5 or 1,234.5")
    return _("a number, such as 1234.5, 3.5e12 or 1.2万")


def out_of_bounds(definition: Input, value: float) -> str:
    """Say what was expected when a value is physically impossible, else nothing."""
    limits = {"min": definition.minimum, "max": definition.maximum, "unit": definition.unit}
    if definition.integer and value != int(value):
        return _("a whole number")
    low = definition.minimum is not None and value < definition.minimum
    high = definition.maximum is not None and value > definition.maximum
    if not low and not high:
        return ""
    if definition.minimum is not None and definition.maximum is not None:
        return _("from %(min)g to %(max)g %(unit)s") % limits
    if low:
        return _("at least %(min)g %(unit)s") % limits
    return _("at most %(max)g %(unit)s") % limits


def words(value: object) -> str:
    """What somebody wrote, without the one character that a database cannot hold."""
    return str(value or "").replace("\x00", "")


def typed(value: object) -> str:
    """The text as it was given; a number as its shortest exact text."""
    return value.strip() if isinstance(value, str) else repr(value)


def show(value: object) -> str:
    """What was found, short enough for a message."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= TEXT_LIMIT else text[:TEXT_LIMIT] + "…"
