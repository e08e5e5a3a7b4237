"""How far a score could be off, and how clusters compare, over REST."""

from typing import Any

from rest_framework import serializers

Shape = serializers.Serializer[Any]

BASES = ("given", "count")


class BandResult(Shape):
    """5, 50 and 95 % of the draws."""

    low = serializers.FloatField()
    median = serializers.FloatField()
    high = serializers.FloatField()


class LevelShareResult(Shape):
    """A level and the share of draws that reach it."""

    level = serializers.CharField(allow_null=True, help_text="null: not rated.")
    share = serializers.FloatField()


class GroupBandResult(Shape):
    """The band of a group's score."""

    code = serializers.CharField()
    band = BandResult()


class InputIntervalResult(Shape):
    """A raw input with an interval of its own."""

    input = serializers.CharField()
    value = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    basis = serializers.ChoiceField(BASES)
    one_sided = serializers.BooleanField(help_text="A count of no events, scored at its bound.")


class UncertaintyResult(Shape):
    """What random errors and the choice of weights may do to the score; not what is missing, nor a common bias."""

    seed = serializers.IntegerField(help_text="The same seed draws the same.")
    draws = serializers.IntegerField()
    band = BandResult()
    levels = LevelShareResult(many=True)
    groups = GroupBandResult(many=True)
    pessimistic = serializers.FloatField(
        help_text="Every figure of class E1 or E2 at its bad end, plain weights."
    )
    pessimistic_level = serializers.CharField(allow_null=True)
    inputs = InputIntervalResult(many=True)
