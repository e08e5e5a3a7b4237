"""The appendix's formulas: the report's own example, figures by hand, and their laws."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.capacity import compute
from assess.capacity.figures import Figures, figures_of
from assess.capacity.inputs import PlanInput, StoredModel
from assess.capacity.network import Connected, planes, storage_nodes_for
from assess.capacity.quantities import exact, rounded_up, written
from assess.capacity.storage import provisioned_pb, storage_row

counts = st.integers(10**6, 10**13)
days = st.integers(1, 400)
shares = st.sampled_from([0.1, 0.25, 0.3, 0.4, 0.55, 1.0])
peaks = st.sampled_from([125, 148, 300, 312, 989])
plans = st.builds(PlanInput, counts, counts, days, shares, peaks)


def example() -> Figures:
    return figures_of(PlanInput(175e9, 3500e9, 50, 0.4, 300))


def test_the_reports_example_gives_its_exact_figures() -> None:
    found = example()
    assert found.total_flops == Fraction(49 * 10**23)
    assert found.compute_pflops == Fraction(49 * 10**23) / (50 * 86400 * Fraction(2, 5)) / 10**15
    assert float(found.compute_pflops) == pytest.approx(2835.648, abs=5e-4)
    assert float(found.storage_bandwidth_gb_s) == pytest.approx(5671.296, abs=5e-4)
    assert float(found.storage_total_pb) == pytest.approx(70.8912, abs=5e-5)


def test_the_reports_example_needs_9453_cards_in_1182_servers_of_8() -> None:
    found = example()
    assert float(found.cards_exact) == pytest.approx(9452.16, abs=5e-3)
    assert (found.cards, found.servers, found.installed_cards) == (9453, 1182, 9456)


def test_the_printed_expression_gives_tflops_not_pflops() -> None:
    literal = Fraction(8 * 175 * 3500 * 1_000_000) / (50 * 24 * 3600 * Fraction(4, 10))
    assert literal / 1000 == example().compute_pflops


def test_the_cards_formula_of_the_report_is_compute_by_card() -> None:
    literal = Fraction(8 * 175 * 3500 * 1_000_000) / (50 * 24 * 3600 * 300 * Fraction(4, 10))
    assert literal == example().cards_exact


def test_a_whole_number_of_cards_is_not_rounded_up_by_float_noise() -> None:
    # 8 * 1e9 * 8.64e9 / (1 day * 0.1) = 8e15 FLOP/s: 80 cards of 100 TFLOPS, though 0.1 is no binary fraction
    assert figures_of(PlanInput(1e9, 8.64e9, 1, 0.1, 100)).cards == 80
    assert rounded_up(exact(0.1) * 30) == 3


@given(plans)
def test_the_rounded_up_cards_finish_in_time_and_one_card_less_does_not(plan: PlanInput) -> None:
    found = figures_of(plan)
    delivered = exact(plan.card_tflops) * 10**12 * exact(plan.utilisation)
    seconds = exact(plan.days) * 86400
    assert found.cards * delivered * seconds >= found.total_flops
    assert (found.cards - 1) * delivered * seconds < found.total_flops
    assert found.cards <= found.installed_cards < found.cards + plan.cards_per_server


@given(counts, counts, days, shares, st.integers(2, 9))
def test_compute_grows_in_proportion_to_tokens(n: int, d: int, t: int, u: float, k: int) -> None:
    once = compute.required_pflops(n, d, t, u)
    assert compute.required_pflops(n, k * d, t, u) == k * once
    assert compute.required_pflops(k * n, d, t, u) == k * once
    assert compute.required_pflops(n, d, k * t, u) == once / k


@given(plans)
def test_storage_follows_compute_by_the_reports_two_rules(plan: PlanInput) -> None:
    found = figures_of(plan)
    assert found.storage_bandwidth_gb_s == 80 * found.storage_total_pb == 2 * found.compute_pflops


def test_one_nlp_model_of_175b_by_hand() -> None:
    row = storage_row(StoredModel("nlp", 175e9))
    assert [row.training_tb, row.raw_tb, row.checkpoint_tb, row.archive_tb] == [14, 1400, 840, 175]
    assert row.total_tb == 2429
    assert float(provisioned_pb((row,))) == 3.6435


@pytest.mark.parametrize(
    ("kind", "training", "raw", "pb"), [("cv", 200, 10_000, 15.3087), ("asr", 100, 5000, 7.6587)]
)
def test_a_model_of_images_or_speech_of_1b_by_hand(
    kind: str, training: int, raw: int, pb: float
) -> None:
    row = storage_row(StoredModel(kind, 1e9))  # type: ignore[arg-type]
    assert [row.training_tb, row.raw_tb] == [training, raw]
    assert [row.checkpoint_tb, row.archive_tb] == [Fraction(48, 10), 1]
    assert float(provisioned_pb((row,))) == pytest.approx(pb)


@given(counts, st.integers(1, 100))
def test_equal_models_take_as_many_times_the_storage(params: int, count: int) -> None:
    one = provisioned_pb((storage_row(StoredModel("nlp", params)),))
    assert provisioned_pb((storage_row(StoredModel("nlp", params, count)),)) == count * one


def test_planes_have_the_reports_ports() -> None:
    parameter, sample, business, management = planes(Connected(1182, 8, 227, 200))
    assert (parameter.server_ports, parameter.uplinks, parameter.leaf_ports) == (9456, 9456, 18912)
    assert [sample.server_ports, sample.storage_ports, float(sample.port_gbit_s)] == [
        2364,
        454,
        100,
    ]
    assert [business.ports, business.leaf_ports, float(business.port_gbit_s)] == [2364, None, 25]
    assert [management.ports, float(management.port_gbit_s)] == [1409, 1]
    assert [item.fabric for item in (parameter, sample, business, management)] == [
        "lossless",
        "lossless",
        "ordinary",
        "ordinary",
    ]


def test_storage_nodes_carry_the_bandwidth_on_two_100ge_ports() -> None:
    assert storage_nodes_for(example().storage_bandwidth_gb_s) == 227
    assert (storage_nodes_for(25), storage_nodes_for(Fraction(251, 10))) == (1, 2)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (50, "50"),
        (0.4, "0.4"),
        (175e9, "1.75e11"),
        (10**6, "1e6"),
        (Fraction(1, 3), "0.3333333333"),
    ],
)
def test_numbers_are_written_as_people_read_them(value: float, text: str) -> None:
    assert written(value) == text
