"""Finished assessments scored again, over REST."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assess import rescores
from assess.api.serializers.strict import Strict, VisibleKey
from assess.models import Rescore, Rescoring
from indicators.models import Profile

Shape = serializers.Serializer[Any]


class RescoringOrder(Strict):
    """By what to score again."""

    profile = VisibleKey(queryset=Profile.objects.all())
    every_profile = serializers.BooleanField(
        default=False, help_text="Also assessments that were finished under other profiles."
    )


class MoveSerializer(Shape):
    """How many go from one level to another; an empty level is not rated."""

    before = serializers.CharField(allow_blank=True)
    after = serializers.CharField(allow_blank=True)
    count = serializers.IntegerField()


class BandSerializer(Shape):
    """How many change by ``low`` (included) to ``high`` points; null is no end."""

    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    count = serializers.IntegerField()


class SummarySerializer(Shape):
    """What a batch has found so far."""

    done = serializers.IntegerField()
    total = serializers.IntegerField()
    failed_parts = serializers.IntegerField()
    levels_changed = serializers.IntegerField()
    moves = MoveSerializer(many=True)
    bands = BandSerializer(many=True)
    lowest = serializers.FloatField(allow_null=True)
    highest = serializers.FloatField(allow_null=True)


class RescoringSerializer(serializers.ModelSerializer[Rescoring]):
    """A batch; its figures count nowhere."""

    profile = serializers.UUIDField(source="profile_id")
    summary = serializers.SerializerMethodField()

    class Meta:
        model = Rescoring
        fields = [
            "id", "profile", "method", "every_profile", "state", "created_at", "finished_at", "summary",
        ]  # fmt: skip

    @extend_schema_field(SummarySerializer)
    def get_summary(self, batch: Rescoring) -> dict[str, Any]:
        """Progress, levels, differences."""
        told = rescores.summary(batch)
        return {**asdict(told), "levels_changed": told.levels_changed}


class RescoreSerializer(serializers.ModelSerializer[Rescore]):
    """What a final score would be."""

    submission = serializers.UUIDField(source="score.submission_id")
    final = serializers.FloatField(source="score.overall")
    final_level = serializers.CharField(source="score.level", allow_blank=True)

    class Meta:
        model = Rescore
        fields = [
            "submission", "final", "final_level", "overall", "level", "change", "coverage", "assurance",
            "digest",
        ]  # fmt: skip
