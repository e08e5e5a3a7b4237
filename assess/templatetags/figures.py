"""Filters for numbers and for texts in two languages: ``{% load figures %}{{ value|number }}``, ``{{ text|words }}``."""

from collections.abc import Mapping

from django import template
from django.utils.translation import get_language

from assess.answering.numbers import number, points, share

register = template.Library()
register.filter(number)
register.filter(points)
register.filter(share)


@register.filter
def words(text: Mapping[str, str]) -> str:
    """A text of a stored result ({"zh", "en"}) in the reader's language."""
    return text["zh" if str(get_language()).startswith("zh") else "en"]
