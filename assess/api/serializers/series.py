"""Time series of a cluster over REST, and the period that a submission takes of them."""

from typing import Any

from rest_framework import serializers

from assess.api.serializers.data import Typed
from assess.api.serializers.strict import Strict
from assess.models import Answer, Sample, Submission
from assess.periods import Offer, told
from assess.series.rules import KINDS

SOURCE_HELP = "Which program measured it; the same moment of another source is another sample."


class SampleItem(serializers.Serializer[Any]):
    """A figure of an input at a moment."""

    input = serializers.CharField(help_text="Code of an input of a framework.")
    value = Typed(help_text="12.5, or the text of a number.")
    unit = serializers.CharField(required=False, help_text="The input's own unless given.")
    time = serializers.CharField(help_text="ISO 8601 with an offset, or seconds since 1970.")


class BatchShape(serializers.Serializer[Any]):
    """Samples that a program measured: up to 5,000, all or none."""

    samples = serializers.ListField(child=SampleItem(), max_length=5000)

    def get_fields(self) -> dict[str, Any]:
        """With "source", a word that serializers use themselves."""
        source = serializers.CharField(max_length=60, required=False, help_text=SOURCE_HELP)
        return {"source": source, **super().get_fields()}


class Batch(Strict):
    """The batch as it is read; the samples are read by the verb, which names every bad one."""

    samples = serializers.ListField(child=serializers.JSONField(), max_length=5000)

    def get_fields(self) -> dict[str, Any]:
        """With "source"."""
        source = serializers.CharField(max_length=60, default="api")
        return {"source": source, **super().get_fields()}


class KeptSerializer(serializers.Serializer[Any]):
    """What became of a batch: the same sample again is unchanged, another figure for it a correction."""

    added = serializers.IntegerField()
    corrected = serializers.IntegerField()
    unchanged = serializers.IntegerField()


class SeriesSerializer(serializers.Serializer[Any]):
    """A series in short: what one program reported of one input."""

    input = serializers.CharField()
    unit = serializers.CharField(source="canonical_unit")
    count = serializers.IntegerField()
    first = serializers.DateTimeField()
    last = serializers.DateTimeField()

    def get_fields(self) -> dict[str, Any]:
        """With "source"."""
        return {**super().get_fields(), "source": serializers.CharField()}


class SampleSerializer(serializers.ModelSerializer[Sample]):
    """A sample as it was reported and as it was understood; ``is_current`` is false where it was corrected."""

    value = serializers.CharField(source="text", help_text="As it was reported.")
    canonical_value = serializers.FloatField(source="value")
    time = serializers.DateTimeField(source="at")
    given_by = serializers.CharField(source="given_by.username")

    class Meta:
        model = Sample
        fields = [
            "input", "source", "time", "version", "is_current", "value", "unit", "canonical_value", "canonical_unit",
            "given_by", "given_at",
        ]  # fmt: skip


class GapSerializer(serializers.Serializer[Any]):
    """Days without a sample: the first and the last of a stretch."""

    first = serializers.DateField()
    last = serializers.DateField()


class OfferSerializer(serializers.Serializer[Any]):
    """An input as the series gives it for the period."""

    input = serializers.CharField()
    value = serializers.FloatField()
    unit = serializers.CharField()
    rule = serializers.ChoiceField(list(KINDS))
    count = serializers.IntegerField()
    days = serializers.IntegerField()
    covered_days = serializers.IntegerField()
    gaps = GapSerializer(many=True)
    other_sources = serializers.ListField(child=serializers.CharField())
    evidence = serializers.ChoiceField(Answer.Evidence.choices)
    standing = serializers.CharField(help_text="What the submission holds now; empty for nothing.")
    unchanged = serializers.BooleanField()
    told = serializers.CharField(help_text="Where it comes from, as it is kept with the input.")

    def get_fields(self) -> dict[str, Any]:
        """With "source"."""
        return {**super().get_fields(), "source": serializers.CharField()}


class Taken(Strict):
    """Which inputs are taken; all that were reported where none are named."""

    inputs = serializers.ListField(
        child=serializers.CharField(max_length=60), required=False, min_length=1, max_length=500
    )


def offered(submission: Submission, offer: Offer) -> dict[str, Any]:
    """An offer as it is shown."""
    coverage = offer.figure.coverage
    return {
        "input": offer.input.code, "value": offer.value, "unit": offer.input.unit, "rule": offer.figure.rule,
        "count": offer.figure.count, "days": coverage.days, "covered_days": coverage.covered,
        "gaps": [{"first": first, "last": last} for first, last in coverage.gaps],
        "source": offer.source, "other_sources": offer.other_sources, "evidence": offer.evidence,
        "standing": offer.standing, "unchanged": offer.unchanged, "told": told(submission, offer),
    }  # fmt: skip
