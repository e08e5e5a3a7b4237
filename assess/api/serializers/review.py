"""Rules that fired and statements of what does not apply, over REST."""

from typing import Any

from rest_framework import serializers

from assess import checks
from assess.api.serializers.catalogue import TextSerializer
from assess.api.serializers.strict import Strict
from assess.models import Answer, Submission

Shape = serializers.Serializer[Any]


class AcceptedResult(Shape):
    """By whom, when and why a warning was accepted."""

    reason = serializers.CharField()
    by = serializers.CharField()
    at = serializers.DateTimeField()


class CheckResult(Shape):
    """A consistency rule that fires. ``open`` ones must be settled before the assessment is finalised."""

    code = serializers.CharField()
    severity = serializers.ChoiceField(["error", "warning", "question"])
    title = TextSerializer()
    message = TextSerializer(help_text="With the numbers put in.")
    advice = TextSerializer(help_text="What to do.")
    origin = TextSerializer(help_text="Where the rule comes from.")
    inputs = serializers.ListField(child=serializers.CharField())
    indicators = serializers.ListField(child=serializers.CharField())
    digest = serializers.CharField(help_text="SHA-256 of the numbers concerned.")
    open = serializers.BooleanField()
    accepted = AcceptedResult(allow_null=True, help_text="null: not accepted for these numbers.")


def check_result(item: checks.Check) -> dict[str, Any]:
    """A check as it is told."""
    rule = item.finding.rule
    return {
        "code": rule.code,
        "severity": rule.severity,
        "title": rule.title,
        "message": item.finding.message,
        "advice": rule.advice,
        "origin": rule.source,
        "inputs": rule.inputs,
        "indicators": rule.indicators,
        "digest": item.finding.digest,
        "open": item.is_open,
        "accepted": item.accepted,
    }


class StatementResult(Shape):
    """An item stated as not applicable, and what was decided; "" while nothing is."""

    item = serializers.CharField()
    indicator = serializers.CharField()
    name = TextSerializer()
    allowed_when = TextSerializer(
        allow_null=True, help_text="When the framework lets it be left out."
    )
    reason = serializers.CharField()
    decision = serializers.ChoiceField(Answer.Decision.choices, allow_blank=True)
    note = serializers.CharField(allow_blank=True)
    decided_by = serializers.CharField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)


def statement_results(submission: Submission) -> list[dict[str, Any]]:
    """Everything that a submission states as not applicable."""
    return [
        {
            "item": row.answer.item,
            "indicator": row.indicator,
            "name": row.name,
            "allowed_when": row.allowed_when,
            "reason": row.answer.reason,
            "decision": row.answer.decision,
            "note": row.answer.decision_note,
            "decided_by": row.answer.decided_by and row.answer.decided_by.username,
            "decided_at": row.answer.decided_at,
        }
        for row in checks.statements(submission)
    ]


class RulingItem(Strict):
    """A decision on an item that is stated as not applicable; a refusal needs a note."""

    item = serializers.CharField(max_length=60)
    decision = serializers.ChoiceField(Answer.Decision.choices)
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=4000)
