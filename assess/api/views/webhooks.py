"""Webhooks: managed by owners of the organisation; for others they are not there."""

import uuid

from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assess import webhooks
from assess.api import examples
from assess.api.lists import CreatedQuery, Listing, listed
from assess.api.serializers.strict import Nothing
from assess.api.serializers.webhooks import (
    EVENTS,
    DeliverySerializer,
    NewWebhook,
    WebhookChange,
    WebhookSerializer,
    WebhookWithSecret,
)
from assess.api.views.requests import IF_MATCH, etag, match, person, valid
from assess.models import Delivery, Webhook

TAG = ["webhooks"]


class WebhookQuery(CreatedQuery):
    """What may be asked of the list of webhooks."""

    organisation = serializers.UUIDField(required=False)
    state = serializers.ChoiceField(Webhook.State.choices, required=False)

    lookups = {**CreatedQuery.lookups, "organisation": "organisation", "state": "state"}


class DeliveryQuery(CreatedQuery):
    """What may be asked of the messages of a webhook."""

    state = serializers.ChoiceField(Delivery.State.choices, required=False)
    event = serializers.ChoiceField(EVENTS, required=False)

    lookups = {**CreatedQuery.lookups, "state": "state", "event": "event"}


def webhook_of(request: Request, pk: uuid.UUID) -> Webhook:
    """A webhook that the person manages; else 404."""
    rows: QuerySet[Webhook] = Webhook.objects.visible_to(person(request))
    return get_object_or_404(rows.select_related("organisation", "created_by"), pk=pk)


def delivery_of(request: Request, pk: uuid.UUID) -> Delivery:
    """A message that the person sees; else 404."""
    rows: QuerySet[Delivery] = Delivery.objects.visible_to(person(request))
    whole = rows.select_related("webhook__organisation", "webhook__created_by")
    return get_object_or_404(whole, pk=pk)


def _told(webhook: Webhook, status: int = 200) -> Response:
    return Response(WebhookSerializer(webhook).data, status=status, headers=etag(webhook))


def _with_secret(webhook: Webhook, secret: str, status: int) -> Response:
    shown = WebhookWithSecret(webhook, context={"secret": secret}).data
    headers = {**etag(webhook), "Cache-Control": "no-store"}
    return Response(shown, status=status, headers=headers)


class WebhookList(Listing[Webhook]):
    """Webhooks of the organisations that you own."""

    queryset = Webhook.objects.none()
    serializer_class = WebhookSerializer
    query = WebhookQuery

    @listed(WebhookQuery, tags=TAG, summary="Webhooks that you manage")
    def get(self, request: Request) -> Response:
        """For owners of organisations."""
        return self.list(request)

    def rows(self) -> QuerySet[Webhook]:
        """Narrow to what is visible."""
        return Webhook.objects.visible_to(person(self.request)).select_related("created_by")

    @extend_schema(
        tags=TAG,
        summary="Make a webhook",
        request=NewWebhook,
        responses={201: WebhookWithSecret},
        examples=[examples.WEBHOOK],
    )
    def post(self, request: Request) -> Response:
        """The answer has the secret, this once."""
        given = valid(NewWebhook, request)
        webhook, secret = webhooks.create(given.pop("organisation"), by=person(request), **given)
        return _with_secret(webhook, secret, 201)


class WebhookView(APIView):
    """A webhook."""

    @extend_schema(tags=TAG, summary="A webhook", responses=WebhookSerializer)
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """Without its secret, which is kept nowhere."""
        return _told(webhook_of(request, pk))

    @extend_schema(
        tags=TAG,
        summary="Change, pause or resume a webhook",
        parameters=[IF_MATCH],
        request=WebhookChange,
        responses=WebhookSerializer,
    )
    def patch(self, request: Request, pk: uuid.UUID) -> Response:
        """``active`` also takes one back that was switched off."""
        webhook, changes = webhook_of(request, pk), valid(WebhookChange, request)
        with transaction.atomic():
            match(request, webhook)
            webhooks.change(webhook, by=person(request), **changes)
        return _told(webhook)

    @extend_schema(
        tags=TAG, summary="Delete a webhook", parameters=[IF_MATCH], responses={204: None}
    )
    def delete(self, request: Request, pk: uuid.UUID) -> Response:
        """With the list of what was sent to it."""
        webhook = webhook_of(request, pk)
        with transaction.atomic():
            match(request, webhook)
            webhooks.delete(webhook, by=person(request))
        return Response(status=204)


class SecretView(APIView):
    """The secret of a webhook."""

    @extend_schema(
        tags=TAG, summary="Renew the secret", request=Nothing, responses=WebhookWithSecret
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """The answer has the new secret, this once; the former one signs beside it until ``former_until``."""
        webhook, _nothing = webhook_of(request, pk), valid(Nothing, request)
        return _with_secret(webhook, webhooks.renew_secret(webhook, by=person(request)), 200)


class PingView(APIView):
    """A message that says nothing."""

    @extend_schema(
        tags=TAG, summary="Send a test message", request=Nothing, responses={202: DeliverySerializer}
    )  # fmt: skip
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """Read how it went at deliveries/{id}/."""
        webhook, _nothing = webhook_of(request, pk), valid(Nothing, request)
        message = webhooks.ping(webhook, by=person(request))
        return Response(DeliverySerializer(message).data, status=202)


class DeliveryList(Listing[Delivery]):
    """What was sent to a webhook, for a month."""

    queryset = Delivery.objects.none()
    serializer_class = DeliverySerializer
    query = DeliveryQuery

    @listed(DeliveryQuery, tags=TAG, summary="Messages of a webhook")
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """Newest first, with what the receiver answered last."""
        return self.list(request)

    def rows(self) -> QuerySet[Delivery]:
        """Those of the webhook."""
        return webhook_of(self.request, self.kwargs["pk"]).deliveries.all()


class DeliveryView(APIView):
    """A message."""

    @extend_schema(tags=TAG, summary="A message", responses=DeliverySerializer)
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """Where it stands."""
        return Response(DeliverySerializer(delivery_of(request, pk)).data)


class RedeliverView(APIView):
    """A message once more."""

    @extend_schema(
        tags=TAG,
        summary="Send a message again",
        request=Nothing,
        responses={202: DeliverySerializer},
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """Under the same id, so that the receiver can tell."""
        message, _nothing = delivery_of(request, pk), valid(Nothing, request)
        webhooks.redeliver(message, by=person(request))
        return Response(DeliverySerializer(message).data, status=202)
