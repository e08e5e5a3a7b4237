"""Logs whose own lines come after a megabyte of others are known all the same."""

import pytest

from assess.evidence.registry import inspect
from assess.evidence.source import GLIMPSE_BYTES, HEAD_BYTES, Source
from tests.evidence.golden import FIXTURES

NOISE = b"INFO: building the index of documents, nothing to be measured here\n"
LATE = (
    "megatron_log/restarted.log",
    "nemo_log/pretraining.log",
    "lm_eval/console_old.log",
    "lm_eval/console_new.log",
    "deepspeed_flops/slow_step.log",
    "vllm_load/four_ranks.log",
    "llama_cpp_load/two_files.log",
    "mlperf_training/warm_up.txt",
)


@pytest.mark.parametrize("name", LATE)
@pytest.mark.parametrize("lines", [4000, 5000, 40_000])
def test_a_log_is_known_by_lines_that_come_late(name: str, lines: int) -> None:
    data = (FIXTURES / name).read_bytes()
    late = inspect(Source.of("run.log", lines * NOISE + data))
    early = inspect(Source.of("run.log", data))
    assert [(item.kind, len(item.readings)) for item in late] == [
        (item.kind, len(item.readings)) for item in early
    ]


@pytest.mark.parametrize("size", [0, 1, HEAD_BYTES, HEAD_BYTES + 1, HEAD_BYTES + GLIMPSE_BYTES + 1, 10**6])  # fmt: skip
def test_glimpses_hold_the_beginning_and_the_end_of_a_file_of_any_size(size: int) -> None:
    data = b"a" * (size - 1) + b"z" if size else b""
    glimpses = Source.of("x", data).glimpses
    assert glimpses[:1] == data[:1].decode()
    assert glimpses[-1:] == data[-1:].decode()


def test_glimpses_of_a_large_file_are_small() -> None:
    assert len(Source.of("x", b"x" * 20_000_000).glimpses) < 1_000_000
