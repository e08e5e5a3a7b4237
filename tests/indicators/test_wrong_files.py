"""A wrong file is refused, with every fault by its path."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from django.utils import translation

from indicators import parsing
from indicators.faults import DefinitionError, Fault
from indicators.messages import explain
from tests.indicators.shipped import framework, framework_tables, profile_tables

Tables = dict[str, Any]
Spoil = Callable[[Tables], object]


def refusal(build: Callable[[], object]) -> tuple[Fault, ...]:
    with pytest.raises(DefinitionError) as caught:
        build()
    return caught.value.faults


def spoilt_framework(spoil: Spoil) -> set[tuple[str, str]]:
    tables = deepcopy(framework_tables())
    spoil(tables)
    return {(fault.code, fault.path) for fault in refusal(lambda: parsing.build_framework(tables))}


def spoilt_profile(spoil: Spoil) -> set[tuple[str, str]]:
    tables = deepcopy(profile_tables())
    spoil(tables)
    faults = refusal(lambda: parsing.build_profile(tables, framework()))
    return {(fault.code, fault.path) for fault in faults}


def indicator(tables: Tables, code: str) -> Tables:
    found: Tables = next(item for item in tables["indicators"] if item["code"] == code)
    return found


# the first capability indicator has place 0, the first quantitative one 14, latency 30
@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda t: t.pop("title"), ("missing", "title")),
        (lambda t: t.update(colour="red"), ("unknown_key", "colour")),
        (lambda t: t["title"].update(zh=" "), ("empty_text", "title.zh")),
        (lambda t: t["inputs"][0].update(minimum="one"), ("wrong_type", "inputs[0].minimum")),
        (lambda t: t["inputs"][0].update(integer=1), ("wrong_type", "inputs[0].integer")),
        (lambda t: t["inputs"][0].update(minimum=float("nan")), ("wrong_type", "inputs[0].minimum")),
        (lambda t: t["inputs"][0].update(maximum=0), ("order", "inputs[0].maximum")),
        (lambda t: t["inputs"][0].update(unit="nodez"), ("unknown_unit", "inputs[0].unit")),
        (lambda t: t["inputs"][0].update(field="rack"), ("unknown_name", "inputs[0].field")),
        (lambda t: t["inputs"][4].update(prefill="card"), ("unknown_name", "inputs[4].prefill")),
        (lambda t: t["inputs"].append({**t["inputs"][0]}), ("duplicate", "inputs[81].code")),
        (lambda t: t["inputs"].append({**t["inputs"][3], "code": "spare"}), ("unused", "inputs[81]")),
        (lambda t: t["inputs"].append({**t["inputs"][3], "code": "max"}), ("reserved_name", "inputs[81].code")),
        (lambda t: t["inputs"].append({**t["inputs"][3], "code": "Big"}), ("bad_name", "inputs[81].code")),
        (lambda t: t["groups"][0].update(pillar="x"), ("unknown_name", "groups[0].pillar")),
        (lambda t: indicator(t, "T01").update(group="P-system"), ("unknown_name", "indicators[0].group")),
        (lambda t: indicator(t, "T01").update(kind="good"), ("wrong_type", "indicators[0].kind")),
        (lambda t: indicator(t, "T01").update(notes=["O99"]), ("unknown_name", "indicators[0].notes[0]")),
        (lambda t: indicator(t, "T01").update(code="T 1"), ("bad_code", "indicators[0].code")),
        (lambda t: indicator(t, "T01").update(formulas=["nodes"]), ("not_here", "indicators[0].formulas")),
        (lambda t: indicator(t, "T01").update(criteria=[]), ("missing", "indicators[0].criteria")),
        (lambda t: indicator(t, "T01")["criteria"][0].update(rule="ordinal"), ("unknown_name", "indicators[0].criteria[0].rule")),
        (lambda t: indicator(t, "T01")["criteria"][0].update(unit="node"), ("other_unit", "indicators[0].criteria[0].unit")),
        (lambda t: indicator(t, "T01")["criteria"][0].pop("threshold"), ("not_positive", "indicators[0].criteria[0].threshold")),
        (lambda t: indicator(t, "T01")["criteria"][1].update(threshold=5), ("not_here", "indicators[0].criteria[1].threshold")),
        (lambda t: indicator(t, "T01")["criteria"][1].update(code="T01-1"), ("duplicate", "indicators[0].criteria[1].code")),
        (lambda t: indicator(t, "P01").update(measures=[]), ("missing", "indicators[14].measures")),
        (lambda t: indicator(t, "P01").update(formulas=[]), ("missing", "indicators[14].formulas")),
        (lambda t: indicator(t, "P01").update(formulas=["value"]), ("unknown_name", "indicators[14].formulas[0]")),
        (lambda t: indicator(t, "P01").update(formulas=["open(1)"]), ("expression.function", "indicators[14].formulas[0], character 1")),
        (lambda t: indicator(t, "P17")["measures"][0].update(formulas=["value / x"]), ("unknown_name", "indicators[30].measures[0].formulas[0]")),
        (lambda t: indicator(t, "P17")["measures"][0].update(requires=["x"]), ("unknown_name", "indicators[30].measures[0].requires[0]")),
        (lambda t: t["variables"][0].update(formulas=["nominal_compute"]), ("unknown_name", "variables[0].formulas[0]")),
        (lambda t: t["rules"][0].update(severity="fatal"), ("wrong_type", "rules[0].severity")),
        (lambda t: t["rules"][0].update(code="CK2"), ("duplicate", "rules[2].code")),
        (lambda t: t["rules"][0].update(when="P07 < speed"), ("unknown_name", "rules[0].when")),
        (lambda t: t["rules"][0].update(when="P07 + 1"), ("condition.construct", "rules[0].when, character 1")),
        (lambda t: t["rules"][0].update(when="P07 < mtbf"), ("mixed_units", "rules[0].when")),
        (lambda t: t["rules"][0]["message"].update(en="{speed}"), ("unknown_name", "rules[0].message.en")),
        (lambda t: t["rules"][0]["message"].update(zh="{P07"), ("bad_braces", "rules[0].message.zh")),
        (lambda t: t["rules"][0]["message"].update(zh="{P07:x}"), ("bad_braces", "rules[0].message.zh")),
        (lambda t: t["rules"][0]["advice"].update(en=""), ("empty_text", "rules[0].advice.en")),
        (lambda t: t["rules"][0].update(indicators=["P99"]), ("unknown_name", "rules[0].indicators[0]")),
        (lambda t: t["rules"][0].update(inputs=["speed"]), ("unknown_name", "rules[0].inputs[0]")),
        (lambda t: t["rules"][0].pop("indicators"), ("missing", "rules[0].inputs")),
        (lambda t: t["rules"][1]["values"][0].update(unit="furlong"), ("unknown_unit", "rules[1].values[0].unit")),
        (lambda t: t["rules"][1]["values"][0].update(formula="P07 / x"), ("unknown_name", "rules[1].values[0].formula")),
        (lambda t: t["rules"][1]["values"][0].update(formula="P07 /"), ("expression.syntax", "rules[1].values[0].formula, character 1")),
        (lambda t: t["rules"][1]["values"].append({**t["rules"][1]["values"][0]}), ("duplicate", "rules[1].values[1].code")),
        (lambda t: indicator(t, "P18").update(cross_checks=["x"]), ("unknown_name", "indicators[31].cross_checks[0]")),
    ],
)  # fmt: skip
def test_a_fault_of_a_framework_is_found_at_its_path(spoil: Spoil, fault: tuple[str, str]) -> None:
    assert fault in spoilt_framework(spoil)


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda t: t["groups"].pop("T-tools"), ("missing", "groups.T-tools")),
        (lambda t: t["groups"].update(X=1), ("unknown_name", "groups.X")),
        (lambda t: t["indicators"].update(T01=0), ("not_positive", "indicators.T01")),
        (lambda t: t["anchors"][0].update(points=[1, 3, 2, 4]), ("not_monotone", "anchors[0].points")),
        (lambda t: t["anchors"][0].update(points=[1, 2, 3]), ("missing", "anchors[0].points[3]")),
        (lambda t: t["anchors"][2].update(points=[0, 1, 2, 3]), ("not_positive", "anchors[2].points")),
        (lambda t: t["anchors"][2].update(code="L"), ("missing_anchor", "anchors")),
        (lambda t: t["anchors"][1].update(code="P01"), ("duplicate", "anchors[1].code")),
        (lambda t: t["levels"][0].update(score_from=1), ("not_from_zero", "levels[0].score_from")),
        (lambda t: t["levels"][2].update(score_from=40), ("order", "levels[2].score_from")),
        (lambda t: t["levels"][3].update(assurance_from=70), ("not_a_share", "levels[3].assurance_from")),
        (lambda t: t["caps"].update(gate_level="L9"), ("unknown_name", "caps.gate_level")),
        (lambda t: t["caps"]["group_floors"][0].update(level="L9"), ("unknown_name", "caps.group_floors[0].level")),
        (lambda t: t["assurance"].pop("E2"), ("missing", "assurance.E2")),
        (lambda t: t["assurance"].update(E4=1.2), ("not_a_share", "assurance.E4")),
        (lambda t: t["gates"].append("T99-1"), ("unknown_name", "gates[3]")),
        (lambda t: t["gates"].append("T12-1"), ("duplicate", "gates[3]")),
        (lambda t: t.update(not_applicable=["P99"]), ("unknown_name", "not_applicable[0]")),
        (lambda t: t.update(framework="other"), ("unknown_name", "framework")),
        (lambda t: t["uncertainty"].update(draws=0), ("order", "uncertainty.draws")),
        (lambda t: t["uncertainty"].update(weight_swing=1.5), ("not_a_share", "uncertainty.weight_swing")),
        (lambda t: t["uncertainty"]["half_widths"].update(E9=0.5), ("unknown_name", "uncertainty.half_widths.E9")),
        (lambda t: t["uncertainty"].update(counts=["crashes"]), ("unknown_name", "uncertainty.counts[0]")),
        (lambda t: t["uncertainty"].update(anchor_swings={"strong": 2}), ("not_a_share", "uncertainty.anchor_swings.strong")),
    ],
)  # fmt: skip
def test_a_fault_of_a_profile_is_found_at_its_path(spoil: Spoil, fault: tuple[str, str]) -> None:
    assert fault in spoilt_profile(spoil)


def test_all_faults_are_listed_and_not_only_the_first() -> None:
    def spoil(tables: Tables) -> None:
        indicator(tables, "P01")["formulas"] = ["hours / nothing"]
        tables["inputs"][0]["unit"] = "nodez"

    faults = spoilt_framework(spoil)
    assert ("unknown_unit", "inputs[0].unit") in faults
    assert ("unknown_name", "indicators[14].formulas[0]") in faults


def test_an_unknown_name_is_answered_with_those_there_are() -> None:
    tables = deepcopy(framework_tables())
    indicator(tables, "P01")["formulas"] = ["availabilty"]
    faults = refusal(lambda: parsing.build_framework(tables))
    fault = next(item for item in faults if item.found == "availabilty")
    assert "availability" in fault.expected
    with translation.override("en"):
        assert explain(fault).startswith("Unknown name “availabilty”; expected one of: ")


@pytest.mark.parametrize(
    ("card", "fault"),
    [
        ({"peak_tflops": 0}, ("not_positive", "accelerators[0].peak_tflops")),
        ({"verified": False}, ("missing", "accelerators[0].note")),
        ({"source": ""}, ("empty_text", "accelerators[0].source")),
        ({"speed": 1}, ("unknown_key", "accelerators[0].speed")),
        ({"peak_tflops": "312"}, ("wrong_type", "accelerators[0].peak_tflops")),
    ],
)
def test_a_fault_of_the_catalogue_is_found_at_its_path(
    card: Tables, fault: tuple[str, str]
) -> None:
    good = {"code": "a", "name": "A", "vendor": "V", "source": "data sheet", "verified": True}
    faults = refusal(lambda: parsing.build_catalogue({"accelerators": [{**good, **card}]}))
    assert [(item.code, item.path) for item in faults] == [fault]


def test_every_fault_has_its_sentence() -> None:
    fault = Fault("wrong_type", "x", "one", ("number",))
    with translation.override("en"):
        assert explain(fault) == "Found one, expected number."
    assert str(fault) == "x: wrong type 'one'; expected number"
