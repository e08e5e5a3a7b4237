"""Pages about frameworks, the method and cards: open to everybody, few queries."""

import pytest
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from indicators import load
from indicators.records import Text
from indicators.templatetags.framework import in_language, number
from tests.indicators.shipped import framework

CODES = [item.code for item in framework().indicators]


@pytest.fixture
def shipped(db: None) -> None:
    load.shipped()


@pytest.fixture
def english(client: Client) -> Client:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize(
    ("name", "arguments", "queries"),
    [
        ("framework_list", [], 3),
        ("framework_detail", ["caict-2024"], 2),
        ("indicator_detail", ["caict-2024", "P09"], 2),
        ("indicator_detail", ["caict-2024", "T14"], 2),
        ("method", [], 3),
        ("accelerator_list", [], 1),
    ],
)
def test_pages_need_no_login_and_few_queries(
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    name: str,
    arguments: list[str],
    queries: int,
) -> None:
    with django_assert_num_queries(queries):
        response = client.get(reverse(name, args=arguments))
    assert response.status_code == 200


@pytest.mark.usefixtures("shipped")
def test_every_indicator_has_a_page_with_the_words_of_the_report(client: Client) -> None:
    for code in CODES:
        response = client.get(reverse("indicator_detail", args=["caict-2024", code]))
        words = framework().indicator_by_code[code].definition.zh
        assert words in response.content.decode(), code


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize(
    "path", ["other/", "caict-2024/P99/", "other/P01/", "method/?profile=other"]
)
def test_what_is_not_there_answers_404(client: Client, path: str) -> None:
    assert client.get(reverse("framework_list") + path).status_code == 404


def test_pages_of_an_empty_installation_say_what_to_do(db: None, english: Client) -> None:
    page = english.get(reverse("framework_list")).content.decode()
    assert "load_framework" in page
    assert english.get(reverse("accelerator_list")).status_code == 200


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("MTBF", {"P03"}),
        ("算力规模", {"P06"}),
        ("goodput", {"P01"}),
        ("开发工具链 断点", {"T12"}),
        ("encryption", {"T07"}),
        ("级", {"P12"}),
        ("<script>", set()),
    ],
)
def test_search_finds_names_other_names_and_definitions(
    client: Client, words: str, found: set[str]
) -> None:
    response = client.get(reverse("framework_detail", args=["caict-2024"]), {"q": words})
    shown = {
        item.code
        for table in response.context["tables"]
        for rows in table.groups
        for item, _ in rows.indicators
    }
    assert shown >= found
    assert bool(shown) == bool(found)


@pytest.mark.usefixtures("shipped")
def test_words_of_a_search_are_shown_as_text(client: Client) -> None:
    response = client.get(reverse("framework_detail", args=["caict-2024"]), {"q": "<b>x"})
    page = response.content.decode()
    assert "&lt;b&gt;x" in page
    assert "<b>x" not in page


@pytest.mark.usefixtures("shipped")
def test_search_finds_oddities_of_the_source(client: Client) -> None:
    response = client.get(reverse("framework_detail", args=["caict-2024"]), {"q": "传输时延"})
    assert [note.code for note in response.context["notes"]] == ["O12"]


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize("name", ["method", "framework_list"])
def test_every_page_says_that_the_method_is_not_caicts(english: Client, name: str) -> None:
    assert "SuanHeng's scoring method, not CAICT's" in english.get(reverse(name)).content.decode()


@pytest.mark.usefixtures("shipped")
def test_the_method_page_shows_what_a_profile_leaves_out(english: Client) -> None:
    page = english.get(reverse("method"), {"profile": "training"}).content.decode()
    assert "Left out by this profile:" in page
    assert "P18 Inference throughput" in page


@pytest.mark.usefixtures("shipped")
def test_unverified_cards_are_marked(english: Client) -> None:
    page = english.get(reverse("accelerator_list")).content.decode()
    row = page.split('id="h20"')[1].split("</tr>")[0]
    assert "unverified" in row
    assert "unverified" not in page.split('id="h100-sxm"')[1].split("</tr>")[0]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"),
        (0, "0"),
        (1024, "1,024"),
        (3.09308, "3.0931"),
        (0.37887, "0.37887"),
        (1234567.891, "1,234,600"),
        (13e12, "13,000,000,000,000"),
        (1.5e18, "1.5×10¹⁸"),
        (0.00001234, "1.234×10⁻⁵"),
        (-0.5, "-0.5"),
    ],
)
def test_numbers_are_printed_with_significant_digits(value: float | None, text: str) -> None:
    assert number(value) == text


def test_texts_follow_the_language() -> None:
    text = Text("网络", "Network")
    with translation.override("zh-hans"):
        assert in_language(text) == "网络"
    with translation.override("en"):
        assert in_language(text) == "Network"
    assert in_language(None) == ""


def test_units_and_formulas_are_printed_in_templates() -> None:
    template = Template("{% load framework %}{{ unit|unit_label }} {{ formula|printed_formula }}")
    with translation.override("zh-hans"):
        shown = template.render(Context({"unit": "card", "formula": "a * b ** 2"}))
    assert shown == "卡 a × b ^ 2"
