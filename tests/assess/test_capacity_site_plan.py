"""The site of a plan: data kept by modality, four network planes, cost of owning, against figures worked by hand."""

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.capacity.cost import Prices, Quantities, ownership, server_price_at
from assess.capacity.engineering_mode import engineering_mode
from assess.capacity.engineering_order import read_engineering
from assess.capacity.fabric import Access, access_fabric, fabric
from assess.capacity.faults import PlanError
from assess.capacity.full_plan import full_plan
from assess.capacity.planes import Joined, Wiring, plane_fabrics, variants
from assess.capacity.report_mode import PlanInput, report_mode
from assess.capacity.storing import Stored, storage_plan
from assess.capacity.volumes import Beside, DataPlan, Media, Planned, volumes
from assess.runs import experience

CARD = {"peak_tflops": 312, "memory_gb": 80, "memory_gb_s": 2039, "link_gb_s": 600}
ORDER: dict[str, object] = {**CARD, "params": "13B", "tokens": "1T", "cards": 512}
GPT3 = Planned(175e9, 3500e9, 4.0, 20.0)
BOUGHT = Quantities(
    servers=10, cards_bought=80, switches={"parameter": 4, "sample": 2, "business": 1, "management": 1},
    optics=100, cables=200, storage_tb=1000.0, cards=72, site_mw=0.1, days=73.0, energy_mwh=175.2, tokens=1e12,
)  # fmt: skip
ALL = Prices(
    server_price=1e6, switch_price=1e5, sample_switch_price=5e4, business_switch_price=2e4,
    management_switch_price=5e3, optic_price=1e3, cable_price=100.0, storage_price_tb=500.0, price_per_kwh=0.5,
    upkeep_share=0.05, operation_per_year=1e6, years=5.0,
)  # fmt: skip


def test_a_language_model_keeps_what_the_reports_table_says() -> None:
    kept = volumes(GPT3, DataPlan())
    (row,) = kept.rows
    # 3,500e9 * 4 B; 100 times that; 175e9 * 20 B * 240; and * 50
    assert (row.training_tb, row.raw_tb, row.checkpoint_tb, row.archive_tb) == (14, 1400, 840, 175)
    exact = report_mode(PlanInput(175e9, 3500e9, 50, 0.4, 300)).figures.storage_table_pb
    assert kept.total_pb == pytest.approx(float(exact)) == pytest.approx(3.6435)


@pytest.mark.parametrize(("kind", "total"), [("cv", 15.3087), ("asr", 7.6587)])
def test_vision_and_speech_follow_their_parameters(kind: Any, total: float) -> None:
    # 1e9 * (2e5 or 1e5) B * 51, and 4.8 + 1 TB of checkpoints, * 1.05 / 0.7
    kept = volumes(replace(GPT3, params=1e9), DataPlan(modality=kind))
    assert kept.total_pb == pytest.approx(total)


def test_several_modalities_are_summed_up_from_their_parts() -> None:
    media = Media(images=2e9, image_kb=100, audio_hours=1e6, video_hours=1e6, video_gb_h=2)
    (row,) = volumes(GPT3, DataPlan(modality="multimodal", media=media)).rows
    # 14 TB of text; 200 + 115.2 + 2,000 TB
    assert row.training_tb == pytest.approx(14 + 2315.2)
    assert row.raw_tb == pytest.approx(1400 + 50 * 2315.2)


def test_what_is_not_known_of_a_data_set_is_told_and_not_guessed() -> None:
    bare = volumes(GPT3, DataPlan(modality="multimodal"))
    assert bare.rows[0].training_tb == 14
    assert "only its text" in bare.missing[0].en
    films = volumes(GPT3, DataPlan(modality="multimodal", media=Media(video_hours=1e6)))
    assert "an hour of video" in films.missing[0].en


def test_known_training_data_takes_the_place_of_the_formula() -> None:
    (row,) = volumes(GPT3, DataPlan(modality="cv", dataset_tb=30)).rows
    assert (row.training_tb, row.raw_tb, row.basis) == (30, 1500, "given")


def test_other_models_are_kept_beside_and_large_ones_of_vision_are_warned_of() -> None:
    kept = volumes(GPT3, DataPlan(beside=(Beside("cv", 1e9, 3), Beside("asr", 1e9, 3))))
    # near the report's 70 PB of a site: 3.6435 + 3 * (15.3087 + 7.6587)
    assert kept.total_pb == pytest.approx(72.5457)
    assert not kept.cautions
    assert volumes(GPT3, DataPlan(beside=(Beside("cv", 2e10),))).cautions


