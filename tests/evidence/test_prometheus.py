"""Prometheus' exports: one measurement in any layout and any chunks gives one figure; what is damaged is refused."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.evidence.derive.watched import Unit
from assess.evidence.prometheus_matrix import Broken, Matrix
from assess.evidence.reading import Extract
from assess.evidence.registry import inspect
from assess.evidence.remarks import Remarks
from assess.evidence.samples import Samples
from assess.evidence.source import Source
from tests.evidence.golden import FIXTURES

GAPS = json.loads((FIXTURES / "prometheus_json" / "gaps.json").read_text("utf-8"))


def read(text: str) -> Extract:
    (found,) = inspect(Source.of("export.json", text.encode()))
    return found


def figures(text: str) -> list[tuple[str, float]]:
    return [(item.quantity, item.value) for item in read(text).readings]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(GAPS),
        json.dumps(GAPS, indent=2),
        json.dumps(GAPS, sort_keys=True, separators=(",", ":")),
        json.dumps(GAPS["data"]["result"]),
    ],
)
def test_every_layout_of_an_export_gives_the_same_figures(text: str) -> None:
    assert figures(text) == figures((FIXTURES / "prometheus_json" / "gaps.json").read_text())


def series(text: bytes, chunk: int) -> list[tuple[str, list[float], list[float]]]:
    matrix = Matrix(Source.of("export.json", text), Remarks(), chunk)
    found = matrix.series(frozenset({"up"}))
    return [
        (x.labels["instance"], x.times.tolist(), x.values.tolist())
        for x in found
        if x.metric == "up"
    ]


label = st.text(max_size=12)
pairs = st.lists(st.tuples(st.integers(1, 9**10), st.sampled_from(["0", "1", "0.25"])), max_size=4)


@given(st.lists(st.tuples(label, pairs), min_size=1, max_size=4), st.integers(1, 60), st.booleans())
def test_labels_and_samples_come_back_whatever_the_chunks(
    written: list[tuple[str, list[tuple[int, str]]]], chunk: int, spaced: bool
) -> None:
    results = [
        {"metric": {"__name__": "up", "instance": name}, "values": [list(pair) for pair in held]}
        for name, held in written
    ]
    document: dict[str, Any] = {
        "status": "success",
        "data": {"resultType": "matrix", "result": results},
    }
    text = json.dumps(document, separators=None if spaced else (",", ":"))
    assert series(text.encode(), chunk) == [
        (name, [float(time) for time, _value in held], [float(value) for _time, value in held])
        for name, held in written
    ]


@given(st.floats(0.1, 0.999))
def test_an_export_that_is_cut_is_refused(share: float) -> None:
    text = json.dumps(GAPS).encode()
    with pytest.raises(Broken):
        series(text[: int(share * (len(text) - 2))], 1024)


def test_native_histograms_beside_the_samples_change_nothing() -> None:
    document = json.loads(json.dumps(GAPS))
    document["data"]["result"][0]["histograms"] = [
        [1767225600, {"count": "3", "buckets": [[0, "1", "2", "3"]]}]
    ]
    document["data"]["result"].insert(
        1, {"metric": {"__name__": "latency"}, "histograms": [[1767225600, {"count": "3"}]]}
    )
    assert figures(json.dumps(document)) == figures(json.dumps(GAPS))


@given(st.lists(st.sampled_from([0.0, 1.0, None]), min_size=1, max_size=30))
def test_up_down_and_unseen_are_what_counting_every_step_finds(states: list[float | None]) -> None:
    states = [1.0, 1.0, 1.0, *states, *[1.0] * len(states)]  # most steps are of one minute
    known = [(60.0 * place, value) for place, value in enumerate(states) if value is not None]
    unit = Unit()
    times, values = np.array(known).T
    unit.add(Samples({}, times, values))
    up, down = unit.settled()
    assert sum(end - start for start, end in up) == 60.0 * states.count(1.0)
    assert sum(end - start for start, end in down) == 60.0 * states.count(0.0)


def test_a_counter_of_two_cards_adds_up_over_a_reset() -> None:
    found = {
        item.quantity: item
        for item in read((FIXTURES / "prometheus_json" / "cards.json").read_text()).readings
    }
    assert found["energy"].value == pytest.approx(1.3)
    assert (found["tensor_active"].input, found["tensor_active"].indicator) == (None, "P07")
