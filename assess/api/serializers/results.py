"""A score over REST: every step from the inputs to the level, with the numbers put into the formulas."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assess import scores
from assess.api.serializers.catalogue import TextSerializer
from assess.api.serializers.review import CheckResult, check_result
from assess.api.serializers.uncertainty import UncertaintyResult
from assess.checks import checks_on
from assess.models import Answer, Score
from assess.scoring.aggregate import PARTIAL_SCOPE_ABOVE
from assess.scoring.restore import restore
from assess.scoring.results import Facts

STATES = ["scored", "missing", "not_applicable"]
Shape = serializers.Serializer[Any]


class MeasureResult(Shape):
    """A normalised measure and its place on the anchor curve."""

    code = serializers.CharField()
    anchor = serializers.CharField()
    value = serializers.FloatField(allow_null=True)
    unit = serializers.CharField(allow_blank=True)
    formula = serializers.CharField(allow_blank=True)
    substituted = serializers.CharField(
        allow_blank=True, help_text="The formula with the numbers put in."
    )
    score = serializers.FloatField(allow_null=True, help_text="0 to 100.")


class CriterionResult(Shape):
    """A criterion's credit, and the verdict against the report's own threshold."""

    code = serializers.CharField()
    state = serializers.ChoiceField(STATES)
    credit = serializers.FloatField(allow_null=True)
    value = serializers.FloatField(allow_null=True)
    met = serializers.BooleanField(allow_null=True)
    gate = serializers.BooleanField()
    evidence = serializers.CharField(
        default="", allow_blank=True, help_text="Its own class, else its indicator's."
    )


class IndicatorResult(Shape):
    """An indicator's way from inputs to points of the overall."""

    code = serializers.CharField()
    name = TextSerializer()
    pillar = serializers.CharField()
    group = serializers.CharField()
    state = serializers.ChoiceField(STATES)
    value = serializers.FloatField(allow_null=True)
    unit = serializers.CharField(allow_blank=True)
    formula = serializers.CharField(allow_blank=True)
    substituted = serializers.CharField(allow_blank=True)
    measures = MeasureResult(many=True)
    criteria = CriterionResult(many=True)
    score = serializers.FloatField(allow_null=True, help_text="0 to 100.")
    weight = serializers.FloatField(help_text="Points of 100 of the overall.")
    contribution = serializers.FloatField(help_text="weight × score / 100.")
    evidence = serializers.ChoiceField(Answer.Evidence.choices)
    kappa = serializers.FloatField(
        default=0.0, help_text="Assurance, 0 to 1; of criteria the mean over those that apply."
    )
    missing = serializers.ListField(
        child=serializers.CharField(), help_text="What would make it known."
    )
    reason = serializers.CharField(allow_blank=True, help_text="Why it does not apply.")
    bounds = serializers.ListField(
        child=serializers.CharField(),
        help_text="Inputs that counted no event: the value is a one-sided bound.",
    )


class GroupResult(Shape):
    """A group; ``score`` is over what is known, ``final`` counts missing as 0."""

    code = serializers.CharField()
    name = TextSerializer()
    pillar = serializers.CharField()
    score = serializers.FloatField(allow_null=True)
    final = serializers.FloatField(allow_null=True)
    coverage = serializers.FloatField()
    weight = serializers.FloatField()


class PillarResult(Shape):
    """A pillar with its bounds: missing counted as 0 and as 100."""

    code = serializers.CharField()
    name = TextSerializer()
    score = serializers.FloatField(allow_null=True)
    final = serializers.FloatField(allow_null=True)
    coverage = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    assurance = serializers.FloatField()
    geometric = serializers.FloatField(allow_null=True)
    weight = serializers.FloatField()


class CapResult(Shape):
    """A reason that holds the level down."""

    rule = serializers.ChoiceField(["score", "assurance", "group", "gate", "coverage"])
    subject = serializers.CharField(allow_blank=True)
    found = serializers.FloatField()
    needed = serializers.FloatField()
    limit = serializers.CharField(allow_null=True, help_text="Highest level left; null: not rated.")


