"""Availability, failures and repair from what logs say: every expected value worked by hand."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.derivation.operations import operations
from assess.derivation.records import CONVERTED, PARTIAL, Candidate, Lack, Proof
from tests.derivation.cases import KNOWN, proof

TEN_DAYS = {"from": "2026-01-01T00:00:00+00:00", "to": "2026-01-11T00:00:00+00:00"}


def found(slot: str, *proofs: Proof, nodes: float | None = None) -> list[Candidate]:
    every = operations(proofs, replace(KNOWN, nodes=nodes))
    return [item for item in every if isinstance(item, Candidate) and item.slot == slot]


def test_availability_is_service_over_the_period() -> None:
    (item,) = found("P01", proof("service_hours", 237.6), proof("period_hours", 240.0))
    assert item.value == pytest.approx(99.0)
    assert item.inputs == {"service_hours": 237.6, "period_hours": 240.0}
    assert item.evidence == "E3"


def test_downtime_is_what_the_period_lacks_of_service() -> None:
    (item,) = found("P01", proof("downtime_hours", 6.0), proof("period_hours", 240.0))
    assert item.value == pytest.approx(97.5)
    assert item.inputs["service_hours"] == pytest.approx(234.0)


def test_planned_maintenance_counts_and_what_it_is_without_stands_beside() -> None:
    told = {"planned_h": 12.0, "unplanned_h": 6.0, "without_planned_percent": 99.152}
    (item,) = found("P01", proof("service_hours", 702.0, **told), proof("period_hours", 720.0))
    assert item.value == pytest.approx(97.5)
    assert "99.152" in item.assumptions[-1].en


def test_hours_of_two_files_are_never_put_together() -> None:
    rows = (proof("service_hours", 237.6, "a"), proof("period_hours", 240.0, "b"))
    assert found("P01", *rows) == []


def test_downtime_summed_over_nodes_needs_their_number_and_says_where_it_is_from() -> None:
    down = proof("node_downtime_hours", 96.0, **TEN_DAYS)
    assert found("P01", down) == []
    (item,) = found("P01", down, nodes=8)
    assert item.value == pytest.approx(95.0)  # 96 / 8 = 12 of 240 h
    assert item.rank == CONVERTED
    assert "240 hours observed" in item.assumptions[-1].en


def test_mttf_is_hours_to_the_first_failure_over_units() -> None:
    (item,) = found("P02", proof("first_failure_hours", 900.0), proof("observed_units", 6.0))
    assert item.value == pytest.approx(150.0)
    assert item.inputs == {"first_failure_hours": 900.0, "runs": 6.0}


def test_mtbf_is_operating_hours_over_failures_and_keeps_the_count() -> None:
    (item,) = found("P03", proof("operating_hours", 234.0), proof("failures", 3.0))
    assert item.value == pytest.approx(78.0)
    assert item.inputs == {"operating_hours": 234.0, "failures": 3.0}


def test_no_failure_at_all_is_a_bound_and_no_infinity() -> None:
    (item,) = found("P03", proof("operating_hours", 299.6), proof("failures", 0.0))
    assert item.value == pytest.approx(100.0)
    assert "2.996" in item.formula


def test_the_daily_rate_is_over_the_clusters_nodes() -> None:
    rows = (proof("failed_node_events", 4.0), proof("observed_days", 10.0))
    (item,) = found("P04", *rows, nodes=128)
    assert item.value == pytest.approx(0.3125)
    assert item.inputs == {"failed_node_events": 4.0, "observed_days": 10.0}


def test_the_daily_rate_asks_for_nodes_that_nobody_tells() -> None:
    rows = (proof("failed_node_events", 4.0), proof("observed_days", 10.0))
    (item,) = [item for item in operations(rows, KNOWN) if item.slot == "P04"]
    assert isinstance(item, Lack)
    assert item.inputs == ("nodes",)


def test_a_log_that_watches_some_nodes_proves_a_part_and_rates_by_those() -> None:
    told = {"units": 16, "from": "2026-01-01T00:00:00+00:00", "to": "2026-02-10T00:00:00+00:00"}
    rows = (proof("failed_node_events", 4.0, **told), proof("observed_days", 40.0, **told))
    (item,) = found("P04", *rows, nodes=128)
    assert item.value == pytest.approx(0.625)  # 4 of 16 * 40 node-days
    assert item.inputs == {"daily_failure_rate": item.value}
    assert (item.rank, item.evidence) == (PARTIAL, "E2")


def test_less_than_a_day_proves_a_part_only() -> None:
    told = {"from": "2026-01-01T00:00:00+00:00", "to": "2026-01-01T05:00:00+00:00"}
    (item,) = found("P01", proof("service_hours", 5.0, **told), proof("period_hours", 5.0, **told))
    assert item.rank == PARTIAL


def test_times_to_locate_and_to_recover_are_means_over_incidents() -> None:
    rows = (proof("location_minutes", 90.0), proof("recovery_minutes", 200.0), proof("incidents", 4.0))  # fmt: skip
    assert found("P19", *rows)[0].inputs == {"mean_time_to_locate": 22.5}
    assert found("P20", *rows)[0].inputs == {"mean_time_to_recover": 50.0}


@given(
    service=st.floats(0.0, 1.0), period=st.floats(1.0, 1e5), failures=st.integers(0, 10_000)
)  # fmt: skip
def test_availability_stays_within_its_bounds_and_mtbf_falls_with_failures(
    service: float, period: float, failures: int
) -> None:
    (up,) = found("P01", proof("service_hours", service * period), proof("period_hours", period))
    assert 0.0 <= up.value <= 100.0 + 1e-9
    few, more = (
        found("P03", proof("operating_hours", period), proof("failures", float(count)))[0].value
        for count in (failures + 3, failures + 4)
    )
    assert more < few
