"""What Slurm's node events say of their reasons."""

import pytest

from assess.evidence.registry import inspect
from assess.evidence.source import Source

HEADING = "Cluster|NodeName|TimeStart|TimeEnd|Duration|State|Reason"
ROW = "c|n1|2026-03-01T00:00:00|2026-03-01T01:00:00|01:00:00|{state}|{reason}"


def planned_hours(state: str, reason: str) -> object:
    text = f"{HEADING}\n{ROW.format(state=state, reason=reason)}\n"
    (found,) = inspect(Source.of("events.txt", text.encode()))
    (hours,) = (x for x in found.readings if x.quantity == "node_downtime_hours")
    return hours.conditions["planned_h"]


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ("DRAIN", "scheduled maintenance"),
        ("DRAIN", "driver upgrade"),
        ("MAINT", ""),
        ("DOWN", "计划内维护"),
    ],
)
def test_a_reason_that_names_maintenance_makes_an_outage_planned(state: str, reason: str) -> None:
    assert planned_hours(state, reason) == 1


@pytest.mark.parametrize(
    "reason",
    [
        "Not responding",
        "kernel panic",
        "unplanned reboot",
        "unscheduled",
        "emergency patch after failure",
        "dispatch error",
        "计划外停机",
    ],
)
def test_any_other_reason_makes_it_a_failure(reason: str) -> None:
    assert planned_hours("DRAIN", reason) == 0
