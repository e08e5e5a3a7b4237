"""Figures that people write down themselves, in our plain CSV or JSON: checked against the list of quantities."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from assess.evidence.quantities import QUANTITIES
from assess.evidence.reading import Condition, Finding, Reading, Where
from indicators.records import Text
from indicators.units import UnitError, convert, parse_number

HAND_WRITTEN = Text(
    "人工整理的数据，没有工具原始输出可核对",
    "Written down by hand: there is no tool's output to check it by",
)
UNKNOWN = Text(
    "不认识的量；可用的量见文档", "A quantity that is not known; those that are stand in the docs"
)
NO_NUMBER = Text(
    "数值无法读出或有歧义（如 1,5）", "The value is no number, or could mean two (such as 1,5)"
)
WRONG_UNIT = Text(
    "单位不认识，或不是该量的单位", "The unit is not known, or not one of this quantity"
)


@dataclass(frozen=True)
class Entry:
    """A figure as it was written."""

    where: Where
    quantity: str
    value: str
    unit: str
    conditions: Mapping[str, Condition]


def stated_reading(entry: Entry) -> Reading | Finding:
    """The reading of an entry, or what is wrong with it."""
    quantity = QUANTITIES.get(entry.quantity)
    if quantity is None:
        near = ", ".join(get_close_matches(entry.quantity, QUANTITIES))
        return Finding("unknown_quantity", "error", UNKNOWN, entry.where, entry.quantity, near)
    try:
        number = parse_number(entry.value)
    except UnitError:
        return Finding("bad_number", "error", NO_NUMBER, entry.where, entry.value)
    try:
        value = (
            number if entry.unit == quantity.unit else convert(number, entry.unit, quantity.unit)
        )
    except UnitError as error:
        wanted = ", ".join(error.expected) or quantity.unit
        return Finding("bad_unit", "error", WRONG_UNIT, entry.where, entry.unit, wanted)
    return Reading(quantity.code, value, entry.value, entry.unit, entry.where, entry.conditions)
