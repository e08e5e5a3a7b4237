"""Figures of a dashboard as they are written: the same digits on the page as on paper."""

from django import template

from reports import numbers

register = template.Library()
for _writer in (
    numbers.exact,
    numbers.index,
    numbers.percent,
    numbers.points,
    numbers.quantity,
    numbers.share,
):
    register.filter(_writer)
