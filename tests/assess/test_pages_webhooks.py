"""The pages of webhooks."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assess import webhooks
from assess.models import Delivery, Organisation, User, Webhook

ClientOf = Callable[[User], Client]
TYPED: dict[str, Any] = {
    "url": "https://example.org/hooks",
    "name": "台账",
    "events": ["report.ready"],
}


@pytest.fixture
def webhook(organisation: Organisation, owner: User) -> Webhook:
    """A webhook of the owner's organisation."""
    return webhooks.create(organisation, by=owner, **TYPED)[0]


def test_an_owner_makes_a_webhook_and_its_secret_is_shown_once(
    client_of: ClientOf, owner: User, organisation: Organisation
) -> None:
    client, page = client_of(owner), reverse("organisation_webhooks", args=[organisation.pk])
    answer = client.post(page, TYPED)
    assert "whsec_" in answer.content.decode()
    assert Webhook.objects.get().events == ["report.ready"]
    again = client.get(page).content.decode()
    assert "台账" in again
    assert "whsec_" not in again


def test_an_internal_address_stands_at_its_field(
    client_of: ClientOf, owner: User, organisation: Organisation
) -> None:
    page = reverse("organisation_webhooks", args=[organisation.pk])
    answer = client_of(owner).post(page, {**TYPED, "url": "https://192.168.0.1/"})
    assert answer.status_code == 422
    assert 'href="#id_url"' in answer.content.decode()
    assert not Webhook.objects.exists()


def test_its_settings_are_changed_on_its_page(
    client_of: ClientOf, owner: User, webhook: Webhook
) -> None:
    page = reverse("webhook_detail", args=[webhook.pk])
    client_of(owner).post(page, {**TYPED, "events": ["score.computed", "evidence.read"]})
    webhook.refresh_from_db()
    assert webhook.events == ["score.computed", "evidence.read"]


def test_it_is_paused_taken_up_and_deleted(
    client_of: ClientOf, owner: User, webhook: Webhook
) -> None:
    client, switch = client_of(owner), reverse("webhook_switch", args=[webhook.pk])
    states = []
    for _press in range(2):
        client.post(switch)
        webhook.refresh_from_db()
        states.append(webhook.state)
    assert states == ["paused", "active"]
    client.post(reverse("webhook_delete", args=[webhook.pk]))
    assert not Webhook.objects.exists()


def test_messages_are_listed_with_their_answer_and_sent_again(
    client_of: ClientOf, owner: User, webhook: Webhook
) -> None:
    client = client_of(owner)
    client.post(reverse("webhook_ping", args=[webhook.pk]))
    Delivery.objects.update(state="failed", status=500, problem="not_accepted", excerpt="<b>no</b>")
    page = client.get(reverse("webhook_detail", args=[webhook.pk])).content.decode()
    assert "&lt;b&gt;no&lt;/b&gt;" in page
    client.post(reverse("webhook_redeliver", args=[Delivery.objects.get().pk]))
    assert Delivery.objects.get().state == "waiting"


def test_a_webhook_that_was_switched_off_is_told_on_the_organisations_page(
    client_of: ClientOf, owner: User, colleague: User, webhook: Webhook
) -> None:
    Webhook.objects.update(state="disabled")
    page = reverse("organisation_detail", args=[webhook.organisation_id])
    address = reverse("webhook_detail", args=[webhook.pk])
    assert address in client_of(owner).get(page).content.decode()
    assert address not in client_of(colleague).get(page).content.decode()


def test_a_new_secret_is_shown_once(client_of: ClientOf, owner: User, webhook: Webhook) -> None:
    answer = client_of(owner).post(reverse("webhook_secret", args=[webhook.pk]))
    assert "whsec_" in answer.content.decode()


@pytest.mark.parametrize(("who", "status"), [("colleague", 403), ("outsider", 404)])
def test_others_do_not_see_the_list(
    who: str, status: int, client_of: ClientOf, webhook: Webhook, request: pytest.FixtureRequest
) -> None:
    client = client_of(request.getfixturevalue(who))
    page = reverse("organisation_webhooks", args=[webhook.organisation_id])
    assert client.get(page).status_code == status
    assert client.get(reverse("webhook_detail", args=[webhook.pk])).status_code == 404
    assert client.post(reverse("webhook_ping", args=[webhook.pk])).status_code == 404
