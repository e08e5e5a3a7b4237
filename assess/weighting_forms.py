"""What people type about weights: a new weighting, and the judgement of one level, in points or in pairs."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from assess import profiles
from assess.answering.numbers import number, plain
from assess.forms import ProfileChoice, choose_the_only_one, editable_organisations
from assess.models import Organisation, User, Weighting
from assess.scoring.ahp import SCALE, Misfit, Priorities
from assess.scoring.budget import BudgetError
from assess.scoring.weighting import Node, Values, compared, compares, node_shares
from indicators import units
from indicators.models import Profile
from indicators.templatetags.framework import in_language

STRENGTHS = {
    1: gettext_lazy("equally important"),
    2: gettext_lazy("equally to moderately more important"),
    3: gettext_lazy("moderately more important"),
    4: gettext_lazy("moderately to strongly more important"),
    5: gettext_lazy("strongly more important"),
    6: gettext_lazy("strongly to very strongly more important"),
    7: gettext_lazy("very strongly more important"),
    8: gettext_lazy("very strongly to extremely more important"),
    9: gettext_lazy("extremely more important"),
}
JUDGEMENTS = {plain(step) if step >= 1 else f"1/{round(1 / step)}": step for step in SCALE}
OPTIONS = tuple(reversed(JUDGEMENTS))
COMPARED = pgettext_lazy("a comparison in pairs", "%(one)s is %(how)s than %(other)s")


class WeightingForm(forms.Form):
    """A new weighting: whose, over which profile, by which method."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"), queryset=Organisation.objects.none()
    )
    base = ProfileChoice(
        label=gettext_lazy("Base profile"),
        queryset=Profile.objects.none(),
        empty_label=None,
        help_text=gettext_lazy(
            "Anchors, levels and gates are taken from it; so are weights not judged."
        ),
    )
    method = forms.ChoiceField(
        label=gettext_lazy("Method"),
        choices=Weighting.Method.choices,
        widget=forms.RadioSelect,
        initial=Weighting.Method.BUDGET,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = editable_organisations(user)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        choose_the_only_one(self, "organisation", organisations)
        owners = organisations.values_list("pk", flat=True)
        self.fields["base"].queryset = profiles.open_to(owners)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The base is one that the organisation may use."""
        given: dict[str, Any] = super().clean() or {}
        base, organisation = given.get("base"), given.get("organisation")
        if base and organisation and base.owner not in (None, organisation.pk):
            self.add_error(
                "base", gettext_lazy("This scoring profile belongs to another organisation.")
            )
        return given


@dataclass(frozen=True)
class Row:
    """An item with its points as typed, or a pair with the judgement chosen for it."""

    key: str
    name: str
    other: str
    text: str
    fault: str
    short: tuple[str, str] = ("", "")

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """What can be chosen of a pair: value, words, whether it is chosen."""
        return [(key, compared_words(key, *self.short), key == self.text) for key in OPTIONS]


@dataclass(frozen=True)
class Entry:
    """The judgement of a level as it stands on the page, and what it amounts to.

    faults: sentences; usable: it can be kept. total: the points given out. found: what the pairs say.
    shares: points of 100 of each item, by name; empty while it cannot be told.
    """

    pairwise: bool
    rows: tuple[Row, ...]
    values: Values
    faults: tuple[str, ...]
    total: float | None
    missing: int
    found: Priorities | None
    shares: tuple[tuple[str, float], ...]

    @property
    def usable(self) -> bool:
        """Whether it can be kept."""
        return not self.faults and not self.missing


def entry_of(node: Node, method: str, typed: Mapping[str, Any]) -> Entry:
    """Read a level's fields, ``w-<code>`` or ``w-<a>:<b>``, and work out what follows from them."""
    if compares(method, node):
        return _pairs(node, {key: str(typed.get(f"w-{key}", "")) for key in _keys(node)})
    return _points(node, {code: str(typed.get(f"w-{code}", "")).strip() for code in node.items})


def typed_of(values: Values) -> dict[str, str]:
    """A kept judgement as its fields."""
    words = {round(step, 9): key for key, step in JUDGEMENTS.items()}
    return {
        f"w-{key}": words[round(value, 9)] if ":" in key else plain(value)
        for key, value in values.items()
    }


def compared_words(key: str, one: str, other: str) -> str:
    """A judgement in words, from the more important side."""
    if key == "1":
        return _("%(one)s and %(other)s are equally important (1)") % {"one": one, "other": other}
    first, second = (other, one) if key.startswith("1/") else (one, other)
    strength = int(key.removeprefix("1/"))
    words = str(COMPARED) % {"one": first, "how": STRENGTHS[strength], "other": second}
    return f"{words} ({strength})"


def _keys(node: Node) -> list[str]:
    return [f"{one}:{other}" for one, other in node.pairs]


def _points(node: Node, texts: Mapping[str, str]) -> Entry:
    read = {code: _number(text) for code, text in texts.items()}
    values = {code: value for code, value in read.items() if value is not None}
    faults = {code: _point_fault(texts[code], value) for code, value in read.items()}
    total = sum(values.values())
    shares: dict[str, float] = {}
    wrong = [fault for fault in faults.values() if fault]
    try:
        shares = node_shares("budget", node, values)
    except BudgetError:
        wrong += [] if wrong else [_sum_words(total)]
    rows = tuple(Row(code, _long(node, code), "", texts[code], faults[code]) for code in node.items)
    missing = sum(not text for text in texts.values())
    return Entry(False, rows, values, tuple(wrong), total, missing, None, _named(node, shares))


def _point_fault(text: str, value: float | None) -> str:
    if not text:
        return ""
    if value is None or not isfinite(value) or value <= 0:
        return _("“%(found)s” is no number of points above zero.") % {"found": text}
    return ""


def _sum_words(total: float) -> str:
    rest = 100 - total
    if rest > 0:
        return _("The points add up to %(sum)s; %(rest)s are still to be given out.") % {
            "sum": number(total),
            "rest": number(rest),
        }
    return _("The points add up to %(sum)s, %(rest)s more than 100.") % {
        "sum": number(total),
        "rest": number(-rest),
    }


def _pairs(node: Node, texts: Mapping[str, str]) -> Entry:
    values = {key: JUDGEMENTS[text] for key, text in texts.items() if text in JUDGEMENTS}
    found = compared(node, values) if len(values) == len(texts) else None
    refused = found if found and not found.accepted else None
    misfit = refused.misfit if refused else None
    marked = ":".join(node.pairs[_place(node, misfit)]) if misfit else ""
    faults = (_refusal(node, refused),) if refused else ()
    rows = tuple(
        Row(
            key,
            _long(node, one),
            _long(node, other),
            texts[key],
            _("This pair disagrees with the others most.") if key == marked else "",
            (_short(node, one), _short(node, other)),
        )
        for key, (one, other) in zip(texts, node.pairs, strict=True)
    )
    shares = dict(zip(node.items, found.weights, strict=True)) if found else {}
    return Entry(
        True,
        rows,
        values,
        faults,
        None,
        len(texts) - len(values),
        found,
        _named(node, shares),
    )


def _short(node: Node, code: str) -> str:
    """What an item is called in a sentence: indicators, whose names are long, by their codes."""
    return code if node.table == "indicators" else in_language(node.items[code])


def _long(node: Node, code: str) -> str:
    name = in_language(node.items[code])
    return f"{code} {name}" if node.table == "indicators" else name


def _place(node: Node, misfit: Misfit) -> int:
    codes = list(node.items)
    return node.pairs.index((codes[misfit.row], codes[misfit.column]))


def _refusal(node: Node, found: Priorities) -> str:
    """How far the comparisons contradict each other, which pair does most, and what would fit."""
    words = _(
        "The comparisons contradict each other: the consistency ratio CR is %(ratio)s, below 0.10 is needed."
    ) % {"ratio": f"{found.ratio:.3f}"}
    return f"{words} {_misfit_words(node, found.misfit)}" if found.misfit else words


def _misfit_words(node: Node, misfit: Misfit) -> str:
    names = [_short(node, code) for code in node.items]
    one, other = names[misfit.row], names[misfit.column]
    keys = {round(step, 9): key for key, step in JUDGEMENTS.items()}
    return _(
        "Most at odds with the others: “%(given)s”. What would fit: “%(fitting)s”; CR would then be %(ratio)s."
    ) % {
        "given": compared_words(keys[round(misfit.given, 9)], one, other),
        "fitting": compared_words(keys[round(misfit.fitting, 9)], one, other),
        "ratio": f"{misfit.ratio:.3f}",
    }


def _named(node: Node, shares: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple((_long(node, code), 100.0 * share) for code, share in shares.items())


def _number(text: str) -> float | None:
    try:
        return units.parse_number(text) if text else None
    except units.UnitError:
        return None
