"""Excel workbooks: a template that is filled in, read back, and whose faults are found by cell."""

import io
import zipfile
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from indicators import parsing
from indicators.faults import DefinitionError, Fault
from indicators.packages import MOST_UNPACKED
from indicators.reading import read_toml
from indicators.template import write_workbook
from indicators.uploads import read_upload
from indicators.workbook import read_workbook
from tests.indicators.shipped import framework, framework_tables, profile_tables

Spoil = Callable[[Any], object]


@cache
def shipped() -> bytes:
    return write_workbook("framework", framework_tables())


def spoilt(spoil: Spoil) -> tuple[Fault, ...]:
    book = load_workbook(io.BytesIO(shipped()))
    spoil(book)
    out = io.BytesIO()
    book.save(out)
    return refusal(out.getvalue())


def refusal(content: bytes) -> tuple[Fault, ...]:
    with pytest.raises(DefinitionError) as caught:
        read_upload(content).checked(parsing.build_framework)
    return caught.value.faults


def test_the_shipped_framework_comes_back_from_a_workbook_as_it_was() -> None:
    tables = read_workbook(shipped()).tables
    assert tables == framework_tables()
    assert parsing.digest(tables) == parsing.digest(framework_tables())


@pytest.mark.parametrize("code", ["default", "training", "inference", "equal"])
def test_every_shipped_profile_comes_back_from_a_workbook_as_it_was(code: str) -> None:
    book = read_workbook(write_workbook("profile", profile_tables(code)))
    assert book.root == "profile"
    assert parsing.build_profile(book.tables, framework()) == parsing.build_profile(
        profile_tables(code), framework()
    )


def test_the_shipped_framework_comes_back_from_toml_as_it_was() -> None:
    assert read_toml(tomli_w.dumps(framework_tables()).encode()) == framework_tables()


WORDS = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn")), min_size=1, max_size=12
).filter(str.strip)
LINES = st.lists(
    WORDS.map(str.strip).filter(lambda w: len(w.splitlines()) == 1), min_size=1, max_size=3
)
TEXTS = st.fixed_dictionaries({"zh": WORDS, "en": WORDS})
NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**9), 10**9)
CODES = st.text("abcdef", min_size=1, max_size=5)


@st.composite
def tables(draw: st.DrawFn) -> dict[str, Any]:
    """Tables of any framework, right or wrong, as long as its codes are there and unlike."""
    inputs = [
        {"code": code, "name": draw(TEXTS), "unit": draw(WORDS), "minimum": draw(NUMBERS),
         "integer": draw(st.booleans()), "presets": [{"value": draw(NUMBERS), "label": draw(TEXTS)}]}
        for code in draw(st.lists(CODES, min_size=1, max_size=3, unique=True))
    ]  # fmt: skip
    indicators = [
        {"code": code, "pillar": "p", "group": "g", "sequence": draw(st.integers(0, 99)), "source_table": draw(WORDS),
         "name": draw(TEXTS), "name_printed": draw(WORDS), "kind": "quantitative", "direction": "lower",
         "definition": draw(TEXTS), "formula": draw(WORDS), "evidence": draw(TEXTS), "formulas": draw(LINES),
         "measures": [{"code": "m", "anchor": draw(WORDS), "formulas": draw(LINES), "unit": "1", "name": draw(TEXTS)}]}
        for code in draw(st.lists(CODES, min_size=1, max_size=3, unique=True))
    ]  # fmt: skip
    return {"code": draw(CODES), "version": draw(WORDS), "title": draw(TEXTS), "source": draw(TEXTS),
            "pillars": [{"code": "p", "name": draw(TEXTS)}], "groups": [{"code": "g", "pillar": "p", "name": draw(TEXTS)}],
            "inputs": inputs, "indicators": indicators}  # fmt: skip


@given(tables())
def test_any_framework_comes_back_from_a_workbook_and_from_toml(found: dict[str, Any]) -> None:
    assert read_workbook(write_workbook("framework", found)).tables == found
    assert read_toml(tomli_w.dumps(found).encode()) == found


def at(sheet: str, cell: str, value: object) -> Spoil:
    def spoil(book: Any) -> None:
        book[sheet][cell] = value

    return spoil


