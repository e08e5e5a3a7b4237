"""Event logs to inputs: examples worked by hand, and every figure against a simulation second by second."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.evidence.derive.operations import Observed, operations
from assess.evidence.outages import DAY, Outage, Window

HOUR = 3600.0
TEN_HOURS = Window(0.0, 10 * HOUR)


def values(observed: Observed) -> dict[str, float]:
    return {reading.quantity: reading.value for reading in operations(observed).readings}


def rules(observed: Observed) -> set[str]:
    return {finding.rule for finding in operations(observed).findings}


def test_one_cluster_outage_of_an_hour_in_ten_leaves_nine_hours_of_service() -> None:
    found = values(Observed((Outage(HOUR, 2 * HOUR),), TEN_HOURS, whole=True))
    assert found["period_hours"] == 10
    assert found["service_hours"] == 9
    assert (found["operating_hours"], found["failures"]) == (9, 1)
    assert (found["recovery_minutes"], found["incidents"]) == (60, 1)
    assert (found["first_failure_hours"], found["observed_units"]) == (1, 1)


def test_overlapping_outages_are_one_failure_and_their_common_time_counts_once() -> None:
    outages = (Outage(HOUR, 3 * HOUR), Outage(2 * HOUR, 4 * HOUR))
    observed = Observed(outages, TEN_HOURS, whole=True)
    assert values(observed)["service_hours"] == 7  # out from 1 to 4
    assert (values(observed)["failures"], values(observed)["recovery_minutes"]) == (1, 180)
    assert "overlapping_outages" in rules(observed)


def test_maintenance_is_no_failure_and_its_time_and_both_availabilities_are_told() -> None:
    outages = (Outage(0.0, 2 * HOUR, planned=True), Outage(1 * HOUR, 4 * HOUR))
    observed = Observed(outages, TEN_HOURS, whole=True)
    assert values(observed)["service_hours"] == 6  # out from 0 to 4
    assert (values(observed)["period_hours"], values(observed)["failures"]) == (10, 1)
    (service,) = (x for x in operations(observed).readings if x.quantity == "service_hours")
    assert (service.conditions["planned_h"], service.conditions["unplanned_h"]) == (1, 3)
    assert service.conditions["availability_percent"] == pytest.approx(60)  # 6 of 10
    assert service.conditions["without_planned_percent"] == pytest.approx(200 / 3)  # 6 of 9
    assert "planned_outages" in rules(observed)


def test_where_all_was_maintenance_there_is_no_availability_without_it() -> None:
    observed = Observed((Outage(0.0, None, planned=True),), TEN_HOURS, whole=True)
    (service,) = (x for x in operations(observed).readings if x.quantity == "service_hours")
    assert service.value == 0
    assert "without_planned_percent" not in service.conditions


def test_an_outage_that_lasts_ends_with_the_window_and_has_no_recovery_time() -> None:
    observed = Observed((Outage(8 * HOUR, None),), TEN_HOURS, whole=True)
    assert values(observed)["service_hours"] == 8
    assert "recovery_minutes" not in values(observed)
    assert rules(observed) >= {"open_outages", "not_restored"}


def test_an_outage_from_before_the_window_costs_time_but_is_no_failure_of_it() -> None:
    observed = Observed((Outage(-HOUR, HOUR),), TEN_HOURS, whole=True)
    assert (values(observed)["service_hours"], values(observed)["failures"]) == (9, 0)
    assert "began_before" in rules(observed)


def test_a_node_that_fails_twice_in_a_day_counts_once_that_day() -> None:
    outages = (
        Outage(HOUR, 2 * HOUR, "n1"),
        Outage(3 * HOUR, 4 * HOUR, "n1"),
        Outage(DAY + HOUR, DAY + 2 * HOUR, "n1"),
        Outage(HOUR, 2 * HOUR, "n2"),
    )
    found = values(Observed(outages, Window(0.0, 2 * DAY), nodes=4))
    assert (found["failed_node_events"], found["failures"], found["observed_days"]) == (3, 4, 2)
    assert found["service_hours"] == 47  # 4 node hours lost over 4 nodes
    # n1 and n2 after one hour, the other two never in 48 hours
    assert (found["first_failure_hours"], found["observed_units"]) == (98, 4)


def test_without_the_number_of_nodes_there_is_no_availability() -> None:
    observed = Observed((Outage(HOUR, 2 * HOUR, "n1"),), TEN_HOURS)
    assert "service_hours" not in values(observed)
    assert values(observed)["node_downtime_hours"] == 1
    assert "nodes_unknown" in rules(observed)


def test_times_to_detect_locate_and_restore_run_from_onset() -> None:
    outages = (
        Outage(0.0, 3600.0, detected=60.0, located=600.0),
        Outage(7200.0, 9000.0, detected=7260.0, located=8400.0),
    )
    found = values(Observed(outages, TEN_HOURS, whole=True))
    assert (found["detection_minutes"], found["location_minutes"]) == (2, 30)
    assert (found["recovery_minutes"], found["incidents"]) == (90, 2)


def test_where_some_incidents_were_never_located_the_mean_is_of_those_that_were() -> None:
    outages = (Outage(0.0, 3600.0, located=600.0), Outage(7200.0, 9000.0))
    observed = Observed(outages, TEN_HOURS, whole=True)
    assert values(observed)["mean_time_to_locate"] == 10
    assert "location_minutes" not in values(observed)
    assert "partly_located" in rules(observed)


LENGTH = 40
UNITS = ("a", "b", "c")
moments = st.integers(-10, LENGTH + 10)
drawn = st.builds(
    lambda start, length, unit, planned: Outage(
        float(start), None if length is None else float(start + length), unit, planned
    ),
    moments,
    st.none() | st.integers(0, 15),
    st.sampled_from(UNITS),
    st.booleans(),
)


def out(outage: Outage, second: int) -> bool:
    return outage.start <= second and (outage.end is None or second < outage.end)


@given(st.lists(drawn, max_size=8))
def test_service_is_what_counting_every_second_of_every_node_finds(outages: list[Outage]) -> None:
    observed = Observed(tuple(outages), Window(0.0, float(LENGTH)), nodes=4)
    served = sum(
        not any(item.unit == unit and out(item, second) for item in outages)
        for second in range(LENGTH)
        for unit in (*UNITS, "never failed")
    )
    assert abs(values(observed)["service_hours"] - served / 4 / HOUR) < 1e-9
    assert values(observed)["operating_hours"] == values(observed)["service_hours"]


@given(st.lists(drawn, max_size=8))
def test_failures_are_the_seconds_at_which_a_unit_goes_from_up_to_unplanned_down(
    outages: list[Outage],
) -> None:
    unplanned = [item for item in outages if not item.planned and (item.end or 1e9) > item.start]
    observed = Observed(tuple(unplanned), Window(0.0, float(LENGTH)), nodes=3)
    begun = 0
    for unit in UNITS:
        mine = [item for item in unplanned if item.unit == unit]
        # an outage that touches another one's end goes on with it
        for second in range(LENGTH):
            starts = any(item.start == second for item in mine)
            before = any(
                item.start < second and (item.end is None or item.end >= second) for item in mine
            )
            begun += starts and not before
    assert values(observed)["failures"] == begun


@given(st.lists(drawn, max_size=8), st.randoms())
def test_the_order_of_a_log_does_not_matter(outages: list[Outage], random: object) -> None:
    window = Window(0.0, float(LENGTH))
    shuffled = sorted(outages, key=lambda item: hash((str(random), item)))
    first = values(Observed(tuple(outages), window, nodes=3))
    assert first == values(Observed(tuple(shuffled), window, nodes=3))


@given(st.lists(drawn, max_size=8))
def test_first_failures_are_found_by_watching_every_unit_from_the_start(
    outages: list[Outage],
) -> None:
    unplanned = [item for item in outages if not item.planned and (item.end or 1e9) > item.start]
    seconds = 0
    for unit in (*UNITS, "never failed"):
        mine = [item for item in unplanned if item.unit == unit]
        entered = False
        for second in range(LENGTH):
            going_on = any(x.start < second and (x.end is None or x.end >= second) for x in mine)
            if any(item.start == second for item in mine) and not going_on:
                break
            entered = entered or not any(out(item, second) for item in mine)
            seconds += entered
    found = values(Observed(tuple(unplanned), Window(0.0, float(LENGTH)), nodes=4))
    assert abs(found.get("first_failure_hours", 0.0) - seconds / HOUR) < 1e-9
