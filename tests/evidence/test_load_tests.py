"""Load tests of inference: what agrees is read the same in every form, and what contradicts itself is not used."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.evidence.load_tests import quantile
from assess.evidence.reading import Reading
from assess.evidence.registry import inspect
from assess.evidence.source import Source

REQUESTS = st.integers(100, 100_000)
SECONDS = st.floats(10.0, 10_000.0)
LENGTHS = st.integers(2, 4096)


def run(requests: int, seconds: float, length: int) -> dict[str, object]:
    """A sound run as vLLM writes it: 100 ms to the first token, 1 ms for each further one."""
    return {
        "duration": seconds,
        "completed": requests,
        "total_input_tokens": 100 * requests,
        "total_output_tokens": length * requests,
        "request_throughput": requests / seconds,
        "output_throughput": length * requests / seconds,
        "total_token_throughput": (100 + length) * requests / seconds,
        "mean_ttft_ms": 100.0,
        "mean_itl_ms": 1.0,
    }


def screen(told: dict[str, object]) -> str:
    """The same run as it is printed, with two decimals."""
    rows = {
        "Successful requests": f"{told['completed']}",
        "Benchmark duration (s)": f"{told['duration']:.2f}",
        "Total input tokens": f"{told['total_input_tokens']}",
        "Total generated tokens": f"{told['total_output_tokens']}",
        "Request throughput (req/s)": f"{told['request_throughput']:.2f}",
        "Output token throughput (tok/s)": f"{told['output_throughput']:.2f}",
        "Total Token throughput (tok/s)": f"{told['total_token_throughput']:.2f}",
        "Mean TTFT (ms)": f"{told['mean_ttft_ms']:.2f}",
        "Mean ITL (ms)": f"{told['mean_itl_ms']:.2f}",
    }
    body = "\n".join(f"{name}: {value}" for name, value in rows.items())
    return f"{' Serving Benchmark Result ':=^50}\n{body}\n{'=' * 50}\n"


def read(text: str) -> dict[str, Reading]:
    """Readings by quantity, of a text in memory."""
    found = [item for each in inspect(Source.of("a", text.encode())) for item in each.readings]
    return {item.quantity: item for item in found}


@given(requests=REQUESTS, seconds=SECONDS, length=LENGTHS)
def test_qps_is_requests_over_seconds_on_screen_and_as_json(
    requests: int, seconds: float, length: int
) -> None:
    told = run(requests, seconds, length)
    for text in (json.dumps(told), screen(told)):
        assert read(text)["qps"].value == pytest.approx(requests / seconds, rel=1e-3)


@given(requests=REQUESTS, seconds=SECONDS, length=LENGTHS)
def test_the_estimated_latency_weighs_every_further_token(
    requests: int, seconds: float, length: int
) -> None:
    reading = read(json.dumps(run(requests, seconds, length)))["latency_mean"]
    assert reading.value == pytest.approx(0.1 + 0.001 * (length - 1))
    assert reading.conditions["estimated"] is True


@given(
    requests=REQUESTS,
    seconds=SECONDS,
    name=st.sampled_from(["duration", "completed", "request_throughput", "total_output_tokens"]),
    factor=st.sampled_from([0.5, 0.9, 1.1, 2.0, 1000.0]),
)
def test_a_run_of_which_one_figure_disproves_another_is_not_used(
    requests: int, seconds: float, name: str, factor: float
) -> None:
    told = run(requests, seconds, 128)
    told[name] = float(str(told[name])) * factor
    assert read(json.dumps(told)) == {}


@given(mean=st.floats(0.01, 10.0), limit=st.integers(1, 512))
def test_a_latency_in_the_wrong_unit_exceeds_what_the_limit_allows(mean: float, limit: int) -> None:
    """As many in flight as the limit allows is rate times latency; a thousand times as many is not."""
    told = run(100_000, 100_000 * mean / limit, 128)
    told |= {"max_concurrency": limit, "mean_ttft_ms": 1.0, "mean_e2el_ms": mean * 1e3}
    assert read(json.dumps(told))["latency_mean"].value == pytest.approx(mean)
    told["mean_e2el_ms"] = mean * 1e6
    assert read(json.dumps(told)) == {}


@given(
    values=st.lists(st.floats(0.0, 1e3), min_size=1, max_size=50),
    share=st.sampled_from([0.5, 0.9, 0.95, 0.99]),
)
def test_a_quantile_is_numpys(values: list[float], share: float) -> None:
    expected = float(np.percentile(values, share * 100))
    assert quantile(sorted(values), share) == pytest.approx(expected, abs=1e-9)


@given(requests=st.integers(100, 1000), lost=st.integers(1, 50))
def test_requests_without_an_answer_are_told(requests: int, lost: int) -> None:
    told = run(requests, 100.0, 128) | {"num_prompts": requests + lost}
    (extract,) = inspect(Source.of("a", json.dumps(told).encode()))
    found = {item.rule: item.found for item in extract.findings}
    assert found["requests_failed"] == str(lost)
