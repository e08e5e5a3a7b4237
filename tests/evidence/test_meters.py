"""Energy and PUE from meters: laws that hold for any readings."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from assess.evidence.meters import Series, balance, energies
from assess.evidence.reading import Finding, Reading

START = datetime(2026, 1, 1, tzinfo=UTC)
STEP = timedelta(hours=1)
AMOUNTS = st.lists(st.integers(50, 100), min_size=3, max_size=30)


def meter(point: str, kind: str, values: list[float]) -> Series:
    series = Series(point, kind, "kWh", first=2, last=1 + len(values))
    series.values = {START + place * STEP: value for place, value in enumerate(values)}
    return series


def register(point: str, amounts: list[int], begin: int, turn: int) -> Series:
    totals = [begin]
    for amount in amounts:
        totals.append((totals[-1] + amount) % turn)
    return meter(point, "cumulative", [float(total) for total in totals])


def rules(findings: list[Finding]) -> set[str]:
    return {finding.rule for finding in findings}


def value(readings: list[Reading], quantity: str) -> float:
    return next(reading.value for reading in readings if reading.quantity == quantity)


@given(amounts=AMOUNTS)
def test_a_register_that_rolls_over_counts_what_one_that_does_not_counts(
    amounts: list[int],
) -> None:
    rolled, findings = energies(register("it", amounts, 9950, 10_000))
    plain, _said = energies(register("it", amounts, 20_000, 10**9))
    assert sum(rolled.values()) == sum(plain.values()) == sum(amounts)
    assert "rollover" in rules(findings)


@given(amounts=AMOUNTS, begin=st.integers(1500, 3000))
def test_a_register_that_is_reset_is_refused(amounts: list[int], begin: int) -> None:
    series = register("it", amounts, begin, 10**9)
    series.values[max(series.values) + STEP] = 0.0
    found, findings = energies(series)
    assert not found
    assert "register_fell" in rules(findings)


@given(amounts=AMOUNTS, minutes=st.sampled_from([15, 30, 60]))
def test_averaged_power_is_energy_only_times_its_time(amounts: list[int], minutes: int) -> None:
    series = Series("it", "power", "kW", first=2, last=3)
    step = timedelta(minutes=minutes)
    series.values = {START + place * step: float(kw) for place, kw in enumerate(amounts)}
    found, _findings = energies(series)
    assert abs(sum(found.values()) - sum(amounts) * minutes / 60) < 1e-9 * sum(amounts)


@given(amounts=AMOUNTS, factor=st.sampled_from([1.0, 1.25, 1.5, 2.0]))
def test_pue_is_the_ratio_over_the_times_that_both_sides_share(
    amounts: list[int], factor: float
) -> None:
    values = [float(amount) for amount in amounts]
    site = meter("facility", "interval", [factor * amount for amount in values])
    it = meter("it", "interval", values[:-1])
    readings, findings = balance([site, it])
    assert abs(value(readings, "pue") - factor) < 1e-12
    assert value(readings, "it_energy") == sum(values[:-1])
    assert "gap" in rules(findings)


@given(amounts=AMOUNTS)
def test_a_pue_below_one_is_refused_with_all_it_came_from(amounts: list[int]) -> None:
    values = [float(amount) for amount in amounts]
    site = meter("facility", "interval", [0.9 * amount for amount in values])
    readings, findings = balance([site, meter("it", "interval", values)])
    assert readings == []
    assert "pue_below_one" in rules(findings)


def test_meters_of_one_side_give_their_energy_and_no_pue() -> None:
    readings, findings = balance(
        [meter("it/a", "interval", [1.0, 2.0]), meter("it/b", "interval", [3.0, 4.0])]
    )
    assert [(reading.quantity, reading.value) for reading in readings] == [("it_energy", 10.0)]
    assert "one_side" in rules(findings)


def test_a_whole_year_is_no_interim_value() -> None:
    values = [1.0] * 8760
    _readings, findings = balance(
        [meter("facility", "interval", values), meter("it", "interval", values)]
    )
    assert rules(findings) == set()
