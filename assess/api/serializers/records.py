"""Organisations, clusters and submissions over REST: shapes only; every rule is in the verbs."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from assess.api.serializers.strict import StrictModel, VisibleKey
from assess.models import Cluster, Organisation, Submission
from indicators.models import Accelerator


class OrganisationSerializer(serializers.ModelSerializer[Organisation]):
    """An organisation."""

    class Meta:
        model = Organisation
        fields = ["id", "name", "origin", "note", "created_at"]


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


class ClusterChange(ClusterSerializer):
    """A cluster stays with its organisation."""

    organisation = VisibleKey(read_only=True)


class SubmissionSerializer(StrictModel):
    """The data of a cluster for a period."""

    organisation = serializers.UUIDField(source="cluster.organisation_id", read_only=True)
    cluster = VisibleKey(queryset=Cluster.objects.select_related("organisation"))
    framework = serializers.CharField(source="framework.code", read_only=True)
    framework_version = serializers.CharField(source="framework.version", read_only=True)
    profile = serializers.CharField(source="profile.code", read_only=True)
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
        return attrs


class SubmissionChange(SubmissionSerializer):
    """What may be corrected in a draft."""

    cluster = VisibleKey(read_only=True)

    class Meta(SubmissionSerializer.Meta):
        read_only_fields = [*SubmissionSerializer.Meta.read_only_fields, "note"]

    def wanted(self) -> dict[str, Any]:
        """Title and period as they will be: what is given, the rest as it was."""
        submission: Any = self.instance
        title = self.validated_data.get("title", submission.title)
        return {"title": title, **period(self.validated_data, submission)}


def period(given: dict[str, Any], submission: Any) -> dict[str, Any]:
    """Start and end as they will be; what is not given stays."""
    return {
        name: given.get(f"period_{name}") or getattr(submission, f"period_{name}")
        for name in ("start", "end")
    }