@pytest.mark.parametrize(
    ("spoil", "cell", "code"),
    [
        (at("inputs", "D7", "nodez"), "inputs!D7", "unknown_unit"),
        (at("inputs", "E8", "many"), "inputs!E8", "wrong_type"),
        (at("inputs", "F4", "=1+1"), "inputs!F4", "formula_cell"),
        (at("pillars", "B2", None), "pillars!B2", "empty_text"),
        (at("measures", "A3", "P99"), "measures!A3", "unknown_name"),
        (at("groups", "G1", "colour"), "groups!G1", "unknown_key"),
        (at("framework", "B2", "1 0"), "framework!B2", "bad_version"),
        (at("inputs", "A5", "nodes"), "inputs!A5", "duplicate"),
        (lambda book: book.create_sheet("extra"), "extra", "unknown_sheet"),
        (lambda book: book.remove(book["pillars"]), "pillars", "missing"),
    ],
)  # fmt: skip
def test_a_fault_is_found_by_its_cell(spoil: Spoil, cell: str, code: str) -> None:
    assert (cell, code) in {(fault.cell, fault.code) for fault in spoilt(spoil)}


def test_a_fault_of_a_formula_names_line_and_character() -> None:
    row = 2 + list(framework().indicator_by_code).index("P03")
    faults = spoilt(at("indicators", f"S{row}", "operating_hours / failures\n  mtbf + nodes"))
    assert f"indicators!S{row}, line 2, character 1" in {fault.cell for fault in faults}


def test_faults_of_cells_types_and_formulas_come_all_at_once() -> None:
    def spoil(book: Any) -> None:
        book["inputs"]["E8"], book["inputs"]["D7"], book["inputs"]["F4"] = "many", "nodez", "=1"

    assert {fault.cell for fault in spoilt(spoil)} >= {"inputs!E8", "inputs!D7", "inputs!F4"}


def test_texts_that_look_like_formulas_are_written_as_texts() -> None:
    changed = {**framework_tables(), "title": {"zh": "=1+1", "en": "@SUM(A1)"}}
    assert read_workbook(write_workbook("framework", changed)).tables["title"] == changed["title"]


def test_numbers_keep_all_their_digits() -> None:
    changed = {**framework_tables(), "inputs": [{"code": "third", "minimum": 4 / 3}]}
    found = read_workbook(write_workbook("framework", changed)).tables["inputs"][0]
    assert found["minimum"] == 4 / 3


def test_the_template_explains_and_offers_choices() -> None:
    page = load_workbook(io.BytesIO(shipped()))["indicators"]
    head = {str(cell.value).split()[-1]: cell for cell in page[1]}
    assert str(head["kind"].value).startswith("类型\nKind")
    assert "capability | quantitative" in str(head["kind"].comment)
    assert '"capability,quantitative"' in {
        rule.formula1 for rule in page.data_validations.dataValidation
    }


def package(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in parts.items():
            zipped.writestr(name, content)
    return out.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    out = io.BytesIO(shipped())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (lambda: package({"a": b"0" * (MOST_UNPACKED + 1)}), "too_large"),
        (lambda: package({f"{n}": b"" for n in range(201)}), "too_large"),
        (lambda: with_part("xl/externalLinks/externalLink1.xml", b"<a/>"), "foreign_part"),
        (lambda: with_part("xl/vbaProject.bin", b"x"), "foreign_part"),
        (lambda: with_part("xl/bomb.xml", b'<!DOCTYPE a [<!ENTITY b "c">]>'), "foreign_part"),
        (lambda: b"PK\x03\x04" + b"x" * 100, "not_a_workbook"),
        (lambda: package({"a": b"b"}), "not_a_workbook"),
        (lambda: b"PK\x03\x04" + b"x" * (2 * 1024 * 1024), "too_large"),
    ],
    ids=["bomb", "parts", "links", "macros", "entities", "noise", "zip", "size"],
)  # fmt: skip
def test_a_file_that_may_do_harm_is_refused(content: Callable[[], bytes], code: str) -> None:
    assert [fault.code for fault in refusal(content())] == [code]


def test_a_workbook_of_other_sheets_is_answered_with_those_expected() -> None:
    out = io.BytesIO()
    Workbook().save(out)
    assert [(fault.code, fault.found) for fault in refusal(out.getvalue())] == [
        ("no_root_sheet", "Sheet")
    ]


@given(
    st.sampled_from(sorted(zipfile.ZipFile(io.BytesIO(shipped())).namelist())),
    st.binary(max_size=60),
)
def test_no_damaged_workbook_raises_anything_but_a_refusal(name: str, content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(shipped())) as whole:
        parts = {part: whole.read(part) for part in whole.namelist()}
    try:
        read_upload(package({**parts, name: content})).checked(parsing.build_framework)
    except DefinitionError as error:
        assert error.faults  # noqa: PT017 - nothing else may be raised
