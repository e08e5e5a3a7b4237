"""Webhooks over REST: made, changed, tried, deleted by owners; not there for anybody else."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from rest_framework.test import APIClient
from standardwebhooks import Webhook as Reference

from assess.models import Organisation, User, Webhook
from tests.assess.receiver import Receiver, receiving

Api = Callable[[User], APIClient]
PATH = "/api/v1/webhooks/"


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """A server on this host, which this installation may ask."""
    settings.WEBHOOK_ALLOWED_NETWORKS, settings.WEBHOOK_PLAIN_HTTP = ["127.0.0.0/8"], True
    with receiving() as found:
        yield found


def made(client: APIClient, organisation: Organisation, **fields: Any) -> Any:
    """The answer to a new webhook."""
    wanted = {"organisation": str(organisation.pk), "url": "https://e.org/", "events": ["report.ready"]}  # fmt: skip
    return client.post(PATH, {**wanted, **fields})


def test_an_owner_makes_one_and_sees_its_secret_once(
    api: Api, owner: User, organisation: Organisation
) -> None:
    client = api(owner)
    answer = made(client, organisation, name="inventory")
    assert (answer.status_code, answer["Cache-Control"]) == (201, "no-store")
    assert answer.json()["secret"].startswith("whsec_")
    shown = client.get(f"{PATH}{answer.json()['id']}/").json()
    assert "secret" not in shown
    assert shown["name"] == "inventory"


def test_a_ping_arrives_signed_and_is_listed(
    api: Api, owner: User, organisation: Organisation, receiver: Receiver, run_jobs: Callable[[], int]
) -> None:  # fmt: skip
    client = api(owner)
    webhook = made(client, organisation, url=receiver.url).json()
    receiver.statuses, receiver.body = [200], b"ok"
    assert client.post(f"{PATH}{webhook['id']}/ping/").status_code == 202
    run_jobs()
    content = Reference(webhook["secret"]).verify(receiver.bodies[0], receiver.headers[0])
    assert content["type"] == "webhook.ping"
    [message] = client.get(f"{PATH}{webhook['id']}/deliveries/").json()["results"]
    assert (message["state"], message["status"], message["excerpt"]) == ("delivered", 200, "ok")
    assert message["message_id"] == receiver.headers[0]["webhook-id"]


def test_a_message_is_sent_again_over_rest(
    api: Api, owner: User, organisation: Organisation, receiver: Receiver, run_jobs: Callable[[], int]
) -> None:  # fmt: skip
    client = api(owner)
    webhook = made(client, organisation, url=receiver.url).json()
    message = client.post(f"{PATH}{webhook['id']}/ping/").json()
    again = f"/api/v1/deliveries/{message['id']}/redeliver/"
    assert client.post(again).json()["code"] == "on_its_way"
    run_jobs()
    assert client.post(again).json()["state"] == "waiting"
    run_jobs()
    assert len(receiver.bodies) == 2


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"url": "http://e.org/"}, "url", "not_https"),
        ({"url": "https://10.0.0.1/"}, "url", "internal_address"),
        ({"events": ["nothing"]}, "events", "invalid_choice"),
        ({"events": []}, "events", "min_length"),
        ({"secret": "x"}, "secret", "unknown_key"),
    ],
)
def test_what_is_wrong_is_named(
    fields: dict[str, Any], field: str, code: str, api: Api, owner: User, organisation: Organisation
) -> None:  # fmt: skip
    answer = made(api(owner), organisation, **fields)
    assert answer.status_code == 400
    [fault] = answer.json()["errors"]
    assert (fault["field"], fault["code"]) == (field, code)
    assert not Webhook.objects.exists()


def test_two_owners_do_not_overwrite_each_other(
    api: Api, owner: User, organisation: Organisation
) -> None:
    client = api(owner)
    path = f"{PATH}{made(client, organisation).json()['id']}/"
    tag = client.get(path)["ETag"]
    assert client.patch(path, {"name": "a"}, headers={"if-match": tag}).status_code == 200
    late = client.patch(path, {"name": "b"}, headers={"if-match": tag})
    assert (late.status_code, late.json()["code"]) == (412, "changed_meanwhile")
    assert client.delete(path, headers={"if-match": tag}).status_code == 412
    assert client.delete(path).status_code == 204


def test_a_pause_and_a_new_secret(api: Api, owner: User, organisation: Organisation) -> None:
    client = api(owner)
    webhook = made(client, organisation).json()
    path = f"{PATH}{webhook['id']}/"
    assert client.patch(path, {"state": "paused"}).json()["state"] == "paused"
    assert client.patch(path, {"state": "disabled"}).status_code == 400
    renewed = client.post(f"{path}secret/").json()
    assert renewed["secret"] != webhook["secret"]
    assert renewed["former_until"] is not None


def test_a_colleague_makes_none_and_sees_none(
    api: Api, owner: User, colleague: User, organisation: Organisation
) -> None:
    webhook = made(api(owner), organisation).json()
    client = api(colleague)
    assert made(client, organisation).status_code == 403
    assert client.get(f"{PATH}{webhook['id']}/").status_code == 404
    assert client.get(PATH).json()["results"] == []


def test_lists_are_narrowed_and_unknown_members_are_refused(
    api: Api, owner: User, organisation: Organisation
) -> None:
    client = api(owner)
    for number in range(3):
        made(client, organisation, name=str(number))

    def names(query: str) -> list[str]:
        return [row["name"] for row in client.get(f"{PATH}?{query}").json()["results"]]

    assert names("order=created_at") == ["0", "1", "2"]
    assert names("limit=2") == ["2", "1"]
    assert names("state=paused") == []
    answer = client.get(f"{PATH}?stat=paused")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "unknown_key")
