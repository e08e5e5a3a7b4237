"""What a plan needs of a cluster: gaps, unknown figures, and the plan in the words of the report's formula."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.capacity.full_plan import Experience, full_plan
from assess.capacity.needs import held_against, plan_inputs
from assess.capacity.priors import coverage, observed
from assess.capacity.report_mode import PlanInput, report_mode
from assess.runs import read_runs

REPORT = {"params": 175e9, "tokens": 3.5e12, "days": 50, "utilisation": 0.4, "card_tflops": 300}
CLUSTER = {
    "nodes": 128,
    "cards_per_node": 8,
    "card_peak": 312,
    "storage_bandwidth": 200,
    "pue": 1.35,
}


@pytest.fixture(scope="module")
def engineering() -> dict[str, Any]:
    """13B on 1T tokens with 512 A100."""
    card = {"peak_tflops": 312, "memory_gb": 80, "memory_gb_s": 2039, "link_gb_s": 600}
    rows = observed(read_runs())
    order = {"params": 13e9, "tokens": 1e12, "cards": 512, **card}
    return full_plan(order, Experience(rows, coverage(rows)), 2000).as_dict()


def report(**changes: Any) -> dict[str, Any]:
    return report_mode(PlanInput.from_mapping({**REPORT, **changes})).as_dict()


def test_the_reports_example_lacks_what_a_centre_of_1024_cards_does_not_have() -> None:
    held = {item.demand.code: item for item in held_against("report", report(), CLUSTER)}
    # 128 x 8 x 312 TFLOPS = 319.488 PFLOPS of 2835.648
    assert held["compute"].gap == pytest.approx(2835.648 - 319.488)
    assert held["compute"].covered == pytest.approx(319.488 / 2835.648)
    assert held["cards"].gap == 9453 - 1024
    assert held["bandwidth"].met is False


def test_what_nobody_stated_is_neither_met_nor_lacking() -> None:
    held = {item.demand.code: item for item in held_against("report", report(), {})}
    assert {item.met for item in held.values()} == {None}
    assert held["compute"].gap is None


def test_of_a_pue_less_is_better(engineering: dict[str, Any]) -> None:
    held = {item.demand.code: item for item in held_against("engineering", engineering, CLUSTER)}
    assert held["pue"].gap == pytest.approx(1.35 - 1.25)
    assert held["pue"].met is False


def test_a_failure_rate_follows_from_mtbf_and_nodes(engineering: dict[str, Any]) -> None:
    inputs = {"nodes": 64, "mtbf": 100}
    held = {item.demand.code: item for item in held_against("engineering", engineering, inputs)}
    assert held["failures"].has == pytest.approx(24_000 / 6_400)
    assert held["failures"].met is True


@given(st.floats(0.01, 1), st.floats(1e9, 1e12), st.floats(1, 400))
def test_the_hfu_of_a_report_plan_is_its_own(used: float, params: float, days: float) -> None:
    found = plan_inputs("report", report(utilisation=used, params=params, days=days))
    assert found.utilisation == pytest.approx(used)
    assert found.days == days


def test_the_hfu_of_an_engineering_plan_gives_the_compute_that_it_installs(
    engineering: dict[str, Any],
) -> None:
    found = plan_inputs("engineering", engineering)
    needs = 8 * found.params * found.tokens / (found.days * 86400 * found.utilisation) / 1e15
    assert needs == pytest.approx(engineering["cards"] * 312 / 1000)
    # MFU counts attention and vocabulary, 8 N D does not: u = MFU x 8 N D / C
    used = engineering["mfu"] * 8 * 13e9 * 1e12 / engineering["total_flops"]
    assert found.utilisation == pytest.approx(used)
