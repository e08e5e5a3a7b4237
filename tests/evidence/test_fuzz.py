"""Every reader on damaged files: it returns what it found or what is wrong, quickly, and never raises.

The long run of the same is ``python3 do.py fuzz``.
"""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assess.evidence.registry import Reader, all_readers
from tests.evidence.fuzz import attempt
from tests.evidence.mutations import damaged, files_of

EXAMPLES, SECONDS = 25, 10


@pytest.mark.parametrize("reader", all_readers(), ids=lambda reader: reader.kind)
@given(seed=st.integers(0, 2**32))
@settings(
    max_examples=EXAMPLES,
    deadline=timedelta(seconds=SECONDS),
    suppress_health_check=[HealthCheck.too_slow],
)
def test_a_reader_never_raises_and_never_hangs_on_damaged_files(reader: Reader, seed: int) -> None:
    assert attempt(reader, damaged(reader, seed)) == ""


@pytest.mark.parametrize("reader", all_readers(), ids=lambda reader: reader.kind)
def test_a_reader_gives_readings_or_findings_for_its_own_fixtures(reader: Reader) -> None:
    for data in files_of(reader.kind):
        assert attempt(reader, data) == ""


def test_damage_is_told_again_by_its_seed() -> None:
    first, *_rest = all_readers()
    assert damaged(first, 7) == damaged(first, 7)
    assert len({damaged(first, seed) for seed in range(50)}) > 40
