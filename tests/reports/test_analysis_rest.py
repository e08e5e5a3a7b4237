"""An indicator explained, advice and changes over REST."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from assess.models import Score, Submission, User

ClientOf = Callable[[User], Client]


def address(name: str, submission: object, *more: str) -> str:
    return reverse(f"api:{name}", args=[submission, *more])


def test_an_indicator_is_explained_from_its_words_to_what_more_takes(
    centre: Score, owner: User, client_of: ClientOf
) -> None:
    found = client_of(owner).get(address("indicator", centre.submission_id, "P01")).json()
    assert found["measures"][0]["substituted"] == "93"
    assert found["path"]["pillar"] == {"code": "performance", "weight": pytest.approx(50)}
    ten, level = found["goals"]
    assert (ten["asks"][0]["start"], ten["asks"][0]["end"]) == (93, pytest.approx(95.4))
    assert (level["level"]["code"], level["possible"]) == ("L4", False)


def test_advice_takes_level_and_costs(centre: Score, owner: User, client_of: ClientOf) -> None:
    client, place = client_of(owner), address("advice", centre.submission_id)
    plain = client.get(place).json()
    dear = client.get(f"{place}?target=L4&cost-T14=100").json()
    assert (plain["target"]["code"], plain["exact"], plain["level_after"]["code"]) == (
        "L4",
        True,
        "L4",
    )
    assert "T14" in {move["indicator"] for move in plain["moves"]}
    assert "T14" not in {move["indicator"] for move in dear["moves"]}


def test_a_wrong_question_is_refused_with_every_fault(
    centre: Score, owner: User, client_of: ClientOf
) -> None:
    place = address("advice", centre.submission_id)
    answer = client_of(owner).get(f"{place}?target=L9&cost-P01=much")
    assert answer.status_code == 400
    assert {row["field"] for row in answer.json()["errors"]} == {"target", "cost-P01"}


def test_changes_add_up(centre: Score, later: Submission, owner: User, client_of: ClientOf) -> None:
    found = client_of(owner).get(address("changes", later.pk)).json()
    whole = found["overall"]
    parts = whole["measured"] + whole["method"] + whole["profile"]
    assert parts == pytest.approx(whole["after"] - whole["before"], abs=1e-9)
    assert found["before"]["submission"] == str(centre.submission_id)


def test_there_are_no_changes_without_a_former_assessment(
    centre: Score, owner: User, client_of: ClientOf
) -> None:
    assert client_of(owner).get(address("changes", centre.submission_id)).status_code == 404


def test_an_outsider_finds_no_analysis(centre: Score, outsider: User, client_of: ClientOf) -> None:
    places = [address("advice", centre.submission_id), address("changes", centre.submission_id)]
    places.append(address("indicator", centre.submission_id, "P01"))
    assert [client_of(outsider).get(place).status_code for place in places] == [404] * 3


def test_without_a_score_there_is_no_advice(
    submission: Submission, owner: User, client_of: ClientOf
) -> None:
    answer = client_of(owner).get(address("advice", submission.pk))
    assert answer.json()["code"] == "no_score_yet"