@given(days=st.floats(0, 100), archived=st.floats(0, 100), fill=st.floats(0.1, 1))
def test_storage_to_provide_never_falls_below_the_data(
    days: float, archived: float, fill: float
) -> None:
    kept = volumes(GPT3, DataPlan(retention_days=days, archived=archived, fill_level=fill))
    assert kept.total_pb * 1000 >= kept.data_tb
    assert kept.data_tb == pytest.approx(
        sum(kept.part_tb(part) for part in ("raw_tb", "training_tb", "checkpoint_tb", "archive_tb"))
    )


def test_storage_nodes_carry_the_largest_need_at_what_they_reach() -> None:
    # 3.5 TB within 1 % of an hour: 97.2 GB/s; nodes of 25 and of 20 GB/s
    need = Stored(3.5e12, 3600.0, 30.0, 900.0, 1e12, 86400.0)
    assert storage_plan(need, 1.0).nodes == 4
    assert storage_plan(replace(need, node_gb_s=20.0), 1.0).nodes == 5
    assert storage_plan(replace(need, nodes=9), 1.0).nodes == 9


def test_128_servers_are_wired_as_by_hand() -> None:
    joined = Joined(servers=128, cards_per_server=8, port_gbit_s=400, storage_nodes=10)
    parameter, sample, business, management = plane_fabrics(joined, Wiring())
    # NVIDIA's table 3: 1,024 ports on 64-port switches take 32 leaves and 16 spines
    assert (parameter.nics, parameter.fabric.leaf, parameter.fabric.spine) == (1024, 32, 16)
    # 2 * 138 ports on leaves of 32: 9, with 288 uplinks to 5 spines
    assert (sample.fabric.ports, sample.fabric.leaf, sample.fabric.spine) == (276, 9, 5)
    # 256 ports on leaves of 48 with 8 uplinks: 6, 48 uplinks, 1 spine
    assert (business.fabric.leaf, business.fabric.leaf_spine_links, business.fabric.spine) == (
        6,
        48,
        1,
    )
    # 128 + 10 + (48 + 14 + 7) switches = 207 ports on leaves of 48 with 4 uplinks
    assert (management.fabric.ports, management.fabric.leaf, management.fabric.spine) == (207, 5, 1)
    assert management.other_ports == 69


def test_optics_are_two_for_each_cable_between_switches_and_for_optical_hosts() -> None:
    joined = Joined(128, 8, 400, 10)
    copper, optical = (
        plane_fabrics(joined, Wiring(optical_hosts=told))[0].fabric for told in (False, True)
    )
    assert copper.optics == 2 * copper.leaf_spine_links
    assert optical.optics == copper.optics + 2 * 1024


def test_variants_are_what_the_plan_would_be_with_their_changes() -> None:
    joined = Joined(1182, 8, 200, 10)
    found = {item.code: item for item in variants(joined, Wiring(switch_ports=128))}
    assert found["two"].fabric is None  # 9,456 ports are more than 128^2 / 2
    assert found["three"].fabric is not None
    assert found["three"].fabric.switches == 370
    assert found["rails"].fabric is not None
    assert found["rails"].fabric.switches == 232
    half, quarter = found["half"].fabric, found["quarter"].fabric
    assert half is not None
    assert quarter is not None
    assert quarter.switches < half.switches < 370


@given(ports=st.integers(1, 2000))
def test_three_tiers_can_be_had_where_fewer_would_do(ports: int) -> None:
    found = fabric(ports, 64, tiers=3)
    assert found.tiers == 3
    assert min(found.leaf, found.spine, found.core) >= 1


def test_access_switches_have_the_uplinks_of_their_ratio() -> None:
    access = Access(down=48, port_gbit_s=25, up_gbit_s=100, upper=64)
    assert access_fabric(480, access, oversubscription=1.5).leaf_spine_links == 80
    assert access_fabric(480, access, oversubscription=1.0).leaf_spine_links == 120
    assert access_fabric(48, access).switches == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"tiers": 2, "switch_ports": 8}, "tiers"),
        ({"sample_tiers": 2, "sample_switch_ports": 4}, "sample_tiers"),
        ({"switch_ports": 4}, "switch_ports"),
        ({"sample_switch_ports": 7}, "sample_switch_ports"),
    ],
)
def test_a_network_that_cannot_be_names_its_input(wrong: dict[str, int], field: str) -> None:
    with pytest.raises(PlanError) as refused:
        engineering_mode({**ORDER, **wrong})
    assert [fault.field for fault in refused.value.faults] == [field]


