"""The plan of a submission over REST."""

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from assess.models import User
from tests.api.conftest import Filled

Api = Callable[[User], APIClient]


def test_attach_take_over_and_detach(filled: Filled, api: Api, owner: User) -> None:
    client, address = api(owner), f"/api/v1/submissions/{filled.submission.pk}/plan/"
    assert client.get(address).status_code == 404
    told = client.put(address, {"plan": str(filled.plan.pk)}).json()
    needs = {item["code"]: item for item in told["needs"]}
    assert needs["compute"]["needs"] == pytest.approx(2835.648)
    # 128 nodes of 8 cards of 312 TFLOPS
    assert needs["compute"]["gap"] == pytest.approx(2835.648 - 319.488)
    assert needs["compute"]["met"] is False
    assert told["adoption"]["indicators"][0]["indicator"] == "P06"
    assert client.post(f"{address}adopt/", {}).status_code == 200
    assert filled.submission.measurements.filter(road="plan").count() == 4
    assert client.delete(address).status_code == 204


def test_assessors_read_and_outsiders_find_nothing(
    filled: Filled, api: Api, owner: User, assessor: User, outsider: User
) -> None:
    address = f"/api/v1/submissions/{filled.submission.pk}/plan/"
    api(owner).put(address, {"plan": str(filled.plan.pk)})
    assert api(assessor).get(address).status_code == 200
    assert api(assessor).delete(address).status_code == 403
    assert api(outsider).get(address).status_code == 404
