"""Numbers as people type them and the units of this field: read, convert, offer, name.

Conversion factors are exact fractions, so 54 d are exactly 1296 h and 0.1 TB/s exactly 100 GB/s: a value
is rounded once, at the end. Bits and bytes, 1000 and 1024, operations (FLOP) and operations per second
(FLOPS) are different units and never guessed.
"""

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

import pint

from indicators.vocabulary import CHOICES, DEFINITIONS, FORMAL, LABELS

MAX_LENGTH = 60
PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?")
CHINESE = re.compile(r"(.*?)\s*([十百千]?[万亿]?亿?)")
SPELLING = re.compile(r"(1|percentage point|[A-Za-zµμ%]+)(/[A-Za-zµμ%]+)*")
MULTIPLIERS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
ONE = frozenset({"", "1", "ratio"})
NINES = "nines"
MOST_NINES = 15
"""More nines than a float can tell from one."""


class UnitError(ValueError):
    """A number or unit that cannot be taken.

    code: empty, too_long, not_a_number, ambiguous, not_finite, unknown_unit or other_dimension.
    found: what was given. expected: the units that would do, for the last two.
    """

    def __init__(self, code: str, found: str, expected: tuple[str, ...] = ()) -> None:
        super().__init__(f"{code}: {found!r}")
        self.code = code
        self.found = found
        self.expected = expected


@dataclass(frozen=True)
class Base:
    """A unit in base units: powers by dimension ("[time]"...), and how many base units it is."""

    dimension: Mapping[str, Fraction]
    scale: Fraction


def parse_number(text: str) -> float:
    """Read a number as people type it.

    Taken: ``1024``, ``1,024``, ``3.5e12``, full-width digits, a minus sign of any kind, and the Chinese
    multipliers 十 百 千 万 亿 and their products (``1.2万``, ``3.5 万亿``). Raises UnitError:
    ``ambiguous`` for a comma that need not separate thousands (``1,5``), ``not_finite`` for what is
    larger than a float, ``not_a_number`` for the rest, also for 兆, which means two things.
    """
    return _rounded(_exact(text), text)


def to_canonical(text: str, unit: str, canonical: str) -> float:
    """Read ``text`` as a number of ``unit`` and return it in ``canonical``; raises UnitError."""
    return _rounded(_rescaled(_exact(text), unit.strip(), canonical), text)


def convert(value: float, unit: str, canonical: str) -> float:
    """Return ``value`` of ``unit`` in ``canonical``.

    value: finite. Rounded once from the exact result. Raises UnitError: ``unknown_unit``,
    ``other_dimension`` (bytes are no seconds), ``not_finite``.
    """
    if not math.isfinite(value):
        raise UnitError("not_finite", str(value))
    return _rounded(_rescaled(Fraction(value), unit.strip(), canonical), str(value))


def choices(canonical: str) -> tuple[str, ...]:
    """Return the units to offer for a quantity kept in ``canonical``, that one first."""
    return CHOICES.get(canonical, (canonical,))


def label(unit: str, language: str) -> str:
    """Return how a unit is printed in a language (``zh…`` or another, taken as English)."""
    chinese, english = LABELS.get(unit, (unit, unit))
    return chinese if language.startswith("zh") else english


def known(unit: str) -> bool:
    """Tell whether a unit can be read, or is one of the names of measures."""
    if unit in LABELS:
        return True
    try:
        _unit(unit)
    except UnitError:
        return False
    return True


def formal(unit: str) -> str:
    """Return a unit as it counts in formulas: one that is named in words, by its parts."""
    return FORMAL.get(unit, unit)


@lru_cache(maxsize=512)
def base(unit: str) -> Base:
    """Return dimension and scale of a unit; raises UnitError for an unknown one."""
    found = _unit(formal(unit))
    scale = _registry().Quantity(Fraction(1), found).to_base_units().magnitude
    return Base({name: Fraction(str(power)) for name, power in found.dimensionality.items()}, scale)


def _exact(text: str) -> Fraction:
    """Return the number that was typed, without rounding."""
    plain = unicodedata.normalize("NFKC", text).strip().replace("−", "-").replace("–", "-")
    if not plain:
        raise UnitError("empty", text)
    if len(plain) > MAX_LENGTH:
        raise UnitError("too_long", f"{plain[:20]}…")
    if matched := CHINESE.fullmatch(plain):
        plain, suffix = matched.groups()
        return _digits(plain, text) * math.prod(MULTIPLIERS[sign] for sign in suffix)
    return _digits(plain, text)


def _digits(plain: str, text: str) -> Fraction:
    if GROUPED.fullmatch(plain):
        return Fraction(plain.replace(",", ""))
    if PLAIN.fullmatch(plain):
        return Fraction(Decimal(plain))
    if re.fullmatch(r"[+-]?[\d,.]+", plain) and "," in plain:
        raise UnitError("ambiguous", text)
    raise UnitError("not_a_number", text)


def _rounded(value: Fraction, text: str) -> float:
    try:
        return float(value)
    except OverflowError as error:
        raise UnitError("not_finite", text) from error


def _rescaled(value: Fraction, unit: str, canonical: str) -> Fraction:
    if unit == canonical:
        return value
    if unit == NINES and canonical in ONE:
        return _from_nines(value)
    return value * _factor(unit, canonical)


def _from_nines(count: Fraction) -> Fraction:
    """Three nines are 0.999: 1 - 10 ** -n."""
    if not 0 <= count <= MOST_NINES:
        raise UnitError("not_finite", f"{float(count):g} {NINES}")
    if count.denominator == 1:
        return 1 - Fraction(1, 10**count.numerator)
    return Fraction(-math.expm1(-float(count) * math.log(10)))


@lru_cache(maxsize=512)
def _factor(unit: str, canonical: str) -> Fraction:
    source, target = _unit(unit, canonical), _unit(canonical)
    if source.dimensionality != target.dimensionality:
        raise UnitError("other_dimension", unit, choices(canonical))
    if source.dimensionless and not _shares(unit, canonical):
        raise UnitError("other_dimension", unit, choices(canonical))
    return Fraction(_registry().convert(Fraction(1), source, target))


def _shares(unit: str, canonical: str) -> bool:
    """Tell whether two units without dimension measure the same: 5 % are 0.05, but not 0.05 parameters."""
    return unit in ONE or unit in choices(canonical) or canonical in choices(unit)


def _unit(name: str, canonical: str = "") -> pint.Unit:
    expected = choices(canonical) if canonical else ()
    if len(name) > MAX_LENGTH or (name and not SPELLING.fullmatch(name)):
        raise UnitError("unknown_unit", name, expected)
    try:
        return _registry().parse_units(_spelt(name))
    except (pint.PintError, ValueError) as error:  # ValueError: "nan", which it takes for a number
        raise UnitError("unknown_unit", name, expected) from error


def _spelt(name: str) -> str:
    """Return a unit as the registry spells it."""
    if name in ONE:
        return "count"
    return name.replace("%", "percent").replace("percentage point", "percentage_point")


@lru_cache(maxsize=1)
def _registry() -> pint.UnitRegistry[Fraction]:
    """Return the registry of our units, made at the first use."""
    registry: pint.UnitRegistry[Fraction] = pint.UnitRegistry(
        None, non_int_type=Fraction, on_redefinition="raise"
    )
    for line in DEFINITIONS:
        registry.define(line)
    return registry
