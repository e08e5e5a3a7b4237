"""What the evidence files say over REST: candidates, choices, and what taking them over changes."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from assess.api.serializers.catalogue import TextSerializer
from assess.api.serializers.strict import Strict
from assess.derivation.reconcile import DEFAULT, RULES, Resolution
from assess.derivation.records import Candidate, Lack
from assess.derivation.slots import SLOTS
from assess.derived import Derived, Row
from assess.takeover import Change, Preview
from assess.takings import proof_outline

Any_ = serializers.Serializer[Any]
MOST = len(SLOTS)
CLASSES = ("E2", "E3")
SLOT_CODES = tuple(SLOTS)
FOR_ALL = RULES[:-1]
"""Rules that need no named candidate."""


class ProofResult(Any_):
    """A reading that a figure rests on: the file by hash, the place in it, the text that stands there."""

    evidence = serializers.UUIDField()
    path = serializers.CharField()
    sha256 = serializers.CharField()
    tool = serializers.CharField()
    tool_version = serializers.CharField()
    kind = serializers.CharField()
    quantity = serializers.CharField()
    value = serializers.FloatField()
    unit = serializers.CharField()
    printed = serializers.CharField()
    printed_unit = serializers.CharField()
    derived = serializers.CharField()
    line = serializers.IntegerField(allow_null=True)
    end = serializers.IntegerField(allow_null=True)
    key = serializers.CharField()
    conditions = serializers.DictField()


class CandidateResult(Any_):
    """One way in which files prove a slot. Rank: 0 of the thing itself, 1 converted, 2 of a part, 3 doubtful."""

    key = serializers.CharField()
    value = serializers.FloatField()
    inputs = serializers.DictField(child=serializers.FloatField())
    formula = serializers.CharField()
    rank = serializers.IntegerField(min_value=0, max_value=3)
    evidence = serializers.ChoiceField(CLASSES)
    assumptions = TextSerializer(many=True)
    proofs = ProofResult(many=True)


class DifferenceResult(Any_):
    """Measured less declared."""

    absolute = serializers.FloatField()
    percent = serializers.FloatField(allow_null=True)


class LackResult(Any_):
    """What files alone cannot give, and which inputs would."""

    message = TextSerializer()
    inputs = serializers.ListField(child=serializers.CharField())


class TakenResult(Any_):
    """A figure as it was taken over and still stands."""

    value = serializers.FloatField()
    rule = serializers.ChoiceField(RULES)
    evidence = serializers.ChoiceField(CLASSES)
    taken_by = serializers.CharField()
    taken_at = serializers.DateTimeField()


class SlotResult(Any_):
    """A figure of an indicator: all candidates, the one that counts by the rule, and what is declared."""

    slot = serializers.ChoiceField(SLOT_CODES)
    indicator = serializers.CharField()
    name = TextSerializer()
    unit = serializers.CharField()
    rule = serializers.ChoiceField(RULES)
    chosen = serializers.CharField(allow_null=True, help_text="Key of the candidate that counts.")
    value = serializers.FloatField(allow_null=True)
    declared = serializers.FloatField(allow_null=True)
    difference = DifferenceResult(allow_null=True)
    spread = serializers.ListField(
        child=serializers.FloatField(), min_length=2, max_length=2, allow_null=True
    )
    disagrees = serializers.BooleanField(help_text="Further apart than the slot's tolerance.")
    candidates = CandidateResult(many=True)
    lacks = LackResult(many=True)
    taken = TakenResult(allow_null=True)


class MismatchResult(Any_):
    """Files that do not speak of one cluster."""

    rule = serializers.CharField()
    message = TextSerializer()
    found = serializers.DictField(child=serializers.CharField())
    expected = serializers.CharField()


class DerivedResult(Any_):
    """What the files say: so many of the performance indicators have a figure from evidence."""

    proved = serializers.ListField(child=serializers.CharField())
    of = serializers.IntegerField()
    slots = SlotResult(many=True)
    mismatches = MismatchResult(many=True)


class ChoiceItem(Strict):
    """How to choose among the candidates of one slot."""

    slot = serializers.ChoiceField(SLOT_CODES)
    rule = serializers.ChoiceField(RULES)
    key = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=20_000, help_text="With `chosen`: the candidate."
    )  # fmt: skip

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A key goes with ``chosen`` and with nothing else."""
        if (attrs["rule"] == "chosen") != bool(attrs["key"]):
            expected = _("the key of a candidate with the rule “chosen”, and no key with any other")
            raise serializers.ValidationError({"key": [expected]}, code="key_and_rule")
        return attrs


class TakeOver(Strict):
    """Which figures to take over, by which rules."""

    rule = serializers.ChoiceField(FOR_ALL, required=False, default=DEFAULT)
    choices = ChoiceItem(many=True, required=False, default=list)
    slots = serializers.ListField(
        child=serializers.ChoiceField(SLOT_CODES), required=False, allow_null=True, default=None, max_length=MOST,
        help_text="All that are proved, where not given.",
    )  # fmt: skip
    dry_run = serializers.BooleanField(required=False, default=False)


