"""A request that is sent twice with one key is done once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from assess import kept_answers
from assess.models import CapacityPlan, Cluster, Job, KeptAnswer, Organisation, User

Api = Callable[[User], APIClient]
KEY: dict[str, Any] = {"HTTP_IDEMPOTENCY_KEY": "7c1f"}


def cluster(organisation: Organisation, name: str = "A") -> dict[str, Any]:
    return {"organisation": str(organisation.pk), "name": name, "nodes": 4}


def test_the_same_key_gives_the_first_answer_again(
    api: Api, owner: User, organisation: Organisation
) -> None:
    client = api(owner)
    first = client.post("/api/v1/clusters/", cluster(organisation), **KEY)
    again = client.post("/api/v1/clusters/", cluster(organisation), **KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again["Idempotency-Replayed"] == "true"
    assert Cluster.objects.count() == 1


def test_a_job_is_ordered_once_and_its_address_is_told_again(api: Api, owner: User) -> None:
    order = {"params": 1e9, "tokens": 1e10, "days": 5, "utilisation": 0.4, "card_tflops": 300}
    first, again = (
        api(owner).post("/api/v1/plans/", {"name": "P", "order": order}, **KEY) for _ in range(2)
    )
    assert first["Location"] == again["Location"]
    assert (CapacityPlan.objects.count(), Job.objects.count()) == (1, 1)


def test_a_key_with_another_body_is_refused(
    api: Api, owner: User, organisation: Organisation
) -> None:
    client = api(owner)
    client.post("/api/v1/clusters/", cluster(organisation), **KEY)
    other = client.post("/api/v1/clusters/", cluster(organisation, "B"), **KEY)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert Cluster.objects.count() == 1


def test_a_key_is_of_its_person(
    api: Api, owner: User, colleague: User, organisation: Organisation
) -> None:
    api(owner).post("/api/v1/clusters/", cluster(organisation), **KEY)
    other = api(colleague).post("/api/v1/clusters/", cluster(organisation, "B"), **KEY)
    assert other.status_code == 201
    assert "Idempotency-Replayed" not in other


def test_a_refusal_is_kept_as_well(api: Api, owner: User) -> None:
    first, again = (api(owner).post("/api/v1/clusters/", {"nodes": -1}, **KEY) for _ in range(2))
    assert first.status_code == again.status_code == 400
    assert first.json() == again.json()


def test_a_revoked_token_gets_no_kept_answer(
    api: Api, owner: User, organisation: Organisation
) -> None:
    client = api(owner)
    client.post("/api/v1/clusters/", cluster(organisation), **KEY)
    owner.auth_token_set.all().delete()
    assert client.post("/api/v1/clusters/", cluster(organisation), **KEY).status_code == 401


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_a_key_of_another_length_is_refused(
    key: str, api: Api, owner: User, organisation: Organisation
) -> None:
    answer = api(owner).post("/api/v1/clusters/", cluster(organisation), HTTP_IDEMPOTENCY_KEY=key)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_invalid")


def test_kept_answers_are_forgotten_after_a_day(
    api: Api, owner: User, organisation: Organisation
) -> None:
    api(owner).post("/api/v1/clusters/", cluster(organisation), **KEY)
    assert kept_answers.forget() == 0
    KeptAnswer.objects.update(kept_at=timezone.now() - timedelta(days=1, seconds=1))
    assert kept_answers.forget() == 1
