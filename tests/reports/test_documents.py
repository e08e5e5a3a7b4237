"""The intermediate document, its formulas as trees, and the sieve that keeps unknown characters out of a font."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.models import Score
from reports import analysis, figures, numbers
from reports.documents import as_json
from reports.documents.document import Figure, Heading, Table
from reports.documents.fonts import REPLACEMENT, Sieve, font_set
from reports.documents.mathematics import tree, with_names
from reports.documents.report import report


def test_a_fraction_becomes_a_fraction_with_names_put_in() -> None:
    assert tree("24000 / (mtbf * nodes)", {"mtbf": "平均无故障运行时间", "nodes": "节点数"}) == [
        "fraction",
        ["text", "24000"],
        ["row", ["text", "平均无故障运行时间"], ["text", "×"], ["text", "节点数"]],
    ]


@pytest.mark.parametrize(
    ("formula", "drawn"),
    [
        (
            "(a - b) * c",
            '["row",["group",["row",["text","a"],["text","−"],["text","b"]]],["text","×"],["text","c"]]',
        ),
        (
            "a - (b - c)",
            '["row",["text","a"],["text","−"],["group",["row",["text","b"],["text","−"],["text","c"]]]]',
        ),
        (
            "(a + b) ^ 2",
            '["power",["group",["row",["text","a"],["text","+"],["text","b"]]],["text","2"]]',
        ),
        ("a / b / c", '["fraction",["text","a"],["row",["text","b"],["text","×"],["text","c"]]]'),
        ("min(a, -b)", '["call","min",["text","a"],["row",["text","−"],["text","b"]]]'),
    ],
)
def test_looser_operations_inside_tighter_ones_keep_their_parentheses(
    formula: str, drawn: str
) -> None:
    assert tree(formula, {}) == json.loads(drawn)


def test_what_is_no_formula_has_no_tree_and_stays_as_it_is() -> None:
    text = "100 * mean(credit)"
    assert tree(text, {}) is None
    assert with_names(text, {"credit": "得分"}) == text


@pytest.mark.parametrize(
    ("text", "kept", "replaced"),
    [
        ("星海智算中心 ℃★", "星海智算中心 ℃★", ""),
        ("𠮷野家 😀", "〓野家 〓", "𠮷😀"),
        ("a\x00b\x07c\u202ed", "abcd", ""),
        ("\ue000", REPLACEMENT, "\ue000"),
        ("一\n二\t三", "一 二 三", ""),
    ],
)
def test_the_sieve_lets_through_what_the_fonts_have(text: str, kept: str, replaced: str) -> None:
    sieve = Sieve(font_set().characters)
    assert sieve.text(text) == kept
    assert "".join(sieve.replaced) == replaced


@given(st.text())
def test_the_sieve_is_idempotent_and_leaves_only_known_characters(text: str) -> None:
    fonts = font_set()
    once = Sieve(fonts.characters).text(text)
    assert Sieve(fonts.characters).text(once) == once
    assert all(ord(character) in fonts.characters for character in once)


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.999999, "0.999999"), (16384.0, "16,384"), (3.5e12, "3.5×10¹²"), (None, "—")],
)
def test_raw_inputs_keep_all_their_digits(value: float | None, written: str) -> None:
    assert numbers.exact(value) == written


@pytest.mark.parametrize(("language", "first"), [("zh-hans", "评估概述"), ("en", "Overview")])
def test_the_document_has_the_chapters_of_the_report_in_both_languages(
    centre: Score, language: str, first: str
) -> None:
    document = report(analysis.analysed(centre.submission, centre), language)  # type: ignore[arg-type]
    chapters = [block for block in document.body if isinstance(block, Heading) and block.level == 1]
    assert chapters[0].text == first
    assert [chapter.appendix for chapter in chapters] == [False] * 6 + [True] * 3
    assert sum(isinstance(block, Figure) for block in document.body) == 6


def test_every_table_has_a_source_and_rows_as_wide_as_its_head(centre: Score) -> None:
    document = report(analysis.analysed(centre.submission, centre), "zh-hans")
    tables = [block for block in document.body if isinstance(block, Table)]
    assert len(tables) > 15
    assert all(table.source.startswith("来源：") for table in tables)
    assert all(len(row) == len(table.columns) for table in tables for row in table.rows)


def test_json_holds_document_figures_and_facts(centre: Score) -> None:
    told = figures.dashboard(centre.submission, centre)
    content = json.loads(as_json.encoded(told, report(told, "en"), centre))
    assert content["digest"] == centre.digest
    assert content["figures"]["overall"]["score"] == centre.overall
    assert content["facts"]["inputs"]["mtbf"] == 48
