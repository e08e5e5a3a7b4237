"""One measurement in several forms gives one figure: text and JSON, MiB and gigabits, one meter and several."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.evidence.reading import Reading
from assess.evidence.registry import inspect
from assess.evidence.source import Source
from tests.evidence.golden import FIXTURES

SIZES = st.sampled_from([65536, 1048576, 8388608])
RATES = st.floats(1e9, 5e10)


def read(name: str, text: str) -> list[Reading]:
    return [
        reading for item in inspect(Source.of(name, text.encode())) for reading in item.readings
    ]


def fixture(name: str) -> list[Reading]:
    return read(name, (FIXTURES / name).read_text("utf-8"))


def report(size: int, average: float, rate: float) -> str:
    results = {"MsgSize": size, "BW_average": round(average, 6), "MsgRate": round(rate / 1e6, 6)}
    return json.dumps({"test_info": {"test": "RDMA_Write BW Test"}, "results": results})


def test_text_and_json_of_one_collective_run_agree() -> None:
    text, document = fixture("nccl_tests/two_hosts.log"), fixture("nccl_tests_json/two_hosts.json")
    assert [(item.quantity, item.value) for item in text] == [
        (item.quantity, item.value) for item in document
    ]


@given(size=SIZES, rate=RATES)
def test_the_message_rate_tells_mebibytes_from_gigabits(size: int, rate: float) -> None:
    messages = rate / size
    (mebi,) = read("a.json", report(size, rate / 1024**2, messages))
    (giga,) = read("b.json", report(size, rate * 8 / 1e9, messages))
    assert (mebi.printed_unit, giga.printed_unit) == ("MiB/s", "Gb/s")
    assert mebi.value == pytest.approx(rate / 1e9, rel=1e-6)
    assert giga.value == pytest.approx(rate / 1e9, rel=1e-6)


@given(size=SIZES, rate=RATES, factor=st.sampled_from([0.5, 0.9, 1.1, 2.0]))
def test_a_bandwidth_that_its_message_rate_disproves_is_not_used(
    size: int, rate: float, factor: float
) -> None:
    assert read("a.json", report(size, factor * rate / 1024**2, rate / size)) == []


@given(parts=st.lists(st.integers(1, 1000), min_size=1, max_size=5))
def test_several_meters_of_one_side_are_their_sum(parts: list[int]) -> None:
    rows = ["timestamp,point,value,unit,kind"]
    for hour in range(3):
        stamp = f"2026-01-01T0{hour}:00:00Z"
        rows.append(f"{stamp},facility,{2 * sum(parts)},kWh,interval")
        rows += [f"{stamp},it/{place},{part},kWh,interval" for place, part in enumerate(parts)]
    found = {reading.quantity: reading.value for reading in read("m.csv", "\n".join(rows))}
    assert found["it_energy"] == 3 * sum(parts)
    assert found["pue"] == 2.0
