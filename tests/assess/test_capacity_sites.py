"""Failures, fabrics, energy, scaling laws and serving against published figures."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.capacity.energy import site_power
from assess.capacity.fabric import fabric, largest, rail_optimised
from assess.capacity.failures import (
    Recovery,
    daly_interval_s,
    effective_share,
    mtbf_hours,
    spare_servers,
    with_best_interval,
    young_interval_s,
)
from assess.capacity.faults import PlanError
from assess.capacity.inference import Load, Service, Serving, plan_inference
from assess.capacity.machine import Machine, matmul_share
from assess.capacity.scaling_law import BESIROGLU, HOFFMANN, cheapest_with_inference
from tests.assess.test_capacity_models import DEEPSEEK_V3, GPT3, LLAMA2_70B

H100 = Machine(989, 80, 3350, 900, 400, 8, 0.803)
RATES = st.floats(0.1, 50.0)


def test_llama_3_failed_every_three_hours() -> None:
    # 419 unexpected interruptions in 54 days on 2,048 servers: 3.79 per 1,000 node-days, 3.09 h
    assert mtbf_hours(2048, 419 / (54 * 2.048)) == pytest.approx(54 * 24 / 419)
    assert mtbf_hours(100, 0.0) == math.inf


def test_the_examples_cluster_trains_86_per_cent_of_the_time_with_hourly_checkpoints() -> None:
    # by hand: 1 - 1182 * 3.79e-3 / 86400 * (900 + 1800)
    share = effective_share(1182, Recovery(3.79, 0.0, 900.0, 3600.0))
    assert share == pytest.approx(1 - 1182 * 3.79e-3 / 86400 * 2700)


@pytest.mark.parametrize(("rate", "share"), [(3.79, 0.97), (6.5, 0.955)])
def test_dalys_interval_and_a_quick_restart_bring_it_to_97_per_cent(
    rate: float, share: float
) -> None:
    recovery = with_best_interval(1182, Recovery(rate, 5.0, 180.0, 1.0))
    assert effective_share(1182, recovery) == pytest.approx(share, abs=0.0025)


@given(rate=RATES, blocking=st.floats(1.0, 60.0))
def test_dalys_interval_is_as_good_as_any_near_it(rate: float, blocking: float) -> None:
    best = with_best_interval(500, Recovery(rate, blocking, 300.0, 1.0))
    at_best = effective_share(500, best)
    for factor in (0.8, 1.25):
        other = Recovery(rate, blocking, 300.0, best.interval_s * factor)
        assert effective_share(500, other) <= at_best + 2e-3


def test_young_and_daly_agree_where_failures_are_rare() -> None:
    assert young_interval_s(5, 1e6) == pytest.approx(math.sqrt(1e7))
    assert daly_interval_s(5, 1e6) == pytest.approx(young_interval_s(5, 1e6), rel=0.002)
    assert daly_interval_s(100, 10) == 10


def test_spares_for_one_three_and_seven_days_of_repair_are_10_23_and_45() -> None:
    assert [spare_servers(1182, 3.79, days) for days in (1, 3, 7)] == [10, 23, 45]
    assert spare_servers(1182, 0.0, 3) == 0


@given(servers=st.integers(1, 5000), rate=RATES, days=st.floats(0.1, 10))
def test_spares_are_enough_and_one_fewer_is_not(servers: int, rate: float, days: float) -> None:
    mean = servers * rate / 1000 * days
    spares = spare_servers(servers, rate, days)

    def sure(number: int) -> float:
        terms = (
            number_ * math.log(mean) - mean - math.lgamma(number_ + 1)
            for number_ in range(number + 1)
        )
        return math.fsum(math.exp(term) for term in terms)  # fmt: skip

    assert sure(spares) >= 0.99 - 1e-6
    assert spares == 0 or sure(spares - 1) < 0.99 + 1e-6


def test_the_examples_fabric_has_370_switches_and_232_by_rails() -> None:
    whole = fabric(9456, 128)
    assert (whole.leaf, whole.spine, whole.core, whole.switches) == (148, 148, 74, 370)
    assert whole.leaf_spine_links + whole.spine_core_links == 18944
    rails = rail_optimised(1182, 8, 128)
    assert (rails.leaf, rails.spine, rails.switches) == (152, 80, 232)


def test_what_tiers_can_join_is_as_known_of_fat_trees() -> None:
    assert [largest(ports, 2) for ports in (32, 64, 128)] == [512, 2048, 8192]
    assert [largest(ports, 3) for ports in (32, 64, 128)] == [8192, 65536, 524288]


@given(ports=st.integers(1, 60000), size=st.sampled_from([32, 64, 128]))
def test_a_fabric_has_uplinks_for_every_host_or_is_refused(ports: int, size: int) -> None:
    if ports > largest(size, 3):
        with pytest.raises(PlanError):
            fabric(ports, size)
        return
    found = fabric(ports, size)
    assert found.host_links == ports
    if found.tiers > 1:
        assert found.leaf_spine_links >= ports
        assert found.spine * size >= found.leaf_spine_links


def test_oversubscription_saves_spines() -> None:
    assert fabric(2048, 64, oversubscription=3).switches < fabric(2048, 64).switches
    with pytest.raises(PlanError):
        fabric(2048, 64, oversubscription=0.5)


def test_the_examples_site_takes_nearly_ten_megawatts() -> None:
    assert site_power(1182, 6.5, 1.25).site_mw == pytest.approx(9.6, abs=0.01)


def test_the_example_is_the_best_use_of_its_operations_by_the_refit() -> None:
    params, tokens = HOFFMANN.best(3.675e24)
    assert (params / 1e9, tokens / params) == pytest.approx((74, 111), rel=0.01)
    params, tokens = BESIROGLU.best(3.675e24)
    assert (params / 1e9, tokens / params) == pytest.approx((187, 17.6), rel=0.01)
    assert BESIROGLU.excess(175e9, 3500e9) == pytest.approx(3e-5, abs=1e-5)


@given(flops=st.floats(1e20, 1e26), factor=st.floats(0.2, 5.0))
def test_no_other_split_of_the_same_operations_has_less_loss(flops: float, factor: float) -> None:
    params, tokens = BESIROGLU.best(flops)
    assert (
        BESIROGLU.loss(params * factor, tokens / factor) >= BESIROGLU.loss(params, tokens) - 1e-12
    )


def test_much_serving_makes_a_smaller_model_trained_longer() -> None:
    loss = BESIROGLU.loss(70e9, 1400e9)
    little, _ = cheapest_with_inference(BESIROGLU, loss, 1e9)
    much, tokens = cheapest_with_inference(BESIROGLU, loss, 1e13)
    assert much < little
    assert BESIROGLU.loss(much, tokens) == pytest.approx(loss)
    with pytest.raises(ValueError, match="no model size"):
        cheapest_with_inference(BESIROGLU, 1.0, 1e9)


def test_serving_more_requests_takes_more_cards_within_the_targets() -> None:
    found = [
        plan_inference(Service(LLAMA2_70B, H100, Load(rate, 1024, 256, 2.0, 0.2)))
        for rate in (1, 10, 100)
    ]
    assert found[0].cards < found[1].cards < found[2].cards
    for plan in found:
        assert plan.ttft_s <= 2.0
        assert plan.tpot_s <= 0.2
        assert plan.cards % plan.group == 0


def test_a_group_holds_the_weights() -> None:
    plan = plan_inference(
        Service(DEEPSEEK_V3, H100, Load(10, 1024, 256, 2.0, 0.1), Serving(weight_bytes=1.0))
    )
    assert plan.group * 80e9 * 0.9 >= DEEPSEEK_V3.total_params()


def test_a_target_that_no_card_meets_is_refused() -> None:
    with pytest.raises(PlanError):
        plan_inference(Service(GPT3, H100, Load(1, 1024, 256, 1e-6, 0.1)))


def test_matrix_products_reach_what_was_measured_of_the_card() -> None:
    assert matmul_share("h100-sxm") == 0.803
    assert matmul_share("A100") == 0.869
    assert matmul_share("ascend-910b") == 0.8
