"""What an organisation gives of its own trainings: a table, a single training, step times, and what to learn from them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assess.capacity.machine import Machine
from assess.capacity.own_rows import RUN_COLUMNS, CellFault
from assess.forms import CardChoice
from assess.models import StepCalibration
from assess.own_runs import machine_of
from indicators.models import Accelerator
from indicators.templatetags.framework import in_language

MOST_BYTES = 1_000_000


class TableForm(forms.Form):
    """A CSV file."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("UTF-8, with the columns of the template; at most 1 MB and 2,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> str:
        """The text of the file."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 1 MB."))
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise forms.ValidationError(
                _("The file is not UTF-8 text. Save it as CSV (UTF-8).")
            ) from error


class StepsForm(TableForm):
    """Step times, and the machine that they were measured on."""

    card = CardChoice(
        label=_("Card of the catalogue"),
        queryset=Accelerator.objects.filter(peak_tflops__isnull=False),
        empty_label=None,
    )
    cards_per_server = forms.IntegerField(
        label=_("Cards per server"), initial=8, min_value=1, max_value=1024
    )
    port_gbit_s = forms.FloatField(
        label=_("Network port of a card (Gbit/s)"), initial=200, min_value=1, max_value=10000
    )
    machine: Machine

    def clean(self) -> dict[str, Any]:
        """The card's figures must be known."""
        given: dict[str, Any] = super().clean() or {}
        card = given.get("card")
        if card is None or self.errors:
            return given
        found = machine_of(card, given["cards_per_server"], given["port_gbit_s"])
        if found is None:
            self.add_error(
                "card", _("The catalogue lacks memory, its bandwidth or the link of this card.")
            )
        else:
            self.machine = found
        return given


class RunForm(forms.Form):
    """One training, by the columns of the table."""

    def __init__(self, typed: Mapping[str, Any] | None = None) -> None:
        super().__init__(typed)
        for column in RUN_COLUMNS:
            words = {"label": in_language(column.label), "required": column.required}
            listed = [("", "—"), *((item, item) for item in column.choices)]
            self.fields[column.name] = (
                forms.ChoiceField(choices=listed, **words)  # type: ignore[arg-type]
                if column.choices
                else forms.CharField(max_length=500, **words)  # type: ignore[arg-type]
            )

    def show(self, faults: tuple[CellFault, ...]) -> None:
        """Tell each fault beside its field."""
        for fault in faults:
            name = fault.column if fault.column in self.fields else None
            sentence = _("Expected: %(expected)s.") % {"expected": in_language(fault.expected)}
            self.add_error(name, sentence)


class BasisForm(forms.Form):
    """What constants are fitted to."""

    basis = forms.ChoiceField(
        label=_("Learn from"),
        choices=StepCalibration.Basis,
        initial=StepCalibration.Basis.JOINED,
        widget=forms.RadioSelect,
    )


class AcceptForm(forms.Form):
    """The name under which plans will use what was found."""

    name = forms.CharField(label=_("Name of the calibration"), max_length=100)
