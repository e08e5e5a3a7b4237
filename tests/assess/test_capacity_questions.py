"""Slips that are asked about, each with the figure next to it that is not; what an infeasible wish is answered with."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.capacity.calibrate import FITTED
from assess.capacity.engineering_mode import engineering_mode
from assess.capacity.engineering_order import read_engineering
from assess.capacity.faults import PlanError
from assess.capacity.full_plan import full_plan
from assess.capacity.machine import MEASURED_ON
from assess.capacity.nearest import nearest, with_nearest
from assess.capacity.presets import PRESETS
from assess.capacity.questions import Known, questions
from assess.capacity.search import Task, best_layouts, padded, spent
from assess.capacity.typed import number_of, quantity_of
from assess.runs import experience
from indicators.units import UnitError
from tests.assess.test_capacity_models import DEEPSEEK_V3, GPT3

H100 = {"peak_tflops": 989.4, "memory_gb": 80.0, "memory_gb_s": 3350.0, "link_gb_s": 900.0}
KNOWN = Known(H100, usual_mfu=0.55)
CARD: dict[str, Any] = {"peak_tflops": 312, "memory_gb": 80, "memory_gb_s": 2039, "link_gb_s": 600}
A100 = replace(MEASURED_ON, network_gb_s=200)


def asked(known: Known = KNOWN, **order: object) -> dict[str, tuple[str, float]]:
    return {item.field: (item.code, item.corrected) for item in questions(order, known)}


@pytest.mark.parametrize(
    ("peak", "corrected"), [(1979, 989.4), (3958, 989.4), (1960, 989.4), (3920, 989.4)]
)
def test_a_sparse_or_8_bit_peak_is_asked_about(peak: float, corrected: float) -> None:
    assert asked(peak_tflops=peak) == {"peak_tflops": ("peak_not_dense", corrected)}


@pytest.mark.parametrize("peak", [989.4, 989, 1950, 2010, 2968, 3900])
def test_other_peaks_are_let_be(peak: float) -> None:
    assert asked(peak_tflops=peak) == {}


def test_without_a_card_a_peak_is_held_against_all_cards_of_the_catalogue() -> None:
    every = Known({}, peaks=(312.0, 624.5, 989.4))
    assert asked(every, peak_tflops=1979) == {"peak_tflops": ("peak_not_dense", 989.4)}
    assert asked(every, peak_tflops=624) == {}  # a dense peak of another card


@pytest.mark.parametrize(("memory", "slip"), [(85.9, True), (74.5, True), (80, False), (90, False)])
def test_gigabytes_and_gibibytes_that_were_mixed_up_are_asked_about(
    memory: float, slip: bool
) -> None:
    assert asked(memory_gb=memory) == ({"memory_gb": ("memory_in_gib", 80.0)} if slip else {})


@pytest.mark.parametrize(("link", "slip"), [(7200, True), (900, False), (1800, False)])
def test_a_link_in_gigabits_is_asked_about(link: float, slip: bool) -> None:
    assert asked(link_gb_s=link) == ({"link_gb_s": ("bits_for_bytes", 900.0)} if slip else {})


@pytest.mark.parametrize(
    ("port", "corrected"),
    [
        ({"value": "400", "unit": "GB/s"}, 400),
        ({"value": "100", "unit": "GB/s"}, 100),
        ({"value": "50", "unit": "GB/s"}, None),
        ({"value": "400", "unit": "Gb/s"}, None),
        (800, None),
        (3200, 400),
    ],
)
def test_a_port_of_400_gigabytes_a_second_is_asked_about(
    port: object, corrected: float | None
) -> None:
    expected = {} if corrected is None else {"port_gbit_s": ("bits_for_bytes", corrected)}
    assert asked(port_gbit_s=port) == expected


@pytest.mark.parametrize(("params", "slip"), [(175, True), (99_999, True), (1e5, False)])
def test_175_parameters_are_taken_for_billions(params: float, slip: bool) -> None:
    assert asked(params=params) == ({"params": ("billions", params * 1e9)} if slip else {})


def test_3500_tokens_are_taken_for_billions() -> None:
    assert asked(tokens="3500") == {"tokens": ("billions", 3500e9)}


@pytest.mark.parametrize(("mfu", "slip"), [(40, True), (100, True), (101, False), (0.4, False)])
def test_a_percentage_where_a_share_belongs_is_asked_about(mfu: float, slip: bool) -> None:
    assert asked(mfu=mfu) == ({"mfu": ("percent", mfu / 100)} if slip else {})


@pytest.mark.parametrize(("mfu", "slip"), [(0.56, True), (1.0, True), (0.55, False)])
def test_an_mfu_above_what_trainings_reach_is_taken_for_hfu(mfu: float, slip: bool) -> None:
    found = asked(mfu=mfu)
    assert list(found) == (["mfu"] if slip else [])
    for code, corrected in found.values():
        assert code == "hfu_for_mfu"
        assert corrected == pytest.approx(mfu * 0.75)


def test_nothing_is_asked_of_an_order_that_is_left_open() -> None:
    assert asked() == {}


@pytest.mark.parametrize(
    ("text", "number"),
    [("175B", 175e9), ("3.5T", 3.5e12), ("1.2万", 12000), ("40%", 0.4), ("3500e9", 3.5e12), ("16 M", 16e6)],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(text: str, number: float) -> None:
    assert number_of(text) == pytest.approx(number)


def test_a_value_is_read_in_its_unit_and_a_foreign_unit_is_refused() -> None:
    assert quantity_of({"value": "50", "unit": "GB/s"}, "Gb/s") == 400
    with pytest.raises(UnitError):
        quantity_of({"value": "50", "unit": "s"}, "Gb/s")


@given(value=st.floats(1e-3, 1e3, allow_nan=False))
def test_a_number_in_its_own_unit_is_itself(value: float) -> None:
    assert quantity_of({"value": value, "unit": "GB/s"}, "GB/s") == value


def test_parameters_that_contradict_the_architecture_are_refused() -> None:
    order = {**CARD, "layers": 96, "hidden": 12288, "heads": 96, "tokens": 1e12, "cards": 1024}
    assert read_engineering({**order, "params": 175e9})
    with pytest.raises(PlanError) as refused:
        read_engineering({**order, "params": 13e9})
    assert refused.value.faults[0].code == "contradiction"


def test_61_layers_are_spread_unevenly_and_the_longest_stage_counts() -> None:
    task = Task(DEEPSEEK_V3, replace(A100, cards_per_server=8), 2048, 15360)
    best = best_layouts(task, FITTED)[0]
    chunks = best.layout.pipeline * best.layout.interleave
    assert DEEPSEEK_V3.layers % chunks
    assert padded(DEEPSEEK_V3, best.layout).layers % chunks == 0
    assert best.seconds == pytest.approx(float(spent(task, best.layout, FITTED).total))


def test_an_even_split_is_taken_where_one_fits() -> None:
    for item in best_layouts(Task(GPT3, A100, 1536, 1536), FITTED):
        assert GPT3.layers % (item.layout.pipeline * item.layout.interleave) == 0


@pytest.mark.parametrize(
    "order",
    [
        {"params": 13e9, "tokens": 1e12, "days": 0.02},
        {"params": 175e9, "tokens": 1e12, "cards": 8},
        {"params": 13e9, "tokens": 1e12, "days": 5, "cards": 64},
        {"params": 175e9, "days": 30, "cards": 8},
    ],
)
def test_what_cannot_be_met_has_nearest_plans_that_can(order: dict[str, float]) -> None:
    offers = nearest({**CARD, **order})
    assert offers
    for item in offers:
        found = engineering_mode({**CARD, **order, **item.changes})
        assert found.keeps_date is not False
        assert found.plan.order.cards == item.cards
        assert found.plan.time.wall_days == pytest.approx(item.days)


def test_a_refusal_names_the_nearest_plan() -> None:
    order = {**CARD, "params": 13e9, "tokens": 1e12, "days": 0.02}
    with pytest.raises(PlanError) as refused:
        engineering_mode(order)
    told = with_nearest(refused.value, order).faults[0]
    assert "A later date" in told.expected.en
    assert "放宽工期" in told.expected.zh


@pytest.mark.parametrize("preset", PRESETS, ids=lambda item: item.code)
def test_a_preset_reads_and_has_its_source(preset: Any) -> None:
    quantities = {name: text for name, text in preset.order.items() if name != "card"}
    found = full_plan({**CARD, **quantities}, experience(), 500)
    assert found.engineered.plan.time.wall_days > 0
    assert "arXiv" in preset.source.en or "CAICT" in preset.source.en


def test_the_parts_of_a_step_are_the_whole_step() -> None:
    found = full_plan({**CARD, "params": 13e9, "tokens": 1e12, "cards": 512}, experience(), 500)
    assert sum(found.step.values()) == pytest.approx(found.engineered.plan.candidates[0].seconds)


def test_chances_come_from_the_draws_and_name_what_they_rest_on() -> None:
    order = {**CARD, "params": 13e9, "tokens": 1e12, "days": 60, "card": "a100-sxm-80"}
    chances = full_plan(order, experience(), 4000).chances
    assert chances.days[0] < chances.days[1] < chances.days[2]
    assert sum(chances.shares) == pytest.approx(1.0)
    assert chances.card_class == "ampere"
    assert chances.families >= 4
    assert 0.85 <= chances.coverage_inside / chances.coverage_runs <= 0.95
