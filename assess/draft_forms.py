"""Who a framework is to belong to, and the file that says what it is."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assess.forms import editable_organisations
from assess.models import Organisation, User
from indicators.reading import MOST_BYTES


class OwnerForm(forms.Form):
    """For whom something is to be published."""

    organisation = forms.ModelChoiceField(
        label=_("For"), queryset=Organisation.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["organisation"]
        choice.queryset = editable_organisations(person)
        self.may_upload = person.is_staff or choice.queryset.exists()
        if person.is_staff:
            choice.empty_label, choice.required = _("Everybody"), False


class UploadForm(OwnerForm):
    """A TOML or Excel file."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("TOML or Excel (.xlsx) made from the template, at most 2 MB."),
        widget=forms.FileInput(attrs={"accept": ".toml,.xlsx"}),
    )

    def clean_file(self) -> Any:
        """Refuse a file that is too large before anything reads it."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 2 MB."))
        return file
