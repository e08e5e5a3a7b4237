"""The plan of a submission over REST: needs beside what the cluster has, and what taking it over changes."""

from typing import Any

from rest_framework import serializers

from assess.api.serializers.catalogue import TextSerializer
from assess.api.serializers.strict import Strict, VisibleKey
from assess.attached_plans import Adoption
from assess.capacity.needs import KINDS, Held
from assess.models import AttachedPlan, CapacityPlan


class AttachedChoice(Strict):
    """Which plan."""

    plan = VisibleKey(queryset=CapacityPlan.objects.all())


class NeedResult(serializers.Serializer[Any]):
    """Something the plan needs; null where the cluster's figure is not known."""

    code = serializers.CharField()
    kind = serializers.ChoiceField(list(KINDS))
    name = TextSerializer()
    unit = serializers.CharField()
    rule = TextSerializer()
    needs = serializers.FloatField()
    less_is_better = serializers.BooleanField()
    has = serializers.FloatField(allow_null=True)
    gap = serializers.FloatField(allow_null=True, help_text="Above 0: so much is lacking.")
    covered = serializers.FloatField(allow_null=True)
    met = serializers.BooleanField(allow_null=True)


class AdoptedInput(serializers.Serializer[Any]):
    """An input as it would be taken over, in the input's own unit."""

    input = serializers.CharField()
    value = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # a member of that name


class IndicatorEffect(serializers.Serializer[Any]):
    """An indicator that is held against the plan: points now and with the plan's figures."""

    indicator = serializers.CharField()
    before = serializers.FloatField(allow_null=True)
    after = serializers.FloatField(allow_null=True)


class AdoptionResult(serializers.Serializer[Any]):
    """What taking the figures over would change; scores are SuanHeng's method, not CAICT's."""

    inputs = AdoptedInput(many=True)
    indicators = IndicatorEffect(many=True)
    overall_before = serializers.FloatField(allow_null=True)
    overall_after = serializers.FloatField(allow_null=True)


class AttachedPlanResult(serializers.Serializer[Any]):
    """The attached plan of a submission."""

    plan = serializers.UUIDField()
    name = serializers.CharField()
    mode = serializers.ChoiceField(CapacityPlan.Mode.choices)
    attached_by = serializers.CharField()
    attached_at = serializers.DateTimeField()
    needs = NeedResult(many=True)
    adoption = AdoptionResult(
        allow_null=True, help_text="Of a draft whose framework asks for a plan."
    )


def attached_result(
    row: AttachedPlan, held: tuple[Held, ...], adoption: Adoption | None
) -> dict[str, Any]:
    """Everything that is told of an attached plan."""
    return {
        "plan": row.plan_id,
        "name": row.plan.name,
        "mode": row.plan.mode,
        "attached_by": row.attached_by.username,
        "attached_at": row.attached_at,
        "needs": [_need(item) for item in held],
        "adoption": _adoption(adoption) if adoption else None,
    }


def _need(item: Held) -> dict[str, Any]:
    return {
        **vars(item.demand),
        "less_is_better": item.demand.less,
        "has": item.has,
        "gap": item.gap,
        "covered": item.covered,
        "met": item.met,
    }


def _adoption(found: Adoption) -> dict[str, Any]:
    effects = [
        {"indicator": item.before.code, "before": item.before.score, "after": item.after.score}
        for item in found.effects
    ]
    return {
        "inputs": found.items,
        "indicators": effects,
        "overall_before": found.before,
        "overall_after": found.after,
    }
