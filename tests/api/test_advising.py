"""Advice over REST: the examples as they stand, what is refused, and who may."""

import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from rest_framework.test import APIClient

from assess.api import advising_examples as examples
from assess.models import Scope, User
from tests.api.test_scopes import client_with

Api = Callable[[User], APIClient]
SCALING, SERVING = "/api/v1/plans/scaling/", "/api/v1/plans/serving/"


@pytest.fixture
def client(api: Api, outsider: User) -> APIClient:
    """Anybody with an account, the catalogue loaded."""
    call_command("load_framework", verbosity=0)
    return api(outsider)


def test_a_budget_of_cards_is_advised_upon(client: APIClient) -> None:
    told = client.post(SCALING, examples.BUDGET.value).json()
    assert told["budget_from"] == "cards"
    assert told["flops"] == pytest.approx(1024 * 30 * 86400 * 312e12 * 0.4)
    assert [item["law"] for item in told["advised"]] == ["besiroglu", "hoffmann", "twenty"]
    for item in told["advised"]:
        assert 6 * item["params"] * item["tokens"] == pytest.approx(told["flops"])


def test_a_model_is_held_against_every_law(client: APIClient) -> None:
    told = client.post(SCALING, examples.MODEL.value).json()
    refit = told["advised"][0]
    assert refit["held"]["share"] == pytest.approx(3500e9 / refit["held"]["wanted_tokens"])
    assert refit["source"]["en"].startswith("Besiroglu")


def test_cards_for_a_load_and_on_every_card_of_the_catalogue(client: APIClient) -> None:
    told = client.post(SERVING, examples.SERVING.value).json()
    assert told["ttft_s"] <= 2.0
    assert told["cache_bytes_per_token"] == 327680
    same = next(item for item in told["on_cards"] if item["code"] == "h100-sxm")
    assert same["cards"] == told["cards"]


def test_an_infeasible_wish_is_refused_with_the_nearest(client: APIClient) -> None:
    order = {**examples.SERVING.value["order"], "ttft_s": 0.001}
    answer = client.post(SERVING, {"order": order})
    [fault] = answer.json()["errors"]
    assert (answer.status_code, fault["field"], fault["code"]) == (
        400,
        "order.ttft_s",
        "infeasible",
    )
    assert "Wider latency targets" in fault["expected"]


@pytest.mark.parametrize("address", [SCALING, SERVING])
def test_bad_members_are_named(address: str, client: APIClient) -> None:
    told = client.post(
        address, {"order": {"params": "many", "colour": 1, "card": "h100-sxm"}}
    ).json()
    assert {"order.params", "order.colour"} <= {item["field"] for item in told["errors"]}
    unknown = client.post(address, {"order": {"card": "none"}}).json()
    assert [item["field"] for item in unknown["errors"]] == ["order.card"]


def test_a_token_that_reads_may_ask(owner: User, framework: object) -> None:
    answer = client_with(owner, Scope.READ).post(SCALING, examples.MODEL.value)
    assert answer.status_code == 200


def told(*words: str) -> Any:
    """What the command prints as JSON."""
    out = StringIO()
    call_command("advise", *words, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_command_tells_the_same(client: APIClient) -> None:
    sent = client.post(SCALING, examples.MODEL.value).json()
    assert told("scaling", "--params", "175B", "--tokens", "3500B") == sent
    words = ["serving", "--queries-per-s", "10", "--tokens-in", "1024", "--tokens-out", "256", "--params", "70B"]  # fmt: skip
    card = ["--peak-tflops", "989", "--memory-gb", "80", "--memory-gb-s", "3350"]
    assert told(*words, *card)["cards"] > 0
    with pytest.raises(CommandError, match="Wider latency targets"):
        call_command("advise", *words, *card, "--ttft-s", "0.001", "--language", "en")
