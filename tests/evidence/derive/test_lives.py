"""Lives to the inputs of P02."""

import pytest

from assess.evidence.derive.lives import first_failures
from assess.evidence.outages import Life

HOUR = 3600.0


def test_units_that_never_failed_count_with_their_time_and_their_number() -> None:
    found = first_failures([Life("a", 0.0, 10 * HOUR, True), Life("b", 5.0, 90 * HOUR, False)])
    told = {reading.quantity: reading.value for reading in found.readings}
    assert told == {"first_failure_hours": pytest.approx(100), "observed_units": 2}
    assert {finding.rule: finding.found for finding in found.findings} == {
        "censored": "1",
        "constant_rate": "100 h",
    }


def test_a_life_without_length_is_left_out() -> None:
    assert first_failures([Life("a", 5.0, 0.0, True)]).readings == []
