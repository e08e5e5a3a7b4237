"""A damaged file gives an error, a warning or the same value: never another value without a word."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assess.evidence.reading import Extract
from assess.evidence.registry import inspect
from assess.evidence.source import Source
from tests.evidence.golden import FIXTURES, told_once

FILES = sorted(path for path in FIXTURES.rglob("*") if path.is_file())
STATED = "what people or devices state of themselves is written once"
DRAW = "the draw of a moment is printed once"
TIME = "means and percentiles are printed once; only their order, spread and the length of the test hold them"
METER = "every reading of a meter is written once"
TIMES = ("latency_mean", "latency_p99", "latency_other", "ttft", "tpot", "itl")
WITHIN = "how many of the requests met the targets is printed once"
RATES = ("qps", "completed_requests", "test_seconds", "output_tokens", "output_token_rate")
ALONE = "refused for one figure alone; without it nothing speaks against the rest"
PROFILES = ("aiperf_json", "aiperf_csv", "aiperf_console", "inference_perf", "llmperf")
UNPROVED = "without the duration nothing leads to the number of requests"
HALF = "the stamps of a request hold its latency within half of their span"
LOADGEN = ("mlperf_inference", "mlperf_inference_detail")
GENERATED_RATES = ("qps", "sample_rate", "output_token_rate", "output_tokens")
GENERATED = "the load generator prints rates and neither count nor time; scheduled and completed hold each other"
ONCE = {
    **{("aiperf_records", name): HALF for name in ("latency_mean", "latency_p99", "latency_other")},
    ("aiperf_json/errors_and_cards.json", "completed_requests"): UNPROVED,
    ("aiperf_json/errors_and_cards.json", "output_tokens"): "of how many answers is written once",
    **{("perf_analyzer", name): "each request is written once" for name in (*TIMES, *RATES)},
    **{
        ("inference_perf_records", name): "each request is written once"
        for name in (*TIMES, *RATES)
    },
    **{
        ("serving_console/commands.log", name): ALONE
        for name in (*RATES, *TIMES, "total_token_rate", "concurrency")
    },
    **{("vllm_bench/contradicting.log", name): ALONE for name in RATES},
    **{("sglang_bench/wrong_concurrency.json", name): ALONE for name in (*RATES, "concurrency")},
    **{("serving_console/sglang.log", name): ALONE for name in RATES},
    **{("vllm_bench", name): TIME for name in TIMES},
    **{("sglang_bench", name): TIME for name in TIMES},
    **{("serving_console", name): TIME for name in TIMES},
    **{("mlperf_inference", name): TIME for name in TIMES},
    **{("mlperf_inference_detail", name): TIME for name in TIMES},
    **{(kind, name): GENERATED for kind in LOADGEN for name in GENERATED_RATES},
    (
        "mlperf_accuracy",
        "accuracy",
    ): "a metric is printed once; only its range and the other ROUGE hold it",
    ("mlperf_accuracy", "accuracy_loss"): "as the accuracy that it follows from",
    **{(kind, name): TIME for kind in PROFILES for name in TIMES},
    **{
        (kind, "test_seconds"): "the time of the profile is about that of its rates, to 2 %"
        for kind in PROFILES
    },
    **{("inference_perf/contradicting.json", name): ALONE for name in (*RATES, "total_token_rate")},
    **{("llmperf/per_second.json", name): ALONE for name in RATES},
    **{
        ("llmperf/individual.json", name): "each request is written once"
        for name in (*TIMES, *RATES)
    },
    **{("aiperf_json/seconds_called_ms.json", name): ALONE for name in RATES},
    **{
        ("aiperf_records", name): "each request is written once"
        for name in ("ttft", "tpot", "output_tokens", "output_token_rate")
    },
    **{
        (kind, "completed_requests"): UNPROVED
        for kind in (
            "aiperf_json/genai_perf.json",
            "aiperf_csv/genai_perf.csv",
            "inference_perf",
            "llmperf",
        )
    },
    ("vllm_bench", "goodput"): WITHIN,
    ("aiperf_json", "goodput"): WITHIN,
    ("aiperf_console", "goodput"): WITHIN,
    ("aiperf_console", "completed_requests"): UNPROVED,
    **{("aiperf_console/contradicting.log", name): ALONE for name in RATES},
    ("serving_console", "goodput"): WITHIN,
    ("vllm_offline/screen.log", "sample_rate"): "the screen shows no count and duration",
    ("vllm_offline/screen.log", "total_token_rate"): "the screen shows no count and duration",
    ("vllm_offline/screen.log", "output_token_rate"): "the screen shows no count and duration",
    ("vllm_offline/screen.log", "latency_other"): TIME,
    ("io500", "storage_read_iops"): "ior-rnd4K is not part of the score",
    ("io500", "storage_write_bandwidth"): "with an invalid phase there is no score to check by",
    (
        "mlperf_storage",
        "storage_read_bandwidth",
    ): "the mean is printed once and nothing in the file leads to it",
    (
        "lm_eval/console_new.log",
        "accuracy",
    ): "four digits of a table alone hold no count of answers",
    ("lm_eval/graded.json", "accuracy"): "no count of graded answers holds a share",
    ("lm_eval/disagreeing.json", "accuracy"): "its figures disagree as they stand",
    ("hf_index/packed.index.json", "model_size"): "without a number of parameters nothing holds it",
    ("hf_index/incomplete.index.json", "model_size"): "its figures disagree as they stand",
    ("vllm_load", "model_size"): "every rank tells its size once",
    (
        "llama_cpp_load/two_files.log",
        "model_size",
    ): "bits per weight hold it to its last printed digit, 0.3 %",
    ("llama_cpp_load/disagreeing.log", "model_size"): "its figures disagree as they stand",
    (
        "aiperf_json/errors_and_cards.json",
        "qps",
    ): "the time of the test holds it to 2 %",
    (
        "aiperf_json/errors_and_cards.json",
        "output_token_rate",
    ): "the time of the test holds it to 2 %",
    ("model_files", "model_size"): "a list tells every size once",
    (
        "megatron_log/bridge.log",
        "model_tflops",
    ): "of four rows one digit may move the median by 0.2 %",
    (
        "megatron_log/bridge_alone.log",
        "model_tflops",
    ): "of four rows one digit may move it by 0.2 %",
    ("megatron_log/all_skipped.log", "step_seconds"): "there is but one row",
    ("megatron_log/all_skipped.log", "training_throughput"): "there is but one row",
    (
        "mlperf_training/two_runs.txt",
        "training_throughput",
    ): "of two blocks neither holds the other",
    ("mlperf_training", "tokens_per_s"): "the sequence length is printed once",
    ("perftest", "message_latency"): "only the least and the largest hold the typical latency",
    ("perftest/loopback.log", "node_bandwidth"): "only the address tells that it is the same port",
    (
        "perftest/without_rate.log",
        "node_bandwidth",
    ): "without a message rate only the peak holds it",
    ("nvidia_smi_table/twice.txt", "card_memory"): "one card, so no other has the same memory",
    ("npu_smi", "card_power"): DRAW,
    ("nvidia_smi_table", "card_power"): DRAW,
    ("nvidia_smi_xml", "card_power"): DRAW,
    ("redfish", "power"): DRAW,
    ("redfish", "energy"): METER,
    ("mlperf_power", "power"): METER,
    ("mlperf_power", "energy"): METER,
    ("ptd_power", "power"): "volts, amperes and factor hold it to 2 %",
    ("ptd_power", "energy"): "volts, amperes and factor hold it to 2 %",
    ("meter_csv", "facility_energy"): METER,
    ("meter_csv", "it_energy"): METER,
    ("meter_csv", "pue"): METER,
    ("mlperf_system", "nodes"): STATED,
    ("mlperf_system", "cards"): STATED,
    ("mlperf_system", "card_memory"): STATED,
    ("cluster_inventory", "nodes"): STATED,
    ("cluster_inventory", "cards"): STATED,
    ("readings_csv", "storage_capacity"): STATED,
    ("readings_csv", "node_bandwidth"): STATED,
    ("readings_csv", "latency_mean"): STATED,
    ("readings_json", "qps"): STATED,
    ("readings_json", "ttft"): STATED,
}
ONCE |= told_once()
"""Quantities that a format (or one file of ours) prints once with nothing to check them by, with the reason."""


@pytest.mark.parametrize("name", [path.relative_to(FIXTURES).as_posix() for path in FILES])
@given(place=st.floats(0, 1, exclude_max=True), byte=st.integers(32, 126))
@settings(max_examples=40)
def test_one_changed_byte_never_changes_a_value_in_silence(
    name: str, place: float, byte: int
) -> None:
    data = (FIXTURES / name).read_bytes()
    sound = inspect(Source.of(name, data))
    where = int(place * len(data))
    damaged = inspect(Source.of(name, data[:where] + bytes([byte]) + data[where + 1 :]))
    known = _values(sound, name)
    new = {item for item in _values(damaged, name) if not _is_among(item, known)}
    if new:
        assert _rules(damaged) - _rules(sound), new


@pytest.mark.parametrize("name", [path.relative_to(FIXTURES).as_posix() for path in FILES])
@given(place=st.floats(0, 1))
@settings(max_examples=30)
def test_a_cut_file_never_makes_a_reader_fail(name: str, place: float) -> None:
    data = (FIXTURES / name).read_bytes()
    assert inspect(Source.of(name, data[: int(place * len(data))]))


@given(data=st.binary(max_size=400))
def test_any_bytes_give_findings_or_readings_and_no_failure(data: bytes) -> None:
    for extract in inspect(Source.of("any.bin", data)):
        assert extract.readings or extract.findings


def _is_among(item: tuple[str, float], known: set[tuple[str, float]]) -> bool:
    """Whether a value stands among others, the last printed digit aside: no check tells 120.00 from 120.01."""
    return any(item[0] == name and abs(item[1] - value) <= 1e-3 * value for name, value in known)


def _values(extracts: tuple[Extract, ...], name: str) -> set[tuple[str, float]]:
    return {
        (reading.quantity, reading.value)
        for item in extracts
        for reading in item.readings
        if not {(item.kind, reading.quantity), (name, reading.quantity)} & ONCE.keys()
    }


def _rules(extracts: tuple[Extract, ...]) -> set[str]:
    said = [finding for item in extracts for finding in item.findings]
    said += [
        warning for item in extracts for reading in item.readings for warning in reading.warnings
    ]
    return {finding.rule for finding in said}
