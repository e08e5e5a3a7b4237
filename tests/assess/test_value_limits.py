"""A value that its own inputs make impossible is no value."""

import pytest

from assess.scoring import assess
from assess.scoring.results import Facts, IndicatorResult
from tests.indicators.shipped import framework, profile


def result(code: str, **inputs: float) -> IndicatorResult:
    found = assess(framework(), profile(), Facts(inputs=inputs))
    return next(item for item in found.indicators if item.code == code)


@pytest.mark.parametrize(
    ("code", "inputs"),
    [
        ("P01", {"service_hours": 800, "period_hours": 720}),
        ("P01", {"downtime_hours": 800, "period_hours": 720}),
        ("P05", {"facility_energy": 900, "it_energy": 1000}),
        ("P12", {"achieved_throughput": 60, "line_rate": 50}),
    ],
)
def test_an_impossible_value_is_not_scored(code: str, inputs: dict[str, float]) -> None:
    found = result(code, **inputs)
    assert (found.value, found.score, found.reason) == (None, None, "undefined")


def test_a_value_at_its_limit_is_scored() -> None:
    found = result("P01", service_hours=720, period_hours=720)
    assert (found.value, found.score) == (100, 100)