def test_spares_are_wired_unless_they_are_to_stand_apart() -> None:
    wired, apart = (engineering_mode({**ORDER, "spares_connected": told}).plan for told in (1, 0))
    assert apart.planes[0].fabric.ports == 512
    assert wired.planes[0].fabric.ports == 512 + 8 * wired.time.spares > 512


def test_owning_costs_purchase_energy_and_operation() -> None:
    owned = ownership(ALL, BOUGHT)
    # 10e6 + 4e5 + 1e5 + 2e4 + 5e3 + 1e5 + 2e4 + 5e5
    assert owned.purchase == 11_145_000
    assert owned.energy == pytest.approx(0.1 * 8760 * 1000 * 0.5)
    assert owned.operation == pytest.approx(0.05 * 11_145_000 + 1e6)
    # 73 days are a fifth of a year
    fixed = 11_145_000 / 5 + 0.05 * 11_145_000 + 1e6
    assert owned.per_run == pytest.approx(fixed / 5 + 175.2 * 1000 * 0.5)
    assert owned.per_card_hour == pytest.approx((fixed + 438_000) / (72 * 8760))
    assert owned.complete


def test_a_price_that_is_not_known_is_missing_and_adds_nothing() -> None:
    owned = ownership(replace(ALL, optic_price=None, price_per_kwh=None), BOUGHT)
    assert owned.purchase == 11_045_000
    assert owned.energy is None
    assert [text.en.split(":")[0] for text in owned.missing] == ["Optical modules", "the price of a kWh is not given"]  # fmt: skip
    assert not ownership(Prices(), BOUGHT).known


def test_cards_stand_for_servers_whose_price_is_not_known_and_the_rest_is_missing() -> None:
    owned = ownership(replace(ALL, server_price=None, card_price=5e4), BOUGHT)
    assert owned.items[0].amount == 80 * 5e4
    assert "chassis" in owned.missing[0].en


@given(cost=st.floats(1e6, 1e8))
def test_at_the_break_even_price_of_a_server_the_training_costs_what_was_wanted(
    cost: float,
) -> None:
    price = server_price_at(ownership(ALL, BOUGHT), cost)
    assert price is not None
    found = ownership(replace(ALL, server_price=price), BOUGHT).per_run
    assert found == pytest.approx(cost)


def test_no_server_is_cheap_enough_for_less_than_all_else_costs() -> None:
    assert server_price_at(ownership(ALL, BOUGHT), 1000.0) is None
    assert server_price_at(ownership(replace(ALL, optic_price=None), BOUGHT), 1e7) is None


def test_a_training_that_never_ends_has_no_break_even() -> None:
    endless = ownership(ALL, replace(BOUGHT, days=math.inf, energy_mwh=math.inf))
    assert server_price_at(endless, 1e7) is None


def test_a_cluster_that_trains_half_of_the_year_makes_a_training_dearer() -> None:
    whole, half = (ownership(replace(ALL, busy_share=share), BOUGHT) for share in (1.0, 0.5))
    assert whole.run_energy == half.run_energy
    assert half.per_run - whole.per_run == pytest.approx(whole.fixed / 5)


def test_draws_of_the_cost_of_owning_need_every_price() -> None:
    priced = {f"{name}": value for name, value in vars(ALL).items() if value is not None}
    known = full_plan({**ORDER, **priced}, experience(), 2000)
    low, middle, high = known.chances.owned_cost or (0.0, 0.0, 0.0)
    assert 0 < low < middle < high
    partly = full_plan({**ORDER, **priced, "optic_price": None}, experience(), 2000)
    assert partly.chances.owned_cost is None
    assert partly.chances.days == known.chances.days


def test_other_models_without_a_size_are_asked_for() -> None:
    with pytest.raises(PlanError) as refused:
        read_engineering({**ORDER, "cv_models": 3})
    assert [(item.field, item.code) for item in refused.value.faults] == [("cv_params", "missing")]


def test_an_unknown_modality_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(PlanError) as refused:
        read_engineering({**ORDER, "modality": "smell"})
    assert refused.value.faults[0].expected.en == "nlp, cv, asr, multimodal"
