"""What an upgrade to a later framework version would do, over REST."""

from dataclasses import asdict
from typing import Any

from rest_framework import serializers

from assess.api.serializers.catalogue import TextSerializer
from assess.api.serializers.strict import Strict
from assess.scoring.results import Assessment
from assess.upgrades import Aside, Preview
from indicators.comparison import KINDS


class Version(Strict):
    """The version to take: one of those offered."""

    version = serializers.CharField()


class DetailSerializer(serializers.Serializer[Any]):
    """A field that differs."""

    field = serializers.CharField()
    before = TextSerializer()
    after = TextSerializer()


class ChangeSerializer(serializers.Serializer[Any]):
    """An item that differs; ``bears``: more than its wording does."""

    kind = serializers.ChoiceField(choices=list(KINDS))
    code = serializers.CharField()
    state = serializers.ChoiceField(choices=["added", "removed", "changed"])
    name = TextSerializer()
    bears = serializers.BooleanField()
    details = DetailSerializer(many=True)


class AsideSerializer(serializers.Serializer[Any]):
    """What has no place in the version, as it was given."""

    kind = serializers.ChoiceField(choices=["measurement", "answer"])
    item = serializers.CharField()
    content = serializers.DictField()
    why = serializers.CharField()


class FiguresSerializer(serializers.Serializer[Any]):
    """A score at this moment."""

    known = serializers.FloatField(allow_null=True)
    final = serializers.FloatField()
    coverage = serializers.FloatField()


class UpgradeSerializer(serializers.Serializer[Any]):
    """A preview, or with no later version nothing but what was set aside before."""

    version = serializers.CharField()
    offered = serializers.ListField(child=serializers.CharField())
    target = serializers.CharField(allow_null=True)
    changes = ChangeSerializer(many=True)
    kept = serializers.IntegerField()
    converted = serializers.ListField(child=serializers.CharField())
    lost = AsideSerializer(many=True)
    before = FiguresSerializer(allow_null=True)
    after = FiguresSerializer(allow_null=True)
    set_aside = AsideSerializer(many=True)


def presented(version: str, offered: list[str], preview: Preview | None) -> dict[str, Any]:
    """A preview as it is shown; ``lost`` is what would be set aside."""
    if preview is None:
        nothing: dict[str, Any] = {"changes": [], "kept": 0, "converted": [], "lost": []}
        empty = {"target": None, "before": None, "after": None}
        return {"version": version, "offered": offered, **nothing, **empty}
    moved = preview.moved
    return {
        "version": version,
        "offered": offered,
        "target": preview.target.framework.version,
        "changes": [asdict(change) for change in preview.changes],
        "kept": moved.kept,
        "converted": list(moved.converted),
        "lost": asides(moved.aside),
        "before": _figures(preview.before),
        "after": _figures(preview.after),
    }


def asides(rows: tuple[Aside, ...] | list[Aside]) -> list[dict[str, Any]]:
    """What was or would be set aside."""
    return [asdict(row) for row in rows]


def _figures(result: Assessment) -> dict[str, Any]:
    return {"known": result.known, "final": result.final, "coverage": result.coverage}
