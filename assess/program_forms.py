"""What people type where programs are let in and told: tokens, service accounts, webhooks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from assess.models import Membership, Scope, Webhook

SERVICE_ROLES = (Membership.Role.EDITOR, Membership.Role.VIEWER)


class TokenForm(forms.Form):
    """A new API token."""

    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("What will use it, such as a script's name.")
    )
    days = forms.TypedChoiceField(
        label=_("Valid for"),
        coerce=int,
        initial=90,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("365 days"))],
    )
    scopes = forms.MultipleChoiceField(
        label=_("May be used to"),
        choices=Scope.choices,
        initial=Scope.values,
        widget=forms.CheckboxSelectMultiple,
    )


class ServiceAccountForm(forms.Form):
    """A new service account of an organisation."""

    name = forms.RegexField(
        r"^[a-z0-9][a-z0-9-]{1,38}$",
        label=_("Name"),
        max_length=40,
        help_text=_("2 to 40 small letters, digits and hyphens, such as cluster-a-metrics."),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(role.value, role.label) for role in SERVICE_ROLES],
        initial=Membership.Role.EDITOR,
    )


class WebhookForm(forms.Form):
    """A webhook: where to, and what about."""

    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://example.org/hooks"}),
        help_text=_(
            "A public address that begins with https://; it must answer within 15 seconds."
        ),
    )
    name = forms.CharField(label=_("Name"), max_length=100, required=False)
    events = forms.MultipleChoiceField(
        label=_("Tell it of"),
        choices=Webhook.Event.choices,
        initial=Webhook.Event.values,
        widget=forms.CheckboxSelectMultiple,
    )
