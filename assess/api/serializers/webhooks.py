"""Webhooks and their messages over REST."""

from typing import Any

from rest_framework import serializers

from assess.api.serializers.strict import Strict, VisibleKey
from assess.models import Delivery, Organisation, Webhook

SWITCHES = [Webhook.State.ACTIVE.value, Webhook.State.PAUSED.value]
EVENTS = [*Webhook.Event.values, Delivery.PING]


def _events(**options: Any) -> serializers.ListField:
    child = serializers.ChoiceField(Webhook.Event.choices)
    return serializers.ListField(child=child, min_length=1, max_length=20, **options)


class NewWebhook(Strict):
    """A webhook that is made."""

    organisation = VisibleKey(queryset=Organisation.objects.all())
    name = serializers.CharField(max_length=100, required=False, allow_blank=True)
    url = serializers.CharField(max_length=500, help_text="https, and a public address.")
    events = _events()


class WebhookChange(Strict):
    """What of a webhook changes; what is left out stays. A pause drops what waits to be sent."""

    name = serializers.CharField(max_length=100, required=False, allow_blank=True)
    url = serializers.CharField(max_length=500, required=False)
    events = _events(required=False)
    state = serializers.ChoiceField(SWITCHES, required=False)


class WebhookSerializer(serializers.ModelSerializer[Webhook]):
    """A webhook. ``failing_since``: nothing was taken since then; after three days it is switched off."""

    events = serializers.ListField(child=serializers.ChoiceField(Webhook.Event.choices))
    created_by = serializers.CharField(source="created_by.username")

    class Meta:
        model = Webhook
        fields = [
            "id", "organisation", "name", "url", "events", "state", "failing_since", "former_until",
            "created_by", "created_at", "changed_at",
        ]  # fmt: skip


class WebhookWithSecret(WebhookSerializer):
    """A webhook with its secret, which is shown this once."""

    secret = serializers.SerializerMethodField(help_text="whsec_… for Standard Webhooks.")

    class Meta(WebhookSerializer.Meta):
        fields = [*WebhookSerializer.Meta.fields, "secret"]

    def get_secret(self, webhook: Webhook) -> str:
        """Out of the verb that made it."""
        return str(self.context["secret"])


class MessageData(serializers.Serializer[Any]):
    """Ids by noun, and where to read more; nothing of the content itself."""

    organisation = serializers.UUIDField()
    submission = serializers.UUIDField(required=False)
    report = serializers.UUIDField(required=False)
    evidence = serializers.UUIDField(required=False)
    plan = serializers.UUIDField(required=False)
    webhook = serializers.UUIDField(required=False)
    url = serializers.CharField()


class MessageContent(serializers.Serializer[Any]):
    """The body that is sent."""

    type = serializers.ChoiceField(EVENTS)
    timestamp = serializers.DateTimeField()

    def get_fields(self) -> dict[str, Any]:
        """With "data", a word that serializers use themselves."""
        return {**super().get_fields(), "data": MessageData()}


class DeliverySerializer(serializers.ModelSerializer[Delivery]):
    """A message: where it stands, what the receiver answered last, when it is tried again."""

    message_id = serializers.SerializerMethodField(help_text="The header webhook-id.")
    event = serializers.ChoiceField(EVENTS)
    content = MessageContent()

    class Meta:
        model = Delivery
        fields = [
            "id", "message_id", "webhook", "event", "content", "state", "attempts", "status", "problem", "excerpt",
            "created_at", "attempted_at", "due_at",
        ]  # fmt: skip

    def get_message_id(self, message: Delivery) -> str:
        """The same for every attempt."""
        return message.message_id