class FactsResult(Shape):
    """All that the score was computed from."""

    inputs = serializers.DictField(child=serializers.FloatField())
    credits = serializers.DictField(child=serializers.FloatField())
    not_applicable = serializers.DictField(child=serializers.CharField())
    evidence = serializers.DictField(child=serializers.CharField())
    intervals = serializers.DictField(
        child=serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2),
        help_text="Lowest and highest by input, where a range was given.",
    )


class ScoreSerializer(Shape):
    """A score. Weights, anchors, levels and gates are SuanHeng's method, not CAICT's."""

    id = serializers.UUIDField()
    submission = serializers.UUIDField()
    kind = serializers.ChoiceField(Score.Kind.choices)
    method = serializers.CharField()
    framework = serializers.CharField()
    framework_version = serializers.CharField()
    profile = serializers.CharField()
    profile_version = serializers.CharField()
    digest = serializers.CharField(help_text="SHA-256 of everything the score depends on.")
    computed_at = serializers.DateTimeField()
    overall = serializers.FloatField(
        allow_null=True, help_text="null while too little is known for a draft figure."
    )
    low = serializers.FloatField(help_text="What is missing counted as 0.")
    high = serializers.FloatField(help_text="What is missing counted as 100.")
    coverage = serializers.FloatField(help_text="Share of the weight that is known, 0 to 1.")
    assurance = serializers.FloatField(help_text="How well the evidence bears it, 0 to 1.")
    geometric = serializers.FloatField(allow_null=True)
    level = serializers.CharField(allow_null=True, help_text="null: not rated.")
    level_by_score = serializers.CharField(help_text="The level before the caps.")
    caps = CapResult(many=True)
    pillars = PillarResult(many=True)
    groups = GroupResult(many=True)
    indicators = IndicatorResult(many=True)
    not_applicable = serializers.FloatField(
        help_text="Share of the profile's weight that does not apply, 0 to 1."
    )
    partial_scope = serializers.BooleanField(help_text="More than 30 % does not apply.")
    discounted = serializers.FloatField(
        allow_null=True,
        help_text="Sum of weight × assurance × score; null unless the profile shows it.",
    )
    checks = CheckResult(many=True)
    facts = FactsResult()
    uncertainty = UncertaintyResult(
        allow_null=True, help_text="null while too little is known for a draft figure."
    )
    disclaimer = serializers.SerializerMethodField()

    @extend_schema_field(TextSerializer)
    def get_disclaimer(self, content: dict[str, Any]) -> dict[str, str]:
        """Whose method this is."""
        found: dict[str, str] = content["disclaimer"]
        return found


def presented(score: Score) -> dict[str, Any]:
    """The stored result of a score with the names of its framework."""
    submission, result = score.submission, score.result
    framework, profile = submission.framework.parsed(), submission.profile.parsed()
    rating = result[f"{score.kind}_rating"]
    how_sure = scores.uncertainty_of(score)
    facts, restored = Facts(**score.facts), restore(result)
    return {
        **{name: result[name] for name in ("low", "high", "coverage", "assurance", "geometric")},
        **{
            name: getattr(score, name) for name in ("id", "kind", "method", "digest", "computed_at")
        },
        "submission": submission.pk,
        "framework": framework.code,
        "framework_version": framework.version,
        "profile": profile.code,
        "profile_version": profile.version,
        "overall": score.overall,
        "level": rating["level"],
        "level_by_score": rating["by_score"],
        "caps": rating["caps"],
        "pillars": _named(result["pillars"], framework.pillars),
        "groups": _named(result["groups"], framework.groups),
        "indicators": _named(result["indicators"], framework.indicators),
        "not_applicable": restored.not_applicable,
        "partial_scope": restored.not_applicable > PARTIAL_SCOPE_ABOVE,
        "discounted": restored.discounted if profile.show_discounted else None,
        "checks": [check_result(item) for item in checks_on(submission, facts, restored)],
        "facts": {"intervals": {}, **score.facts},
        "uncertainty": asdict(how_sure) if how_sure else None,
        "disclaimer": asdict(profile.disclaimer or profile.description),
    }


def _named(results: list[dict[str, Any]], definitions: Any) -> list[dict[str, Any]]:
    names = {item.code: asdict(item.name) for item in definitions}
    return [{"bounds": [], **result, "name": names[result["code"]]} for result in results]
