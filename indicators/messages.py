"""What is wrong with a file, in the language of whoever reads it."""

from collections.abc import Mapping
from difflib import get_close_matches

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.faults import Fault
from indicators.load import ChangedVersion

MOST_NAMES = 12
SENTENCES: Mapping[str, object] = {
    "not_toml": gettext_lazy("The file is not TOML: %(found)s."),
    "too_large": gettext_lazy("The file has %(found)s bytes; at most %(expected)s are taken."),
    "not_json": gettext_lazy("The file is not JSON: %(found)s."),
    "not_a_bundle": gettext_lazy("This is no bundle: its format is “%(found)s”, not %(expected)s."),
    "not_a_workbook": gettext_lazy("The file is no Excel workbook (.xlsx) that can be read."),
    "no_root_sheet": gettext_lazy(
        "There is no sheet “framework” or “profile”; start from the template. Found: %(found)s."
    ),
    "unknown_sheet": gettext_lazy("The template has no sheet “%(found)s”."),
    "formula_cell": gettext_lazy("A cell may not compute (“%(found)s”): write the value itself."),
    "foreign_part": gettext_lazy(
        "The workbook contains “%(found)s”. Save it without macros, links and embedded files."
    ),
    "too_deep": gettext_lazy("Tables are nested too deeply."),
    "bad_character": gettext_lazy(
        "The text contains the character %(found)s, which cannot be kept."
    ),
    "missing": gettext_lazy("This is missing."),
    "missing_anchor": gettext_lazy("There is no anchor for %(found)s."),
    "unknown_key": gettext_lazy("There is no such key here."),
    "wrong_type": gettext_lazy("Found %(found)s, expected %(expected)s."),
    "too_many": gettext_lazy("There are %(found)s entries; at most %(expected)s are taken."),
    "duplicate": gettext_lazy("“%(found)s” is there more than once."),
    "empty_text": gettext_lazy("The text is empty."),
    "unknown_name": gettext_lazy("Unknown name “%(found)s”; expected one of: %(expected)s."),
    "bad_name": gettext_lazy("“%(found)s” is no name: lower-case letters, digits and _ only."),
    "bad_code": gettext_lazy("“%(found)s” is no code: letters, digits and - only, at most 20."),
    "taken_code": gettext_lazy(
        "The code “%(found)s” belongs to somebody else; choose another one."
    ),
    "bad_slug": gettext_lazy(
        "“%(found)s” is no code: lower-case letters, digits, - and _ only, at most 60."
    ),
    "bad_version": gettext_lazy(
        "“%(found)s” is no version: letters, digits, dots and - only, at most 30."
    ),
    "too_long": gettext_lazy("The text has %(found)s characters; at most %(expected)s fit."),
    "changed_version": gettext_lazy(
        "Version %(found)s is published and never changes. Choose a new version."
    ),
    "reserved_name": gettext_lazy("“%(found)s” is reserved."),
    "unknown_unit": gettext_lazy("Unknown unit “%(found)s”."),
    "other_unit": gettext_lazy("Found the unit %(found)s, expected %(expected)s as of the input."),
    "order": gettext_lazy("Found %(found)s, expected %(expected)s."),
    "not_here": gettext_lazy("This does not belong to an item of kind “%(found)s”."),
    "not_positive": gettext_lazy("Found %(found)s, expected a number above zero."),
    "not_a_share": gettext_lazy("Found %(found)s, expected a share from 0 to 1."),
    "not_monotone": gettext_lazy("Anchors must all rise or all fall; found %(found)s."),
    "not_from_zero": gettext_lazy("The first level must start at a score of 0."),
    "units.sum": gettext_lazy(
        "“%(found)s” cannot be added or compared: these are different quantities."
    ),
    "units.scale": gettext_lazy(
        "“%(found)s” cannot be added or compared as they are: convert one with a number that has a unit, as 1000 [GB/TB]."
    ),
    "units.argument": gettext_lazy(
        "“%(found)s” needs a number without unit; divide by something of the same unit first."
    ),
    "units.exponent": gettext_lazy(
        "“%(found)s” cannot be the exponent of something with a unit; a number up to 12 can."
    ),
    "units.result": gettext_lazy(
        "The formula gives “%(found)s”, but “%(expected)s” is declared. A conversion is a number with a unit, as 1000 [GB/TB]."
    ),
    "bad_level": gettext_lazy(
        "“%(found)s” is no level's code: letters, digits and - only, at most 10."
    ),
    "nothing_in_it": gettext_lazy("Nothing stands under “%(found)s”."),
    "unused": gettext_lazy("No formula and no criterion uses “%(found)s”."),
    "mixed_units": gettext_lazy(
        "One comparison has numbers in %(found)s; convert them under “values” first."
    ),
    "bad_braces": gettext_lazy(
        "The braces in “%(found)s” cannot be read; they hold one name each, as {pue}."
    ),
    "condition.construct": gettext_lazy(
        "“%(found)s” is not allowed: a condition compares two formulas by < <= > >= == !=, joined by and, or, not."
    ),
    "expression.empty": gettext_lazy("The formula is empty."),
    "expression.too_long": gettext_lazy("The formula is longer than 400 characters."),
    "expression.too_deep": gettext_lazy("The formula is nested too deeply."),
    "expression.character": gettext_lazy("“%(found)s” may not stand in a formula."),
    "expression.bracket": gettext_lazy(
        "A unit in brackets stands directly behind a number, as in 1000 [GB/TB]."
    ),
    "expression.syntax": gettext_lazy("The formula cannot be read from “%(found)s” on."),
    "expression.construct": gettext_lazy(
        "“%(found)s” is not allowed: a formula is numbers, names, + - * / **, parentheses and functions."
    ),
    "expression.function": gettext_lazy(
        "There is no function as in “%(found)s”; there are min, max, sqrt, ln, log10, exp and abs."
    ),
    "expression.arguments": gettext_lazy("“%(found)s” has the wrong number of arguments."),
    "expression.function_without_arguments": gettext_lazy(
        "The function “%(found)s” needs arguments."
    ),
}


def explain(fault: Fault) -> str:
    """Say in a sentence what is wrong and what was expected."""
    expected = ", ".join(_likely(fault))
    values = {"found": fault.found, "expected": expected}
    return str(SENTENCES[fault.code]) % values


def _likely(fault: Fault) -> tuple[str, ...]:
    """What would do; of many names, those most like the one found."""
    if len(fault.expected) <= MOST_NAMES:
        return fault.expected
    close = get_close_matches(fault.found, fault.expected, n=3, cutoff=0.5)
    return (*(close or fault.expected[:MOST_NAMES]), "…")


def explain_change(error: ChangedVersion) -> str:
    """Say that a published version never changes, and what to do."""
    return _(
        "%(code)s %(version)s is published and never changes. Give the file a new version instead."
    ) % {"code": error.code, "version": error.version}
