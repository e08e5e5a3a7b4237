"""Energy, compute, storage and networks from what tools say: every expected value worked by hand."""

from dataclasses import replace
from typing import Any

import pytest

from assess.derivation.compute import compute
from assess.derivation.energy import energy
from assess.derivation.network import network
from assess.derivation.records import (
    CONVERTED,
    DOUBTFUL,
    EXACT,
    PARTIAL,
    Candidate,
    Found,
    Lack,
    Proof,
)
from assess.derivation.storage import storage
from tests.derivation.cases import KNOWN, proof


def of(found: Found, slot: str) -> list[Candidate]:
    return [item for item in found if isinstance(item, Candidate) and item.slot == slot]


def meters(file: str, site: float, month: int) -> tuple[Proof, ...]:
    told: dict[str, Any] = {
        "from": f"2026-{month:02}-01",
        "to": f"2026-{month:02}-28",
        "hours": 672.0,
    }
    return proof("facility_energy", site, file, **told), proof("it_energy", 1000.0, file, **told)


def test_pue_is_the_sites_energy_over_that_of_it_and_a_month_is_interim() -> None:
    (item,) = energy(meters("jan.csv", 1300.0, 1))
    assert isinstance(item, Candidate)
    assert item.value == pytest.approx(1.3)
    assert item.inputs == {"facility_energy": 1300.0, "it_energy": 1000.0}
    assert "672" in item.assumptions[0].en


def test_months_that_do_not_overlap_are_added_before_the_ratio() -> None:
    rows = (*meters("jan.csv", 1300.0, 1), *meters("feb.csv", 1500.0, 2))
    best = min(of(energy(rows), "P05"), key=lambda item: item.rank)
    assert best.value == pytest.approx(1.4)
    assert best.inputs["it_energy"] == 2000.0


def test_months_that_overlap_stand_for_themselves() -> None:
    rows = (*meters("one.csv", 1300.0, 1), *meters("two.csv", 1500.0, 1))
    assert sorted(item.value for item in of(energy(rows), "P05")) == [1.3, 1.5]


def test_nominal_compute_is_every_card_of_a_list_times_its_peak() -> None:
    rows = (
        proof("cards", 16.0, card="NVIDIA H100 80GB HBM3", nodes=2),
        proof("cards", 8.0, card="NVIDIA A100-SXM4-80GB", nodes=1, number=1),
    )
    (item,) = of(compute(rows, KNOWN), "P06")
    assert item.value == pytest.approx(18.3264)  # (16 * 989.4 + 8 * 312) / 1000
    assert item.rank == CONVERTED


def test_one_host_stands_for_all_nodes_only_as_a_part() -> None:
    (item,) = of(compute((proof("cards", 8.0, card="H100 SXM", nodes=1),), replace(KNOWN, nodes=128)), "P06")  # fmt: skip
    assert item.value == pytest.approx(1013.1456)  # 8 * 989.4 * 128 / 1000
    assert (item.rank, item.evidence) == (PARTIAL, "E2")


def test_all_hosts_listed_are_added_and_nothing_is_taken_to_be_the_same() -> None:
    rows = [proof("cards", 8.0, f"n{host}.xml", card="H100 SXM", nodes=1) for host in range(2)]
    (item,) = of(compute(rows, replace(KNOWN, nodes=2)), "P06")
    assert item.value == pytest.approx(15.8304)
    assert item.evidence == "E3"


@pytest.mark.parametrize("card", ["MLU590", "mystery"])
def test_a_card_without_a_peak_is_lacking_and_not_zero(card: str) -> None:
    (item,) = compute((proof("cards", 8.0, card=card, nodes=4),), KNOWN)
    assert isinstance(item, Lack)


def test_bandwidth_of_storage_is_the_best_reading_test_of_a_file() -> None:
    rows = (
        proof("storage_read_bandwidth", 40.0, nodes=4),
        proof("storage_read_bandwidth", 55.0, nodes=4, number=1),
        proof("storage_write_bandwidth", 90.0, nodes=4, number=2),
    )
    (item,) = of(storage(rows), "P09a")
    assert (item.value, item.rank) == (55.0, EXACT)


def test_one_client_proves_a_lower_bound_of_the_whole_system() -> None:
    (item,) = of(storage((proof("storage_read_iops", 5e5, kind="fio"),)), "P09b")
    assert (item.rank, item.evidence) == (PARTIAL, "E2")


def test_usable_capacity_says_that_the_indicator_counts_raw() -> None:
    (item,) = of(storage((proof("storage_capacity", 2.5, usable=True),)), "P08")
    assert item.inputs == {"storage_capacity": 2.5}
    assert len(item.assumptions) == 1


def test_bandwidth_between_cards_counts_both_ways() -> None:
    (item,) = of(network((proof("card_link_bus_bandwidth", 235.0, cards=8, nodes=1),), KNOWN), "P10")  # fmt: skip
    assert item.value == pytest.approx(470.0)


def test_a_reduction_in_the_switch_is_never_chosen_unasked() -> None:
    (item,) = of(network((proof("card_link_bus_bandwidth", 480.0, warned="nvls"),), KNOWN), "P10")
    assert item.rank == DOUBTFUL


def test_a_collective_over_hosts_gives_the_node_by_its_cards() -> None:
    rows = (proof("fabric_card_bandwidth", 29.2, cards=64, nodes=8),)
    (item,) = of(network(rows, KNOWN), "P11")
    assert item.value == pytest.approx(233.6)  # 29.2 * 8


def test_one_port_is_a_lower_bound_until_the_ports_are_told() -> None:
    rows = (proof("node_bandwidth", 24.0, nodes=2),)
    (alone,) = of(network(rows, KNOWN), "P11")
    (eight,) = of(network(rows, replace(KNOWN, inputs={"node_nics": 8.0})), "P11")
    assert (alone.value, alone.rank) == (24.0, PARTIAL)
    assert eight.value == pytest.approx(192.0)


def test_the_share_of_line_rate_needs_the_line_rate() -> None:
    rows = (proof("node_bandwidth", 22.5, nodes=2),)
    (lack,) = [item for item in network(rows, KNOWN) if item.slot == "P12"]
    (item,) = of(network(rows, replace(KNOWN, inputs={"nic_rate": 200.0})), "P12")
    assert isinstance(lack, Lack)
    assert item.value == pytest.approx(90.0)  # 22.5 of 25 GB/s
    assert item.inputs == {"achieved_throughput": 22.5, "line_rate": 25.0}


def test_more_than_the_line_rate_is_never_chosen_unasked() -> None:
    rows = (proof("achieved_throughput", 26.0), proof("line_rate", 25.0))
    (item,) = of(network(rows, KNOWN), "P12")
    assert item.rank == DOUBTFUL
