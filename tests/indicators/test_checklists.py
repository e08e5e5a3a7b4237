"""Unscored frameworks: the three platform checklists of the report's appendix, and clauses of other standards."""

import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from indicators import load, parsing
from indicators.checklists import Checklist
from indicators.faults import DefinitionError
from indicators.mappings import about
from indicators.models import Checklist as ChecklistRow
from indicators.models import Framework, Profile
from tests.indicators.shipped import REPORT, framework, framework_tables

CODES = ("platform-training", "platform-inference", "platform-operations")
Tables = dict[str, Any]


def tables(code: str) -> Tables:
    return load.read(load.HERE / "frameworks" / f"{code}.toml")


def checklist(code: str) -> Checklist:
    return parsing.build_checklist(tables(code), framework())


@pytest.fixture(scope="module")
def report() -> str:
    if not REPORT.is_file():
        pytest.skip("the report's text is not beside this repository")
    return re.sub(r"\s+", "", REPORT.read_text("utf-8"))


def test_the_appendix_names_4_and_5_and_6_groups() -> None:
    assert [len(checklist(code).sections) for code in CODES] == [4, 5, 6]


@pytest.mark.parametrize("code", CODES)
def test_groups_and_plan_numbers_are_printed_in_the_report(code: str, report: str) -> None:
    shown = checklist(code)
    for section in shown.sections:
        assert section.name.zh in report
    for standard in shown.standards:
        assert re.sub(r"\s+", "", standard.plan) in report
        assert standard.status.zh == "计划号，状态未核实"


@pytest.mark.parametrize("code", CODES)
def test_each_group_begins_with_the_ability_that_the_appendix_names(code: str) -> None:
    shown = checklist(code)
    for section in shown.sections:
        first, *others = shown.of_section(section.code)
        assert first.origin == "named"
        assert {item.origin for item in others} <= {"derived"}


def test_resuming_and_detecting_faults_are_answered_at_their_scored_criteria() -> None:
    links = {item.criterion for code in CODES for item in checklist(code).items if item.criterion}
    assert {"T12-1", "T14-2"} <= links


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda t: t["items"][3].update(section="9"), ("unknown_name", "items[3].section")),
        (lambda t: t["items"][0].update(criterion="T01-1"), ("unknown_name", "items[0].criterion")),
        (lambda t: t["items"][1].update(code="1-1"), ("duplicate", "items[1].code")),
        (lambda t: t["items"][0].update(code="a b"), ("bad_code", "items[0].code")),
        (lambda t: t["items"][0].update(weight=2), ("unknown_key", "items[0].weight")),
        (lambda t: t["items"][0].update(origin="clause"), ("wrong_type", "items[0].origin")),
        (lambda t: t.update(profile="default"), ("unknown_key", "profile")),
        (
            lambda t: t["sections"].append({"code": "7", "name": {"zh": "空", "en": "empty"}}),
            ("nothing_in_it", "sections[6]"),
        ),
    ],
)
def test_a_wrong_checklist_is_refused_with_the_place(
    spoil: Callable[[Tables], object], fault: tuple[str, str]
) -> None:
    spoilt = deepcopy(tables("platform-operations"))
    spoil(spoilt)
    with pytest.raises(DefinitionError) as refusal:
        parsing.build_checklist(spoilt, framework())
    assert [(item.code, item.path) for item in refusal.value.faults] == [fault]


@pytest.mark.django_db
def test_shipped_checklists_are_rows_of_their_own_and_no_framework_that_could_be_scored() -> None:
    load.shipped()
    assert sorted(ChecklistRow.objects.values_list("code", flat=True)) == sorted(CODES)
    assert set(Framework.objects.values_list("code", flat=True)) == {"caict-2024"}
    assert set(Profile.objects.values_list("framework__code", flat=True)) == {"caict-2024"}
    assert ChecklistRow.objects.get(code=CODES[0]).parsed().item_by_code["2-2"].criterion == "T12-1"


def test_a_clause_of_another_standard_points_at_what_is_there() -> None:
    spoilt = deepcopy(framework_tables())
    spoilt["mappings"][0]["indicators"] = ["P99"]
    with pytest.raises(DefinitionError) as refusal:
        parsing.build_framework(spoilt)
    assert [item.path for item in refusal.value.faults] == ["mappings[0].indicators[0]"]


def test_no_clause_has_a_number_whose_text_was_not_seen() -> None:
    clauses = framework().mappings
    assert {item.clause for item in clauses} == {""}
    assert all(item.status.en for item in clauses)
    assert [item.standard for item in about(clauses, ["P01"])] == ["GB/T 46346-2025"]


def test_an_indicator_and_a_criterion_may_not_share_a_code() -> None:
    spoilt = deepcopy(framework_tables())
    spoilt["indicators"][0]["criteria"][0]["code"] = "P01"
    with pytest.raises(DefinitionError) as refusal:
        parsing.build_framework(spoilt)
    assert ("duplicate", "indicators[0].criteria[0].code") in [
        (item.code, item.path) for item in refusal.value.faults
    ]
