"""A page that answers as one types: fields as typed, what counts where they are empty, what is wrong or asked of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assess.capacity.faults import PlanFault
from assess.capacity.plan_fields import CATALOGUE, Group, PlanField
from assess.capacity.presets import Preset
from assess.capacity.questions import Known, questions
from assess.catalogue import card_figures
from indicators import units
from indicators.records import Text
from reports.planner import UNIT_PREFIX, Box, BoxGroup

NEVER = 1.0
"""No utilisation is asked about here."""


@dataclass(frozen=True)
class Form:
    """The fields of a page, the names of their groups in order, and what one may start from."""

    fields: Sequence[PlanField]
    groups: Mapping[Group, Text]
    presets: Sequence[Preset] = ()

    @property
    def names(self) -> frozenset[str]:
        """Parameters of an address that the page reads."""
        fields = {item.name for item in self.fields}
        return frozenset({*fields, *(UNIT_PREFIX + name for name in fields), "card"})

    def preset(self, query: Mapping[str, str]) -> Preset | None:
        """The preset that an address names."""
        return next((item for item in self.presets if item.code == query.get("preset")), None)


@dataclass(frozen=True)
class Typed:
    """What an address says: texts by field, the order that they make, the preset that they come from."""

    form: Form
    texts: Mapping[str, str]
    order: Mapping[str, Any]
    preset: Preset | None

    @property
    def card(self) -> str:
        """The card of the catalogue."""
        return str(self.order.get("card", ""))


@dataclass(frozen=True)
class Asked:
    """The fields of a page with what was typed; ``faults`` are those of the fields that were typed."""

    source: Typed
    groups: tuple[BoxGroup, ...]
    faults: tuple[PlanFault, ...] = ()
    infeasible: bool = False
    infos: Mapping[str, str] = field(default_factory=dict)

    @property
    def card(self) -> str:
        """The card of the catalogue."""
        return self.source.card

    @property
    def preset(self) -> Preset | None:
        """What the page started from."""
        return self.source.preset

    @property
    def typed(self) -> Mapping[str, str]:
        """What the address says."""
        return self.source.texts

    @property
    def names(self) -> frozenset[str]:
        """Parameters of an address that the page reads."""
        return self.source.form.names

    @property
    def waiting(self) -> bool:
        """Whether nothing was typed yet."""
        return not any(name for name in self.source.order if name != "card")


def read(form: Form, query: Mapping[str, str]) -> Typed:
    """What an address says, or its preset."""
    preset = form.preset(query)
    texts = dict(preset.order) if preset else {k: v for k, v in query.items() if k in form.names}
    order: dict[str, Any] = {}
    for item in form.fields:
        text, unit = texts.get(item.name, "").strip(), texts.get(UNIT_PREFIX + item.name, "")
        if text:
            order[item.name] = {"value": text, "unit": unit} if unit else text
    card = {"card": texts["card"]} if texts.get("card") else {}
    return Typed(form, {name: text for name, text in texts.items() if text}, order | card, preset)


def boxes(
    typed: Typed, faults: Sequence[PlanFault], found: Mapping[str, float | None]
) -> tuple[BoxGroup, ...]:
    """The fields in their groups; ``found`` is what counts where a field is empty."""
    known = {item.code for item in faults if item.field == "card"}
    figures = {} if known else card_figures(typed.card)
    asked = {
        item.field: item
        for item in questions({**figures, **typed.order}, Known(figures, (), NEVER))
    }
    wrong = {item.field: item for item in faults}
    rows = [
        Box(
            field=item,
            text=typed.texts.get(item.name, ""),
            unit=typed.texts.get(UNIT_PREFIX + item.name, "") or item.unit,
            units=units.choices(item.unit),
            fault=wrong.get(item.name),
            question=asked.get(item.name) if item.name in typed.order else None,
            assumed=figures.get(item.name, item.default if item.default is not None else found.get(item.name)),
            source=CATALOGUE if item.name in figures else item.source,
        )
        for item in typed.form.fields
    ]  # fmt: skip
    return tuple(
        BoxGroup(code, name, tuple(row for row in rows if row.field.group == code))
        for code, name in typed.form.groups.items()
    )
