"""Conditions of readings have names in both languages."""

from assess.evidence.condition_names import CONDITIONS, condition_name
from assess.evidence.registry import inspect
from assess.evidence.source import Source
from tests.evidence.golden import FIXTURES


def test_a_condition_is_called_by_its_name_and_an_unknown_one_by_its_key_in_words() -> None:
    assert condition_name("ttft_target_s").zh == "TTFT 目标 s"
    assert condition_name("rows_of_pods").en == "rows of pods"


def test_conditions_of_load_tests_and_incidents_all_have_names() -> None:
    for kind in ("sglang_bench", "incidents_csv", "mlperf_training"):
        files = [path for path in sorted((FIXTURES / kind).iterdir()) if path.is_file()]
        extracts = [
            item for path in files for item in inspect(Source.of(path.name, path.read_bytes()))
        ]
        keys = {key for item in extracts for row in item.readings for key in row.conditions}
        assert keys, kind
        assert keys <= CONDITIONS.keys(), kind
