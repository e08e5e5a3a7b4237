"""Choices of the form as HTML, made once for each list and choice: a page has a hundred of them."""

from collections.abc import Mapping
from functools import lru_cache

from django import template
from django.template.loader import get_template
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from assess.answering.blocks import IndicatorBlock
from assess.answering.fields import CriterionField, InputField
from assess.answering.frames import Option
from assess.models import Answer
from assess.tallies import Given, Standing

register = template.Library()


@register.simple_tag
def indicator_body(block: IndicatorBlock, about: str) -> SafeString:
    """An indicator's answers to fill in. Equal blocks look the same, so each is rendered once."""
    return _body(block, about, str(get_language()))


@lru_cache(maxsize=1024)
def _body(block: IndicatorBlock, about: str, language: str) -> SafeString:
    body = get_template("assess/form_body.html").render({"block": block, "about": about})
    return mark_safe(body)  # noqa: S308 - a template made it


@register.filter
def unit_options(field: InputField) -> SafeString:
    """The units of an input, the one in use chosen."""
    return _options(field.options, field.unit)


@register.filter
def evidence_options(chosen: str) -> SafeString:
    """The evidence classes."""
    return _evidence(chosen, str(get_language()))


@register.filter
def credits(criterion: CriterionField) -> SafeString:
    """The credits of a criterion, as radio buttons."""
    return _credits(criterion.frame.code, criterion.credit, str(get_language()))


@register.filter
def credit_words(credit: str) -> str:
    """A credit in words."""
    return dict(_scale())[credit]


def _scale() -> tuple[tuple[str, str], ...]:
    return (
        ("", _("unanswered")),
        ("0", _("none")),
        ("0.25", _("some")),
        ("0.5", _("half")),
        ("1", _("full")),
    )


@lru_cache(maxsize=2048)
def _options(options: tuple[Option, ...], chosen: str) -> SafeString:
    """Options without what HTML lets out: end tags, and values that are the same as the words."""
    return mark_safe("".join(_option(item, chosen) for item in options))  # noqa: S308 - parts are escaped


def _option(item: Option, chosen: str) -> str:
    value = "" if item.value == item.label else f' value="{escape(item.value)}"'
    selected = " selected" if item.value == chosen else ""
    return f"<option{value}{selected}>{escape(item.label)}"


@lru_cache(maxsize=64)
def _evidence(chosen: str, language: str) -> SafeString:
    classes = Answer.Evidence.choices
    options = (Option("", "—"), *(Option(value, str(label)) for value, label in classes))
    return _options(options, chosen)


@lru_cache(maxsize=2048)
def _credits(code: str, chosen: str, language: str) -> SafeString:
    buttons = (
        (code, value, mark_safe(" checked") if value == chosen else "", value or "—", words)
        for value, words in _scale()
    )
    markup = '<label><input type="radio" name="c-{}" value="{}"{}><span><b>{}</b>{}</span></label>'
    return format_html_join("", markup, buttons)


@register.filter
def at(rows: Mapping[str, object], code: str) -> object:
    """What stands under a code; nothing where nothing does."""
    return rows.get(code, "")


@register.simple_tag
def typed_item(typed: Mapping[str, str], row: Standing) -> Given:
    """What a checklist item's fields show: what was just typed, else what is kept."""
    code = row.item.code
    if f"a-{code}" not in typed:
        return row.given
    return Given(
        typed[f"a-{code}"],  # type: ignore[arg-type]  # shown as it came
        typed.get(f"r-{code}", ""),
        typed.get(f"e-{code}", ""),
        typed.get(f"n-{code}", ""),
    )


KINDS = {
    "pillar": gettext_lazy("pillar"),
    "group": gettext_lazy("group"),
    "indicator": gettext_lazy("indicator"),
    "criterion": gettext_lazy("criterion"),
    "input": gettext_lazy("raw input"),
    "variable": gettext_lazy("variable"),
    "rule": gettext_lazy("consistency rule"),
    "note": gettext_lazy("note on the source"),
    "mapping": gettext_lazy("clause of another standard"),
}


@register.filter
def kind_words(kind: str) -> str:
    """What kind of item a change is about."""
    return str(KINDS[kind])
