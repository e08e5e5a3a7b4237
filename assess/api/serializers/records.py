"""Organisations, clusters and submissions over REST: shapes only; every rule is in the verbs."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework import serializers

from assess import profiles
from assess.api.serializers.strict import StrictModel, VisibleKey
from assess.models import Cluster, Organisation, Submission
from indicators.defaults import MAIN_FRAMEWORK
from indicators.models import Accelerator, Framework, Profile


class OrganisationSerializer(serializers.ModelSerializer[Organisation]):
    """An organisation."""

    class Meta:
        model = Organisation
        fields = ["id", "name", "origin", "note", "created_at"]


class OrganisationChange(StrictModel):
    """What owners may change of their organisation."""

    class Meta:
        model = Organisation
        fields = ["name", "note"]


class ClusterSerializer(StrictModel):
    """A cluster. A figure that was not disclosed is null, never 0."""

    organisation = VisibleKey(queryset=Organisation.objects.all())
    accelerator = serializers.SlugRelatedField(
        slug_field="code",
        queryset=Accelerator.objects.all(),
        required=False,
        allow_null=True,
        help_text="Code of a card of the catalogue (see cards/).",
    )
    cards = serializers.IntegerField(read_only=True, allow_null=True)
    card_peak = serializers.FloatField(
        read_only=True,
        allow_null=True,
        help_text="Dense 16-bit peak per card [TFLOPS] that counts.",
    )
    nominal_pflops = serializers.FloatField(read_only=True, allow_null=True)

    class Meta:
        model = Cluster
        fields = [
            "id", "organisation", "name", "nodes", "cards_per_node", "accelerator",
            "card_peak_tflops", "location", "note", "cards", "card_peak", "nominal_pflops",
            "created_at",
        ]  # fmt: skip


class ClusterItem(ClusterSerializer):
    """One of many clusters, known by organisation and name; what is left out of a known one stays."""

    class Meta(ClusterSerializer.Meta):
        validators: list[Any] = []  # one that is there already is changed


class ClusterChange(ClusterSerializer):
    """A cluster stays with its organisation."""

    organisation = VisibleKey(read_only=True)


class SubmissionSerializer(StrictModel):
    """The data of a cluster for a period."""

    organisation = serializers.UUIDField(source="cluster.organisation_id", read_only=True)
    cluster = VisibleKey(queryset=Cluster.objects.select_related("organisation"))
    framework = serializers.CharField(
        source="framework.code",
        required=False,
        max_length=60,
        help_text="Code of a framework; caict-2024 where nothing is sent. It stays as it is.",
    )
    framework_version = serializers.CharField(source="framework.version", read_only=True)
    profile = serializers.CharField(
        source="profile.code",
        required=False,
        max_length=60,
        help_text="Code of a scoring profile of the framework; where nothing is sent “default”, or else the newest.",
    )
    profile_version = serializers.CharField(source="profile.version", read_only=True)

    class Meta:
        model = Submission
        fields = [
            "id", "organisation", "cluster", "title", "period_start", "period_end", "note",
            "framework", "framework_version", "profile", "profile_version", "state", "revision",
            "created_at", "changed_at",
        ]  # fmt: skip
        read_only_fields = ["state", "revision", "created_at", "changed_at"]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a period that ends before it starts, as the database would."""
        wanted = period(attrs, self.instance)
        if wanted["end"] < wanted["start"]:
            fault = serializers.ErrorDetail(
                _("a day on or after %(start)s") % wanted, code="period_not_in_order"
            )
            raise serializers.ValidationError({"period_end": [fault]})
        return attrs | self.chosen(attrs)

    def chosen(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Framework and profile as rows, newest versions; a code that may not be used is unknown."""
        organisation = attrs["cluster"].organisation_id
        framework = attrs.pop("framework", {}).get("code", MAIN_FRAMEWORK)
        code = attrs.pop("profile", {}).get("code", "")
        return {"profile": profile_called(code, framework, organisation)}


class SubmissionChange(SubmissionSerializer):
    """What may be corrected in a draft."""

    cluster = VisibleKey(read_only=True)
    framework = serializers.CharField(source="framework.code", read_only=True)

    class Meta(SubmissionSerializer.Meta):
        read_only_fields = [*SubmissionSerializer.Meta.read_only_fields, "note"]

    def chosen(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The profile as a row of the submission's own framework version, where one is sent."""
        if "profile" not in attrs:
            return {}
        submission: Any = self.instance
        code, owner = attrs.pop("profile")["code"], submission.cluster.organisation_id
        return {"profile": profile_called(code, submission.framework, owner)}

    def wanted(self) -> dict[str, Any]:
        """Title and period as they will be: what is given, the rest as it was."""
        submission: Any = self.instance
        title = self.validated_data.get("title", submission.title)
        return {"title": title, **period(self.validated_data, submission)}


def profile_called(code: str, framework: Framework | str, owner: UUID) -> Profile:
    """The newest version of a profile by its code; raises where the organisation has none of it."""
    profile = profiles.named(code, framework, owner)
    if profile is None:
        expected = _("a profile of the framework that the organisation may use")
        fault = serializers.ErrorDetail(expected, code="does_not_exist")
        raise serializers.ValidationError({"profile": [fault]})
    return profile


def period(given: dict[str, Any], submission: Any) -> dict[str, Any]:
    """Start and end as they will be; what is not given stays."""
    return {
        name: given.get(f"period_{name}") or getattr(submission, f"period_{name}")
        for name in ("start", "end")
    }
