"""Pages of scaling-law advice and inference capacity: they answer, link to the planner, and ask little of the database."""

import re
import time
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assess.models import User
from reports.scaling import scaling
from reports.serving import serving

Page = Callable[..., str]


@pytest.fixture
def client(owner: User, client_of: Callable[[User], Client]) -> Client:
    """The owner's browser, the catalogue loaded."""
    call_command("load_framework", verbosity=0)
    return client_of(owner)


def html(client: Client, name: str, **query: str) -> str:
    answer = client.get(reverse(name), query, headers={"accept-language": "en"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_advice_is_taken_over_into_a_plan_by_one_link(client: Client) -> None:
    text = html(client, "plan_scaling", cards="1024", days="30", card="a100-sxm-80")
    [link, *_others] = re.findall(r'href="/plans/engineer/\?([^"]+)"', text.replace("&amp;", "&"))
    query = QueryDict(link)
    assert {"params", "tokens", "cards", "card"} == set(query)
    page = html(client, "plan_engineer", **query.dict())
    assert 'id="time"' in page
    assert f'value="{query["params"]}"' in page


def test_the_planner_links_to_advice_and_to_serving_with_its_figures(client: Client) -> None:
    text = html(client, "plan_engineer", preset="deepseek-v3").replace("&amp;", "&")
    [scaled] = re.findall(r'href="/plans/scaling/\?([^"]+)"', text)
    assert float(QueryDict(scaled)["params"]) == pytest.approx(37e9, rel=0.05)  # active ones
    [served] = re.findall(r'href="/plans/serving/\?([^"]+)"', text)
    assert QueryDict(served)["experts"] == "256"
    assert "tokens" not in QueryDict(served)


def test_each_law_stands_with_its_source_and_what_it_extrapolates(client: Client) -> None:
    text = html(client, "plan_scaling", preset="report")
    for part in ("2404.10102", "2203.15556", "187B parameters are not between", "17.6", "111"):
        assert part in text


@pytest.mark.parametrize("name", ["plan_scaling", "plan_serving"])
def test_an_empty_page_complains_of_nothing(name: str, client: Client) -> None:
    text = html(client, name)
    assert "Nothing typed yet" in text
    assert 'class="error"' not in text


def test_a_wish_that_cannot_be_kept_links_to_the_nearest_that_can(client: Client) -> None:
    query = {"card": "h100-sxm", "params": "70B", "queries_per_s": "1", "tokens_in": "1024", "tokens_out": "64", "ttft_s": "1", "u-ttft_s": "ms"}  # fmt: skip
    text = html(client, "plan_serving", **query)
    assert "This cannot be kept as it stands" in text
    [first, *_others] = re.findall(r'<li><a href="/plans/serving/\?([^"]+)"', text)
    again = html(client, "plan_serving", **QueryDict(first.replace("&amp;", "&")).dict())
    assert "This cannot be kept" not in again
    assert "Figures behind it" in again


def test_a_slip_is_asked_about(client: Client) -> None:
    query = {"card": "h100-sxm", "params": "70B", "queries_per_s": "1", "tokens_in": "1024", "tokens_out": "64", "peak_tflops": "1979"}  # fmt: skip
    assert 'class="ask"' in html(client, "plan_serving", **query)


def test_typing_gets_the_answer_alone(client: Client) -> None:
    answer = client.get(
        reverse("plan_serving"), {"preset": "llama2-70b"}, headers={"hx-request": "true"}
    )
    text = answer.content.decode()
    assert "<html" not in text
    assert 'hx-swap-oob="true"' in text


@pytest.mark.parametrize(
    ("name", "preset"), [("plan_scaling", "thousand"), ("plan_serving", "llama2-70b")]
)
def test_a_page_asks_few_queries(name: str, preset: str, client: Client) -> None:
    html(client, name, preset=preset)
    with CaptureQueriesContext(connection) as captured:
        html(client, name, preset=preset)
    assert len(captured) <= 8


def test_an_answer_costs_less_than_a_tenth_of_a_second(client: Client) -> None:
    for page, preset in ((scaling, "thousand"), (serving, "llama2-70b")):
        page({"preset": preset})
        started = time.process_time()
        page({"preset": preset})
        assert time.process_time() - started < 0.1


def test_a_stranger_is_asked_to_sign_in(db: None) -> None:
    for name in ("plan_scaling", "plan_serving"):
        assert Client().get(reverse(name)).status_code == 302
