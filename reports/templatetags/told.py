"""Figures of a dashboard as they are written: the same digits on the page as on paper."""

from django import template

from reports import numbers

register = template.Library()
WRITERS = ("exact", "index", "percent", "points", "quantity", "share")
for _name in WRITERS:
    register.filter(_name, getattr(numbers, _name))