class GiveBack(Strict):
    """Which figures to undo."""

    slots = serializers.ListField(
        child=serializers.ChoiceField(SLOT_CODES), min_length=1, max_length=MOST
    )


class GivenBack(Any_):
    """What was undone."""

    undone = serializers.ListField(child=serializers.CharField())


class ChangeResult(Any_):
    """One slot taken over: inputs that are kept, and inputs that would count before them and are taken away."""

    slot = serializers.CharField()
    indicator = serializers.CharField()
    value = serializers.FloatField()
    unit = serializers.CharField()
    inputs = serializers.DictField(child=serializers.FloatField())
    cleared = serializers.ListField(child=serializers.CharField())
    evidence = serializers.ChoiceField(CLASSES)
    rule = serializers.ChoiceField(RULES)
    key = serializers.CharField()
    unchanged = serializers.BooleanField()


class MovedIndicator(Any_):
    """An indicator whose value or points change."""

    indicator = serializers.CharField()
    value_before = serializers.FloatField(allow_null=True)
    value_after = serializers.FloatField(allow_null=True)
    points_before = serializers.FloatField(allow_null=True)
    points_after = serializers.FloatField(allow_null=True)


class TakeOverResult(Any_):
    """What was taken over, or with ``dry_run`` would be. Scores are SuanHeng's method, not CAICT's."""

    dry_run = serializers.BooleanField()
    changes = ChangeResult(many=True)
    lost = serializers.ListField(child=serializers.CharField())
    indicators = MovedIndicator(many=True)
    overall_before = serializers.FloatField(allow_null=True)
    overall_after = serializers.FloatField(allow_null=True)
    assurance_before = serializers.FloatField()
    assurance_after = serializers.FloatField()


def derived_result(found: Derived) -> dict[str, Any]:
    """Everything that is told of what files say."""
    return {
        "proved": found.proved,
        "of": found.total,
        "slots": [_slot(row) for row in found.rows],
        "mismatches": [{**vars(item), "found": dict(item.found)} for item in found.mismatches],
    }


def _slot(row: Row) -> dict[str, Any]:
    found, slot = row.resolution, row.resolution.slot
    return {
        "slot": slot.code,
        "indicator": slot.indicator,
        "name": slot.name,
        "unit": slot.unit,
        "rule": found.choice.rule,
        "chosen": found.chosen.key if found.chosen else None,
        "value": found.chosen.value if found.chosen else None,
        "declared": row.declared,
        "difference": _difference(row),
        "spread": list(found.spread) if found.spread else None,
        "disagrees": found.disagrees,
        "candidates": [_candidate(item) for item in found.candidates],
        "lacks": [_lack(item) for item in found.lacks],
        "taken": _taken(row),
    }


def _difference(row: Row) -> dict[str, Any] | None:
    found = row.difference
    return None if found is None else {"absolute": found.absolute, "percent": found.percent}


def _candidate(item: Candidate) -> dict[str, Any]:
    return {
        "key": item.key,
        "value": item.value,
        "inputs": dict(item.inputs),
        "formula": item.formula,
        "rank": item.rank,
        "evidence": item.evidence,
        "assumptions": item.assumptions,
        "proofs": [proof_outline(proof) for proof in item.proofs],
    }


def _lack(item: Lack) -> dict[str, Any]:
    return {"message": item.message, "inputs": item.inputs}


def _taken(row: Row) -> Mapping[str, Any] | None:
    if row.taking is None:
        return None
    names = ("value", "rule", "evidence", "taken_at")
    told = {name: getattr(row.taking, name) for name in names}
    return {**told, "taken_by": row.taking.taken_by.username}


def taken_result(found: Preview, *, dry_run: bool) -> dict[str, Any]:
    """What was changed, or would be."""
    return {
        "dry_run": dry_run,
        "changes": [_change(item) for item in found.changes],
        "lost": found.lost,
        "indicators": [_moved(*pair) for pair in found.moved],
        "overall_before": found.before.known,
        "overall_after": found.after.known,
        "assurance_before": found.before.assurance,
        "assurance_after": found.after.assurance,
    }


def _change(item: Change) -> dict[str, Any]:
    resolution: Resolution = item.resolution
    return {
        "slot": item.slot,
        "indicator": item.indicator,
        "value": item.candidate.value,
        "unit": resolution.slot.unit,
        "inputs": dict(item.inputs),
        "cleared": item.cleared,
        "evidence": item.evidence,
        "rule": resolution.choice.rule,
        "key": item.candidate.key,
        "unchanged": item.unchanged,
    }


def _moved(before: Any, after: Any) -> dict[str, Any]:
    return {
        "indicator": before.code,
        "value_before": before.value,
        "value_after": after.value,
        "points_before": before.score,
        "points_after": after.score,
    }
