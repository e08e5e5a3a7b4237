"""Forms about kept plans: name, note and sharing; what a list shows."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assess.models import CapacityPlan, Organisation, User
from assess.plan_forms import KeepForm
from assess.plan_lists import MINE


class PlanEditForm(KeepForm):
    """Name, note, and with whom a plan is shared."""

    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, plan: CapacityPlan, user: User, **kwargs: Any) -> None:
        initial = {"name": plan.name, "note": plan.note, "organisation": plan.organisation_id}
        super().__init__(*args, user=user, initial=initial, **kwargs)
        if plan.created_by_id != user.pk and not user.is_staff:
            del self.fields["organisation"]


class PlanFilterForm(forms.Form):
    """What a list of plans shows."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    mode = forms.ChoiceField(
        label=_("Mode"),
        required=False,
        choices=[("", _("Both modes")), *CapacityPlan.Mode.choices],
    )
    organisation = forms.ChoiceField(label=_("Shared with"), required=False)
    order = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[
            ("newest", _("Newest first")),
            ("oldest", _("Oldest first")),
            ("name", _("By name")),
            ("most_cards", _("Most cards first")),
            ("fewest_cards", _("Fewest cards first")),
        ],
    )

    def __init__(self, *args: Any, organisations: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(str(item.pk), item.name) for item in organisations]
        choice = self.fields["organisation"]
        choice.choices = [("", _("Anybody")), (MINE, _("Only me")), *known]  # type: ignore[attr-defined]
