"""Where a figure stands in its file, in the reader's language: ``{% load places %}{{ item.place|place_words }}``."""

import re

from django import template
from django.utils.translation import gettext as _

register = template.Library()

LINES = re.compile(r"lines? (\d+)(?:-(\d+))?(?:, (.*))?", re.DOTALL)


@register.filter
def place_words(place: str) -> str:
    """A place as ``Where`` prints it (``line 7``, ``lines 3-9, key``), its lines in the reader's language."""
    found = LINES.fullmatch(place)
    if found is None:
        return place
    first, last, key = found.groups()
    if last is None:
        told = _("line %(line)s") % {"line": first}
    else:
        told = _("lines %(first)s–%(last)s") % {"first": first, "last": last}
    return f"{told}, {key}" if key else told
