"""The framework of CAICT's 2024 report, as shipped: the report's words, and what we made of them."""

import copy
import re

import pytest

from indicators.definitions import Indicator
from indicators.expressions import parse
from indicators.faults import DefinitionError
from indicators.parsing import build_framework
from tests.indicators.shipped import REPORT, framework, framework_tables

INDICATORS = framework().indicators
QUANTITATIVE = [item for item in INDICATORS if item.kind == "quantitative"]


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="module")
def report() -> str:
    if not REPORT.is_file():
        pytest.skip("the report's text is not beside this repository")
    return bare(REPORT.read_text("utf-8"))


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda item: item.code)
def test_names_and_definitions_are_the_words_of_the_report(
    indicator: Indicator, report: str
) -> None:
    assert bare(indicator.definition.zh) in report
    name = bare(indicator.name_printed)
    broken_by_a_page = name.replace(
        "集群节点间互联带宽", "集群节点间集群节点间互联带宽，单位GB/s互联带宽"
    )
    assert name in report or broken_by_a_page in report


def test_tables_have_14_and_20_rows_in_5_and_6_groups_with_36_criteria() -> None:
    pillars = [item.pillar for item in INDICATORS]
    assert (pillars.count("capability"), pillars.count("performance")) == (14, 20)
    groups = [item.pillar for item in framework().groups]
    assert (groups.count("capability"), groups.count("performance")) == (5, 6)
    assert len(framework().criterion_by_code) == 36
    assert len(framework().notes) == 39


def test_indicators_stand_in_the_order_of_the_report() -> None:
    assert [item.code for item in INDICATORS] == [
        *(f"T{number:02}" for number in range(1, 15)),
        *(f"P{number:02}" for number in range(1, 21)),
    ]


@pytest.mark.parametrize(
    ("code", "threshold", "unit", "rule"),
    [
        ("T01-1", 10_000, "card", "decade"),
        ("T02-1", 200, "TFLOPS", "half"),
        ("T04-3", 50, "GB/s/U", "half"),
        ("T04-4", 1_000_000, "IOPS/U", "half"),
        ("T04-5", 500, "TB/U", "half"),
        ("T07-3", 0.999999, "ratio", "nines"),
        ("T08-1", 10_000, "card", "decade"),
        ("T10-1", 200, "GB/s", "half"),
    ],
)
def test_the_eight_numeric_criteria_have_the_thresholds_of_table_1(
    code: str, threshold: float, unit: str, rule: str
) -> None:
    criterion = framework().criterion_by_code[code]
    assert (criterion.threshold, criterion.unit, criterion.rule) == (threshold, unit, rule)


def test_there_are_no_other_numeric_criteria() -> None:
    numeric = [item for item in framework().criterion_by_code.values() if item.type == "numeric"]
    assert len(numeric) == 8


def test_lower_is_better_for_failures_energy_compression_latency_and_repair() -> None:
    lower = {item.code for item in INDICATORS if item.direction == "lower"}
    assert lower == {"P04", "P05", "P15", "P16", "P17", "P19", "P20"}


@pytest.mark.parametrize(
    ("code", "formula", "inputs", "value"),
    [
        ("P01", 0, {"service_hours": 700, "period_hours": 720}, 97.2222),
        ("P01", 1, {"downtime_hours": 36, "period_hours": 720}, 95),
        ("P02", 0, {"first_failure_hours": 300, "runs": 5}, 60),
        ("P03", 0, {"operating_hours": 1296, "failures": 419}, 3.0931),
        ("P04", 0, {"failed_node_events": 419, "nodes": 2048, "observed_days": 54}, 0.378870),
        ("P05", 0, {"facility_energy": 1350, "it_energy": 1000}, 1.35),
        ("P08", 0, {"node_storage": 500, "storage_nodes": 20}, 10),
        ("P10", 0, {"card_links": 18, "link_bandwidth": 50}, 900),
        ("P11", 0, {"node_nics": 8, "nic_rate": 400}, 400),
        ("P12", 0, {"achieved_throughput": 39, "line_rate": 50}, 78),
        ("P14", 0, {"samples": 3600, "wall_time": 60}, 60),
        ("P15", 0, {"compressed_size": 7, "original_size": 28}, 0.25),
        ("P16", 0, {"accuracy_before": 68, "accuracy_after": 67.3}, 0.7),
        ("P18", 0, {"completed_requests": 1200, "test_seconds": 60}, 20),
        ("P19", 0, {"location_minutes": 100, "incidents": 4}, 25),
        ("P20", 0, {"recovery_minutes": 48, "incidents": 4}, 12),
    ],
)
def test_values_follow_from_raw_inputs_as_by_hand(
    code: str, formula: int, inputs: dict[str, float], value: float
) -> None:
    text = framework().indicator_by_code[code].formulas[formula]
    assert parse(text).evaluate(inputs) == pytest.approx(value, rel=1e-4)


def test_utilisation_counts_recomputation_in_hfu_only() -> None:
    run = {
        "active_params": 175e9,
        "tokens_per_s": 3500e9 / (50 * 86400),
        "run_cards": 9453,
        "run_peak": 300,
    }
    hfu, mfu = (parse(framework().indicator_by_code[code].formulas[0]) for code in ("P07", "P13"))
    assert hfu.evaluate({**run, "recompute_factor": 8 / 6}) == pytest.approx(39.996, abs=0.01)
    assert mfu.evaluate(run) == pytest.approx(29.997, abs=0.01)


def test_the_plan_of_the_appendix_needs_exactly_its_compute() -> None:
    plan = {"plan_params": 175e9, "plan_tokens": 3500e9, "plan_days": 50, "plan_utilisation": 0.4}
    measure = framework().indicator_by_code["P06"].measures[0]
    ratio = parse(measure.formulas[0]).evaluate({**plan, "value": 2835.648148})
    assert ratio == pytest.approx(1, abs=1e-8)


@pytest.mark.parametrize("indicator", QUANTITATIVE, ids=lambda item: item.code)
def test_every_value_can_be_declared_or_follows_from_two_inputs(indicator: Indicator) -> None:
    declared = indicator.formulas[-1]
    assert declared.isidentifier() or indicator.code == "P16"


def test_compression_counts_only_with_its_accuracy() -> None:
    measure = framework().indicator_by_code["P15"].measures[0]
    assert measure.requires == ("accuracy_before", "accuracy_after")


def test_every_note_says_what_is_done_about_it() -> None:
    assert [note.code for note in framework().notes] == [f"O{number:02}" for number in range(1, 40)]
    assert all(note.action.zh and note.action.en for note in framework().notes)


def test_practices_are_the_words_of_the_report_and_serve_every_indicator(report: str) -> None:
    practices = framework().practices
    assert [item.text.zh for item in practices if bare(item.text.zh) not in report] == []
    served = {code.split("-")[0] for item in practices for code in item.indicators}
    assert served == {item.code for item in INDICATORS}


def test_a_practice_for_an_unknown_indicator_is_refused() -> None:
    tables = copy.deepcopy(framework_tables())
    tables["practices"][0]["indicators"] = ["P99"]
    with pytest.raises(DefinitionError) as refusal:
        build_framework(tables)
    assert [item.path for item in refusal.value.faults] == ["practices[0].indicators[0]"]
