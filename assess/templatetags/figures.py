"""Filters for numbers: ``{% load figures %}{{ value|number }}``, ``|points``, ``|share``."""

from django import template

from assess.answering.numbers import number, points, share

register = template.Library()
register.filter(number)
register.filter(points)
register.filter(share)
