"""Quantities as people write them: 175B, 3.5T, 1.2万, 40%, or a number with its unit."""

from collections.abc import Mapping

from indicators import units

SUFFIXES = {"K": 1e3, "M": 1e6, "G": 1e9, "B": 1e9, "T": 1e12}
PLAIN_UNITS = frozenset({"yes", "price"})
"""Of these there is nothing to convert."""


def number_of(text: str) -> float:
    """A number with a suffix (K, M, B or G, T), a Chinese multiplier or a per cent sign; raises UnitError."""
    plain = text.strip()
    if plain.endswith(("%", "％")):
        return units.parse_number(plain[:-1].strip()) * 0.01
    factor = SUFFIXES.get(plain[-1:].upper())
    if factor:
        return units.parse_number(plain[:-1].strip()) * factor
    return units.parse_number(plain)


def quantity_of(raw: object, unit: str) -> float:
    """A value in ``unit``: a number, a text, or {"value", "unit"} in another unit of the same kind.

    Raises UnitError: not_a_number, unknown_unit, other_dimension.
    """
    if isinstance(raw, Mapping):
        given = str(raw.get("unit") or unit)
        value = quantity_of(raw.get("value"), unit)
        same = given == unit or unit in PLAIN_UNITS
        return value if same else units.convert(value, given, unit)
    if isinstance(raw, bool | int | float):
        return float(raw)
    if isinstance(raw, str):
        return number_of(raw)
    raise units.UnitError("not_a_number", str(raw))


def is_given(raw: object) -> bool:
    """Whether anything was written at all; an empty field means "unknown"."""
    value = raw.get("value") if isinstance(raw, Mapping) else raw
    return value is not None and str(value).strip() != ""


def as_typed(raw: object) -> dict[str, str] | None:
    """Text and unit of what was written; None for a bare number."""
    if isinstance(raw, Mapping):
        return {"value": str(raw.get("value")), "unit": str(raw.get("unit") or "")}
    return {"value": raw, "unit": ""} if isinstance(raw, str) else None
