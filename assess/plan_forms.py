"""The planner's form: counts as people write them, and rows of stored models."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from assess.capacity.assumptions import CATALOGUE, Assumption
from assess.capacity.choices import CHOICES, Choice
from assess.capacity.report_mode import PlanFault
from assess.capacity.typed import number_of
from assess.forms import CardChoice, editable_organisations
from assess.models import Organisation, User
from indicators import units
from indicators.models import Accelerator
from indicators.templatetags.framework import in_language

ROWS = 6
EXAMPLE: Mapping[str, Any] = {
    "params": "175B",
    "tokens": "3500B",
    "days": "50",
    "utilisation": "40%",
    "card_tflops": "300",
    "cards_per_server": 8,
    "port_gbit_s": "200",
}


class CountField(forms.CharField):
    """A number as people write it: 175B, 3.5T, 1.2万, 40%, 3500e9."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def clean(self, value: Any) -> Any:
        """The number; None where nothing was typed."""
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        try:
            return number_of(text)
        except units.UnitError as error:
            raise ValidationError(
                _("“%(found)s” is not a number. Write it as 175B, 3.5T, 1.2万 or 3500e9."),
                params={"found": text},
            ) from error


class KeepForm(forms.Form):
    """Under which name a plan is kept, and who else sees it."""

    name = forms.CharField(label=_("Name of the plan"), max_length=200)
    organisation = forms.ModelChoiceField(
        label=_("Shared with"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("Only me"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["organisation"]
        choice.queryset = editable_organisations(user)  # type: ignore[attr-defined]


class PlanForm(KeepForm):
    """What a plan by the report's appendix starts from."""

    params = CountField(
        label=_("Parameters"),
        help_text=_("Active parameters of a mixture of experts. 175B = 175e9."),
    )
    tokens = CountField(label=_("Training tokens"), help_text=_("3500B = 3.5T = 3500e9."))
    days = CountField(label=_("Training time in days"))
    utilisation = CountField(
        label=_("Hardware utilisation (HFU)"),
        help_text=_(
            "The report takes 40%. Its factor 8 counts recomputation, so this is HFU, not MFU."
        ),
    )
    accelerator = CardChoice(
        label=_("Card of the catalogue"),
        queryset=Accelerator.objects.filter(peak_tflops__isnull=False),
        required=False,
        empty_label=_("None: the peak is given beside"),
    )
    card_tflops = CountField(
        label=_("Dense 16-bit peak per card (TFLOPS)"),
        required=False,
        help_text=_("Takes precedence over the catalogue's figure."),
    )
    cards_per_server = CountField(label=_("Cards per server"), initial="8", required=False)
    port_gbit_s = CountField(
        label=_("Network port of a card (Gbit/s)"), initial="200", required=False
    )
    storage_nodes = CountField(
        label=_("Storage nodes"),
        required=False,
        help_text=_("Leave empty to take the fewest that carry the storage bandwidth."),
    )

    def clean(self) -> dict[str, Any]:
        """A peak: typed, or the card's."""
        given: dict[str, Any] = super().clean() or {}
        card = given.get("accelerator")
        if card and not given.get("card_tflops"):
            given["card_tflops"] = card.peak_tflops
        if not given.get("card_tflops") and "card_tflops" not in self.errors:
            self.add_error("card_tflops", _("Choose a card, or give its dense 16-bit peak."))
        return given

    def order(self) -> dict[str, Any]:
        """The order as the planner reads it."""
        left_out = {"name", "organisation", "accelerator"}
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in left_out and value is not None
        }


class StoredModelForm(forms.Form):
    """A row of the storage table; an empty one counts nothing."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[
            ("nlp", _("Language (NLP)")),
            ("cv", _("Vision (CV)")),
            ("asr", _("Speech (ASR)")),
        ],
    )
    params = CountField(label=_("Parameters"), required=False)
    count = CountField(label=_("How many"), required=False, initial="1")


StoredModels = forms.formset_factory(StoredModelForm, extra=ROWS)


def stored_models(rows: Any) -> list[dict[str, Any]]:
    """The rows that name a model, as the planner reads them."""
    given = [row for row in rows.cleaned_data if row.get("params") is not None]
    return [{name: value for name, value in row.items() if value is not None} for row in given]


class ChoicesForm(forms.Form):
    """How the report's open points are read: an option for each, or what else may be written."""

    def __init__(self, typed: Any = None, before: Mapping[str, str] | None = None) -> None:
        super().__init__(typed, prefix="choices", initial=_placed(before or {}))
        for choice in CHOICES:
            listed = [(item.value, in_language(item.name)) for item in choice.options]
            label = f"{choice.code} · {in_language(choice.name)}"
            self.fields[choice.code] = forms.ChoiceField(
                label=label, choices=listed, required=False
            )
            if choice.free is not None:
                self.fields[f"{choice.code}_own"] = self._own(choice)

    def _own(self, choice: Choice) -> forms.CharField:
        """A field for what is not among the options."""
        label = _("%(code)s in another way") % {"code": choice.code}
        return forms.CharField(
            label=label, required=False, max_length=40, help_text=in_language(choice.expected)
        )

    def points(self) -> list[tuple[Assumption, list[forms.BoundField]]]:
        """All open points, each with its fields; none where there is nothing to choose."""
        named = [
            (item, [name for name in (item.code, f"{item.code}_own") if name in self.fields])
            for item in CATALOGUE
        ]
        return [(item, [self[name] for name in names]) for item, names in named]

    def choices(self) -> dict[str, str]:
        """What was chosen, by code; what was written takes precedence."""
        given = self.cleaned_data
        found = {
            item.code: given.get(f"{item.code}_own") or given.get(item.code) for item in CHOICES
        }
        return {code: value for code, value in found.items() if value}

    def place_of(self, field: str) -> str | None:
        """The field that a fault of the order is about."""
        code = field.removeprefix("choices.")
        own = f"{code}_own"
        if own in self.fields and self.cleaned_data.get(own):
            return own
        return code if code in self.fields else None


def _placed(before: Mapping[str, str]) -> dict[str, str]:
    """Readings that were chosen before, each in the field that can hold it."""
    listed = {choice.code: {item.value for item in choice.options} for choice in CHOICES}
    return {
        code if value in listed.get(code, ()) else f"{code}_own": value
        for code, value in before.items()
    }


def show_faults(form: PlanForm, faults: tuple[PlanFault, ...], choices: ChoicesForm) -> None:
    """Tell what the planner refused beside the field it is about."""
    for fault in faults:
        sentence = _said(fault)
        if fault.field.startswith("choices"):
            choices.add_error(choices.place_of(fault.field), sentence)
        else:
            form.add_error(fault.field if fault.field in form.fields else None, sentence)


def _said(fault: PlanFault) -> str:
    words = {"found": fault.found, "expected": in_language(fault.expected)}
    return _("“%(found)s” cannot be planned with. Expected: %(expected)s.") % words
