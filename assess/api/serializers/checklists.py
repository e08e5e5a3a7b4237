"""Platform checklists over REST: unscored, with counts instead of a score."""

from typing import Any

from rest_framework import serializers

from assess.models import Answer, ChecklistAnswer
from assess.tallies import SAID, Standing, Tally, Told

SAID_HELP = "What is unanswered is an empty string."


class ChecklistItem(serializers.Serializer[Any]):
    """What is said of an item. Only the members that are given change."""

    item = serializers.CharField(help_text="Code of an item that is not linked to a criterion.")
    answer = serializers.ChoiceField(choices=ChecklistAnswer.Said.choices, required=False)
    reason = serializers.CharField(required=False, help_text="Why it does not apply.")
    evidence = serializers.ChoiceField(choices=Answer.Evidence.choices, required=False)
    note = serializers.CharField(required=False)


class CountsSerializer(serializers.Serializer[Any]):
    """How many items have which answer."""

    yes = serializers.IntegerField()
    partly = serializers.IntegerField()
    no = serializers.IntegerField()
    not_applicable = serializers.IntegerField()
    unanswered = serializers.IntegerField()


class StandingSerializer(serializers.Serializer[Any]):
    """An item as it stands; ``criterion`` names the scored criterion that it takes its answer from."""

    item = serializers.CharField()
    section = serializers.CharField()
    origin = serializers.ChoiceField(choices=["named", "derived"])
    criterion = serializers.CharField(allow_null=True)
    answer = serializers.ChoiceField(choices=[*SAID[:-1], ("", "unanswered")], help_text=SAID_HELP)
    reason = serializers.CharField()
    evidence = serializers.CharField()
    note = serializers.CharField()


class ToldSerializer(serializers.Serializer[Any]):
    """A checklist of a submission: counts, never a score, and no claim of conformance."""

    code = serializers.CharField()
    version = serializers.CharField()
    counts = CountsSerializer()
    items = StandingSerializer(many=True)


def presented(told: Told) -> dict[str, Any]:
    """A checklist as it is shown."""
    return {
        "code": told.definition.code,
        "version": told.definition.version,
        "counts": counts(told.tally),
        "items": [_item(row) for part in told.parts for row in part.standings],
    }


def counts(tally: Tally) -> dict[str, int]:
    """Counts by answer, the unanswered ones by that name."""
    return {said or "unanswered": count for said, count in tally.counts.items()}


def _item(row: Standing) -> dict[str, Any]:
    given = row.given
    return {
        "item": row.item.code,
        "section": row.item.section,
        "origin": row.item.origin,
        "criterion": row.linked or None,
        "answer": given.answer,
        "reason": given.reason,
        "evidence": given.evidence,
        "note": given.note,
    }
