"""Consistency rules: each fires on a worked example and stays silent on its neighbour."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.scoring import assess
from assess.scoring.consistency import Finding, findings
from assess.scoring.results import Facts
from indicators.records import Text
from indicators.rules import Rule
from tests.assess import cases

RUN = {
    "active_params": 1e9,
    "run_cards": 1,
    "run_peak": 300,
}  # 6e9 operations a token; 3e14 a second


def fired(inputs: dict[str, float]) -> dict[str, Finding]:
    facts = Facts(inputs)
    result = assess(cases.framework(), cases.profile(), facts)
    return {item.code: item for item in findings(cases.framework(), facts, result.indicators)}


# every neighbour lies on the limit itself, or one step inside it
WORKED: dict[str, tuple[dict[str, float], dict[str, float]]] = {
    "CK1-1": ({"hfu": 39.9, "mfu": 40}, {"hfu": 40, "mfu": 40}),
    "CK1-2": ({"hfu": 53.7, "mfu": 40}, {"hfu": 53.6, "mfu": 40}),  # 1.34 * 40 = 53.6
    # 24000 / (24 * 100) = 10 failures per 1,000 node-days; 0.8 % a day are 8, and 10 = 1.25 * 8
    "CK2": (
        {"mtbf": 24, "nodes": 100, "daily_failure_rate": 0.79},
        {"mtbf": 24, "nodes": 100, "daily_failure_rate": 0.8},
    ),
    # 9 / (9 + 60 / 60) = 90 %, and one point
    "CK3": (
        {"availability": 91.1, "mtbf": 9, "mean_time_to_recover": 60},
        {"availability": 91, "mtbf": 9, "mean_time_to_recover": 60},
    ),
    "CK4": (
        {"mean_time_to_recover": 9, "mean_time_to_locate": 10},
        {"mean_time_to_recover": 10, "mean_time_to_locate": 10},
    ),
    "CK5": ({"mttf": 51, "mtbf": 10}, {"mttf": 50, "mtbf": 10}),
    "CK6": (
        {"card_bandwidth": 49, "node_bandwidth": 400, "cards_per_node": 8},
        {"card_bandwidth": 50, "node_bandwidth": 400, "cards_per_node": 8},
    ),
    # 300 TFLOPS * 8 * 100 = 240 PFLOPS; 1 % are 2.4
    "CK7-1": (
        {"declared_compute": 242.5, "card_peak": 300, "cards_per_node": 8, "nodes": 100},
        {"declared_compute": 242.4, "card_peak": 300, "cards_per_node": 8, "nodes": 100},
    ),
    "CK7-2": (
        {"card_fp16_tflops": 312, "card_peak": 300},
        {"card_fp16_tflops": 303, "card_peak": 300},
    ),
    "CK8": (
        {"achieved_throughput": 51, "line_rate": 50},
        {"achieved_throughput": 50, "line_rate": 50},
    ),
    "CK9-1": (
        {"storage_bandwidth": 201, "storage_network_bandwidth": 200},
        {"storage_bandwidth": 200, "storage_network_bandwidth": 200},
    ),
    "CK9-2": (
        {"iops": 1.2e7, "iops_per_u": 1e6, "storage_units": 10},
        {"iops": 1.1e7, "iops_per_u": 1e6, "storage_units": 10},
    ),
    "CK9-3": (
        {"storage_capacity": 4.4, "tb_per_u": 500, "storage_units": 10},
        {"storage_capacity": 4.5, "tb_per_u": 500, "storage_units": 10},
    ),
    "CK10": (
        {"qps": 50, "mean_latency": 2, "concurrency": 90},
        {"qps": 50, "mean_latency": 2, "concurrency": 91},
    ),
    # 20,000 tokens a second: 1.2e14 of 3e14 operations a second are 40 %
    "CK11": ({**RUN, "tokens_per_s": 2e4, "mfu": 42.1}, {**RUN, "tokens_per_s": 2e4, "mfu": 42}),
    "CK12": (
        {"compressed_size": 11, "original_size": 10},
        {"compressed_size": 10, "original_size": 10},
    ),
    # eight ports of 400 Gb/s: 3,200 Gb/s are 400 GB/s
    "CK13-1": (
        {"node_bandwidth": 3200, "node_nics": 8, "nic_rate": 400},
        {"node_bandwidth": 400, "node_nics": 8, "nic_rate": 400},
    ),
    "CK13-2": (
        {"line_rate": 400, "nic_rate": 400, "node_nics": 1},
        {"line_rate": 400, "nic_rate": 400, "node_nics": 8},
    ),
    "CK13-3": ({"node_bandwidth": 1600}, {"node_bandwidth": 1599}),
    "CK13-4": ({"card_links": 18, "link_bandwidth": 400}, {"card_links": 18, "link_bandwidth": 100}),
    "CK14": ({"availability": 60}, {"availability": 60.1}),
    "PL1": (
        {"service_hours": 745, "period_hours": 744},
        {"service_hours": 744, "period_hours": 744},
    ),
    "PL2": ({"facility_energy": 99, "it_energy": 100}, {"facility_energy": 100, "it_energy": 100}),
    "PL3": (
        {**RUN, "tokens_per_s": 45e3, "recompute_factor": 1.2},  # 90 % of model operations, 108 % of all
        {**RUN, "tokens_per_s": 45e3, "recompute_factor": 1.1},
    ),
    "PL4": ({**RUN, "tokens_per_s": 50_001}, {**RUN, "tokens_per_s": 50_000}),
    "PL5": (
        {"active_params": 1e9, "tokens_per_s": 2e6, "declared_compute": 11.9},
        {"active_params": 1e9, "tokens_per_s": 2e6, "declared_compute": 12},
    ),
    "PL6": (
        {"node_bandwidth": 401, "node_nics": 8, "nic_rate": 400},
        {"node_bandwidth": 400, "node_nics": 8, "nic_rate": 400},
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", WORKED)
def test_a_rule_fires_on_its_example_and_not_on_the_neighbour(code: str) -> None:
    example, neighbour = WORKED[code]
    assert code in fired(example)
    assert code not in fired(neighbour)


def test_every_rule_has_its_example() -> None:
    assert {rule.code for rule in cases.framework().rules} == set(WORKED)


def test_the_checks_of_the_method_are_all_there() -> None:
    found = {rule.code.split("-")[0] for rule in cases.framework().rules}
    assert {f"CK{number}" for number in range(1, 15)} <= found


@pytest.mark.parametrize("code", WORKED)
def test_without_one_of_its_numbers_a_rule_stays_silent(code: str) -> None:
    example, _ = WORKED[code]
    for name in example:
        rest = {other: value for other, value in example.items() if other != name}
        if name != "recompute_factor":
            assert code not in fired(rest), name


def test_physical_limits_are_errors_and_units_and_mfu_are_asked() -> None:
    severity = {rule.code: rule.severity for rule in cases.framework().rules}
    limits = {"CK8", "CK9-1", "CK12", *(f"PL{number}" for number in range(1, 7))}
    asked = {"CK13-1", "CK13-2", "CK13-3", "CK13-4", "CK14"}
    assert {code for code, found in severity.items() if found == "error"} == limits
    assert {code for code, found in severity.items() if found == "question"} == asked


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (cases.TECHCO_BEFORE, {"CK14"}),  # 50 %: the report's own muddle of availability and MFU
        (cases.TECHCO_AFTER_60, {"CK14"}),
        (cases.TECHCO_AFTER_70, set()),
        (cases.META, set()),
        (cases.ANT, set()),
        (cases.MEGASCALE, set()),
        (cases.CENTRE, {"CK4"}),  # recovered in 12 minutes, located in 25
    ],
)
def test_the_worked_cases_fire_only_what_is_odd_in_them(facts: Facts, codes: set[str]) -> None:
    assert set(fired(dict(facts.inputs))) == codes


def test_a_message_has_the_numbers_in_both_languages() -> None:
    found = fired({"mean_time_to_recover": 12, "mean_time_to_locate": 25})["CK4"]
    assert found.message == Text(
        "平均故障恢复时间（12 分钟）短于平均故障定位时间（25 分钟）。",
        "The mean time to recover (12 min) is shorter than the mean time to locate (25 min).",
    )


def test_a_value_beyond_its_limit_scores_nothing_and_is_told() -> None:
    facts = Facts({"facility_energy": 99, "it_energy": 100})
    result = assess(cases.framework(), cases.profile(), facts)
    assert next(item.value for item in result.indicators if item.code == "P05") is None
    told = findings(cases.framework(), facts, result.indicators)
    assert told[0].message.en == "The energies give a PUE of 0.99."


def test_errors_come_before_warnings_and_questions() -> None:
    found = fired(
        {"hfu": 39, "mfu": 40, "availability": 50, "achieved_throughput": 2, "line_rate": 1}
    )
    assert [item.severity for item in found.values()] == ["error", "warning", "question"]


def test_what_does_not_apply_is_not_checked() -> None:
    facts = Facts({"hfu": 39, "mfu": 40}, not_applicable={"P07": "推理", "P13": "推理"})
    result = assess(cases.framework(), cases.profile(), facts)
    assert findings(cases.framework(), facts, result.indicators) == ()


def test_the_digest_follows_the_numbers_concerned_and_no_others() -> None:
    pair = {"mean_time_to_recover": 12.0, "mean_time_to_locate": 25.0}
    first = fired(pair)["CK4"].digest
    assert fired({**pair, "pue": 1.2})["CK4"].digest == first
    assert fired({**pair, "mean_time_to_locate": 26.0})["CK4"].digest != first


@given(st.permutations(sorted(cases.CENTRE_INPUTS)), st.floats(1, 1e4))
def test_the_order_of_inputs_does_not_matter_and_nothing_is_changed(
    order: list[str], located: float
) -> None:
    inputs = {**cases.CENTRE_INPUTS, "mean_time_to_locate": located}
    shuffled = Facts({name: inputs[name] for name in order}, cases.CENTRE_CREDITS)
    before = replace(shuffled, inputs=dict(shuffled.inputs))
    result = assess(cases.framework(), cases.profile(), shuffled)
    told = findings(cases.framework(), shuffled, result.indicators)
    assert told == findings(
        cases.framework(), Facts(inputs, cases.CENTRE_CREDITS), result.indicators
    )
    assert shuffled == before
    assert assess(cases.framework(), cases.profile(), shuffled) == result


def test_a_rule_without_a_value_for_its_numbers_stays_silent() -> None:
    text = Text("除以 {pue}", "over {pue}")
    rule = Rule("X", "warning", text, "1 / pue > 0", text, text, text, inputs=("pue",))
    framework = replace(cases.framework(), rules=(rule,))
    assert [f.code for f in findings(framework, Facts({"pue": 2}), ())] == ["X"]
    assert findings(framework, Facts({"pue": 0}), ()) == ()
