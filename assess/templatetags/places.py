"""Where a figure stands in its file, in the reader's language: ``{% load places %}{{ item.place|place_words }}``."""

import re

from django import template
from django.utils.translation import gettext as _

from assess import takings
from assess.evidence.condition_names import condition_name
from assess.evidence.reading import Condition, Where
from indicators.records import Text
from indicators.templatetags.framework import number

register = template.Library()

LINES = re.compile(r"lines? (\d+)(?:-(\d+))?(?:, (.*))?", re.DOTALL)


@register.filter
def place_words(place: str) -> str:
    """A place as ``Where`` prints it and kept changes hold it (``line 7``, ``lines 3-9, key``), in the reader's language."""
    found = LINES.fullmatch(place)
    if found is None:
        return place
    first, last, key = found.groups()
    return takings.place_words(Where(int(first), key or "", int(last) if last else None))


@register.filter
def condition_words(key: str) -> Text:
    """What a condition of a reading is called."""
    return condition_name(key)


@register.filter
def condition_value(value: Condition) -> str:
    """A condition's value: numbers by five digits, yes and no in words, all else as it stands."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return number(value) if isinstance(value, float) else str(value)
