"""What may be changed of a kept plan over REST, and how one is copied."""

from rest_framework import serializers

from assess.api.serializers.strict import Strict, VisibleKey
from assess.models import Organisation

NAME, NOTE = 200, 4000


class PlanChange(Strict):
    """A plan's name, note, and with whom it is shared (null: with nobody); what is left out stays."""

    name = serializers.CharField(max_length=NAME, required=False)
    note = serializers.CharField(max_length=NOTE, required=False, allow_blank=True)
    organisation = VisibleKey(queryset=Organisation.objects.all(), required=False, allow_null=True)


class PlanCopy(Strict):
    """How a copy is called, and with whom it is shared; by default after its original, and with nobody."""

    name = serializers.CharField(max_length=NAME, required=False)
    organisation = VisibleKey(queryset=Organisation.objects.all(), required=False, allow_null=True)
