"""What people type on the plain pages, read and checked before a verb is called."""

import calendar
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assess import profiles
from assess.models import Cluster, Membership, Organisation, Submission, User
from indicators.defaults import MAIN_FRAMEWORK, MAIN_PROFILE
from indicators.models import Accelerator, Framework, Profile
from indicators.templatetags.framework import in_language

EDITORS = (Membership.Role.OWNER, Membership.Role.EDITOR)


class OrganisationForm(forms.Form):
    """A new organisation."""

    name = forms.CharField(label=_("Name"), max_length=200)

    def clean_name(self) -> str:
        """A name is used once."""
        name = str(self.cleaned_data["name"])
        if Organisation.objects.filter(name=name).exists():
            raise ValidationError(_("There is an organisation of this name already."))
        return name


class MemberForm(forms.Form):
    """Somebody to be taken into an organisation."""

    username = forms.CharField(label=_("User name"), max_length=150)
    role = forms.ChoiceField(
        label=_("Role"), choices=Membership.Role.choices, initial=Membership.Role.EDITOR
    )

    def clean_username(self) -> User:
        """The person of this user name."""
        found = User.objects.filter(username=self.cleaned_data["username"], is_active=True).first()
        if found is None:
            raise ValidationError(
                _("Nobody has this user name. An administrator makes accounts first.")
            )
        return found


class CardChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """An accelerator of the catalogue, with the figures that tell cards apart."""

    def label_from_instance(self, card: Accelerator) -> str:
        """Name, dense 16-bit peak, memory, link, and whether a data sheet was seen."""
        figures = [
            f"{value:g} {unit}"
            for value, unit in (
                (card.peak_tflops, "TFLOPS"),
                (card.memory_gb, "GB"),
                (card.link_gb_s, "GB/s"),
            )
            if value is not None
        ]
        mark = _("verified") if card.verified else _("not verified")
        return f"{card.name} · {' · '.join([*figures, str(mark)])}"


class ClusterForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """What a cluster is made of. What is left empty counts as not disclosed."""

    accelerator = CardChoice(
        label=_("Accelerator card"),
        queryset=Accelerator.objects.all(),
        required=False,
        empty_label=_("Not disclosed"),
        help_text=_("Dense 16-bit peak · memory · link bandwidth per card, both directions."),
    )

    class Meta:
        model = Cluster
        fields = [
            "name",
            "location",
            "nodes",
            "cards_per_node",
            "accelerator",
            "card_peak_tflops",
            "note",
        ]
        help_texts = {
            "nodes": _("Leave empty if not disclosed."),
            "cards_per_node": _("Leave empty if not disclosed."),
            "card_peak_tflops": _("Without sparsity. Leave empty to take the catalogue's figure."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("nodes", "cards_per_node"):
            self.fields[name].widget.attrs["placeholder"] = _("not disclosed")

    def clean(self) -> dict[str, Any]:
        """A name is used once in an organisation."""
        given: dict[str, Any] = super().clean() or {}
        organisation = given.get("organisation") or self.instance.organisation_id
        same = Cluster.objects.filter(organisation=organisation, name=given.get("name"))
        if same.exclude(pk=self.instance.pk).exists():
            self.add_error("name", _("This organisation has a cluster of this name already."))
        return given


class NewClusterForm(ClusterForm):
    """A cluster, and whose it is."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none()
    )
    field_order = ["organisation"]

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        choose_the_only_one(self, "organisation", organisations)


class ProfileChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A scoring profile: its title, its version, and whose it is where it is not everybody's."""

    several: frozenset[str] = frozenset()
    """Codes of frameworks of which more than one version is offered."""

    def name_versions(self, offered: QuerySet[Profile]) -> None:
        """Tell framework versions apart where there is more than one of a framework."""
        pairs = offered.order_by().values_list("framework__code", "framework__version").distinct()
        codes = [code for code, _version in pairs]
        self.several = frozenset(code for code in codes if codes.count(code) > 1)

    def label_from_instance(self, profile: Profile) -> str:
        """Title in the reader's language and version."""
        own = str(_("own")) if profile.owner else ""
        name = f"{in_language(profile.title)} {profile.version}"
        return " · ".join(part for part in (self._framework(profile.framework), name, own) if part)

    def _framework(self, framework: Framework) -> str:
        """The framework's title where it is not the main one, its version where there are several."""
        if framework.code in self.several:
            return f"{in_language(framework.title)} {framework.version}"
        main = framework.code == MAIN_FRAMEWORK
        return "" if main else in_language(framework.title)


class ProfileForm(forms.Form):
    """By which profile a draft is scored."""

    profile = ProfileChoice(
        label=_("Scoring profile"), queryset=Profile.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, submission: Submission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["profile"] = submission.profile_id
        rows = profiles.open_to([submission.cluster.organisation_id])
        rows = rows.filter(framework=submission.framework_id)
        self.fields["profile"].queryset = rows  # type: ignore[attr-defined]


class SubmissionForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """A new assessment of a cluster for a period."""

    class Meta:
        model = Submission
        fields = ["cluster", "title", "period_start", "period_end", "profile", "note"]
        field_classes = {"profile": ProfileChoice}
        widgets = {
            "period_start": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "period_end": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        labels = {"cluster": _("Cluster"), "profile": _("Framework and scoring profile")}
        help_texts = {"profile": _("What the assessment is weighed by; a draft can change it.")}

    def __init__(self, *args: Any, clusters: QuerySet[Cluster], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["cluster"]
        choice.queryset = clusters.select_related("organisation")  # type: ignore[attr-defined]
        choice.label_from_instance = lambda item: f"{item.organisation} · {item}"  # type: ignore[attr-defined]
        choose_the_only_one(self, "cluster", clusters)
        self._offer_profiles(clusters)

    def _offer_profiles(self, clusters: QuerySet[Cluster]) -> None:
        """Everybody's profiles and own ones; the default one is chosen."""
        choice = self.fields["profile"]
        owners = clusters.values_list("organisation_id", flat=True)
        offered = profiles.open_to(set(owners), every_framework=True)
        choice.queryset = offered  # type: ignore[attr-defined]
        choice.name_versions(offered)  # type: ignore[attr-defined]
        choice.empty_label, choice.required = None, False  # type: ignore[attr-defined]
        default = offered.filter(code=MAIN_PROFILE, framework__code=MAIN_FRAMEWORK)
        self.initial.setdefault("profile", default.order_by("framework__published_at").last())

    def clean(self) -> dict[str, Any]:
        """The period runs forwards, and the profile is one that the cluster's organisation may use."""
        given: dict[str, Any] = super().clean() or {}
        cluster, profile = given.get("cluster"), given.get("profile")
        if cluster and profile and profile.owner not in (None, cluster.organisation_id):
            self.add_error("profile", _("This scoring profile belongs to another organisation."))
        start, end = given.get("period_start"), given.get("period_end")
        if start and end and end < start:
            self.add_error("period_end", _("The period must end on or after its first day."))
        return given


def choose_the_only_one(form: forms.BaseForm, field: str, rows: QuerySet[Any]) -> None:
    """Where there is one choice, it is made already."""
    if not form.initial.get(field) and len(few := list(rows[:2])) == 1:
        form.initial[field] = few[0].pk


def last_twelve_months(today: date) -> tuple[date, date]:
    """The twelve whole months before this one: what PUE and failure rates are usually given for."""
    year, month = (today.year, today.month - 1) if today.month > 1 else (today.year - 1, 12)
    end = date(year, month, calendar.monthrange(year, month)[1])
    start = date(today.year - 1, today.month, 1)
    return start, end


def new_submission_defaults() -> dict[str, Any]:
    """What a new submission starts with."""
    start, end = last_twelve_months(timezone.localdate())
    title = _("Assessment %(year)d") % {"year": end.year}
    return {"title": title, "period_start": start, "period_end": end}


def editable_organisations(user: User) -> QuerySet[Organisation]:
    """Organisations for which somebody may describe clusters and open submissions."""
    if user.is_staff:
        return Organisation.objects.all()
    return Organisation.objects.filter(memberships__user=user, memberships__role__in=EDITORS)


def editable_clusters(user: User) -> QuerySet[Cluster]:
    """Clusters for which somebody may open a submission."""
    return Cluster.objects.filter(organisation__in=editable_organisations(user))


class AssessorForm(forms.Form):
    """Who is to judge a submission."""

    assessor = forms.ModelChoiceField(label=_("Assessor"), queryset=User.objects.none())

    def __init__(self, *args: Any, submission: Submission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = Q(memberships__organisation=submission.cluster.organisation_id)
        taken |= Q(assignments__submission=submission)
        people = User.objects.filter(is_active=True).exclude(taken)
        self.fields["assessor"].queryset = people  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why something is done."""

    note = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000
    )


class FilterForm(forms.Form):
    """What a list of submissions shows."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All states")), *Submission.State.choices],
    )
