"""Time series over REST: JSON and scrape files in, series and samples out, a period taken."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from assess.api import examples
from assess.models import Cluster, Submission, User

Api = Callable[[User], APIClient]
TEXT = """# HELP suanheng_input A figure of an input.
# TYPE suanheng_input gauge
suanheng_input{input="mfu",unit="%"} 41.2 1740787200000
suanheng_input{input="service_hours"} 23.5 1740787200000
other_metric 1 1740787200000
"""
OPEN = """# TYPE suanheng_input gauge
suanheng_input{input="mfu",unit="%"} 41.2 1740787200
# EOF
"""


def send(client: APIClient, cluster: Cluster, text: str, kind: str, query: str = "") -> Any:
    """Send a scrape file."""
    path = f"/api/v1/clusters/{cluster.pk}/series/{query}"
    return client.generic("POST", path, text, content_type=kind)


def test_the_example_is_kept_and_shown(api: Api, owner: User, cluster: Cluster) -> None:
    client, path = api(owner), f"/api/v1/clusters/{cluster.pk}/series/"
    assert client.post(path, examples.SERIES.value).json() == {"added": 2, "corrected": 0, "unchanged": 0}  # fmt: skip
    shown = client.get(path).json()
    assert [(row["input"], row["source"], row["count"]) for row in shown] == [
        ("mfu", "prometheus-daily", 1), ("service_hours", "prometheus-daily", 1),
    ]  # fmt: skip


def test_a_scrape_file_is_read_in_both_formats_as_the_same_samples(
    api: Api, owner: User, cluster: Cluster
) -> None:
    client = api(owner)
    assert send(client, cluster, TEXT, "text/plain").json()["added"] == 2
    again = send(client, cluster, OPEN, "application/openmetrics-text; version=1.0.0")
    assert again.json() == {"added": 0, "corrected": 0, "unchanged": 1}
    assert send(client, cluster, TEXT, "text/plain", "?source=b").json()["added"] == 2


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        (TEXT.replace(" 1740787200000", ""), "text/plain", "malformed_text"),
        (TEXT.replace("unit=", "node="), "text/plain", "malformed_text"),
        (TEXT.replace("41.2", "x"), "text/plain", "malformed_text"),
        (OPEN.replace("# EOF\n", ""), "application/openmetrics-text", "malformed_text"),
        (TEXT.replace("mfu", "nothing"), "text/plain", "validation_failed"),
        (TEXT.replace("41.2", "NaN"), "text/plain", "validation_failed"),
        (TEXT, "text/csv", "unsupported_media_type"),
    ],
)
def test_a_scrape_file_that_cannot_be_read_is_refused_whole(
    text: str, kind: str, code: str, api: Api, owner: User, cluster: Cluster
) -> None:  # fmt: skip
    answer = send(api(owner), cluster, text, kind)
    assert answer.json()["code"] == code
    assert not cluster.samples.exists()


def test_samples_are_narrowed_and_walked_in_order_of_time(
    api: Api, owner: User, cluster: Cluster
) -> None:
    client, path = api(owner), f"/api/v1/clusters/{cluster.pk}/"
    for value in (1, 2):
        rows = [
            {"input": code, "value": value, "time": f"2025-03-0{number}T00:00:00Z"}
            for code in ("mfu", "hfu") for number in range(1, 6)
        ]  # fmt: skip
        client.post(f"{path}series/", {"source": "p", "samples": rows})
    asked: dict[str, str | float] = {
        "input": "mfu",
        "is_current": "true",
        "time_from": "2025-03-02T00:00:00Z",
        "limit": 3,
    }
    page = client.get(f"{path}samples/", asked).json()
    rest = client.get(page["next"]).json()
    found = [row["time"][:10] for row in [*page["results"], *rest["results"]]]
    assert found == [f"2025-03-0{number}" for number in range(2, 6)]
    corrected = client.get(f"{path}samples/", {"is_current": "false"}).json()["results"]
    assert {(row["version"], row["value"]) for row in corrected} == {(1, "1")}


def test_a_draft_takes_its_period(
    api: Api, owner: User, cluster: Cluster, submission: Submission
) -> None:
    client = api(owner)
    client.post(f"/api/v1/clusters/{cluster.pk}/series/", examples.SERIES.value)
    path = f"/api/v1/submissions/{submission.pk}/series/"
    offer = {row["input"]: row for row in client.get(path).json()}["mfu"]
    assert (offer["value"], offer["rule"], offer["covered_days"], offer["days"]) == (41.2, "mean", 1, 365)  # fmt: skip
    taken = client.post(path, {"inputs": ["mfu"]})
    assert {row["input"]: row["unchanged"] for row in taken.json()} == {"mfu": True, "service_hours": False}  # fmt: skip
    [kept] = client.get(f"/api/v1/submissions/{submission.pk}/measurements/").json()
    assert (kept["input"], kept["road"]) == ("mfu", "series")
    late = client.post(path, {}, headers={"if-match": '"1"'})
    assert late.status_code == 412


def test_a_colleague_reads_and_an_outsider_finds_nothing(
    api: Api, colleague: User, outsider: User, cluster: Cluster
) -> None:
    for noun in ("series", "samples"):
        path = f"/api/v1/clusters/{cluster.pk}/{noun}/"
        assert api(colleague).get(path).status_code == 200
        assert api(outsider).get(path).status_code == 404
