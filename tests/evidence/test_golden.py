"""Every reader against files whose readings were written down by hand."""

from collections import Counter

import pytest

from assess.evidence.reading import Extract, Reading
from assess.evidence.registry import inspect
from assess.evidence.source import Source
from tests.evidence.golden import Golden, all_golden, sample_files

GOLDEN = list(all_golden())


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden.name)
def test_a_file_gives_the_readings_written_down_for_it(golden: Golden) -> None:
    if not golden.path.is_file():
        pytest.skip("this sample is not beside the clone")
    extracts = inspect(Source.of(golden.path.name, golden.path.read_bytes()))
    if golden.part:
        extracts = tuple(item for item in extracts if item.kind in golden.kinds)
    assert sorted(item.kind for item in extracts) == sorted(golden.kinds)
    readings = [reading for item in extracts for reading in item.readings]
    for expected in golden.readings:
        assert any(_agrees(reading, expected) for reading in readings), (expected, readings)
    assert _quantities(extracts) == Counter(item["quantity"] for item in golden.readings)
    rules = {finding.rule for item in extracts for finding in item.findings}
    rules |= {finding.rule for reading in readings for finding in reading.warnings}
    assert rules == set(golden.rules)


def test_every_sample_of_a_tool_that_is_read_has_a_golden_entry(
    capsys: pytest.CaptureFixture[str],
) -> None:
    listed = {golden.name for golden in GOLDEN}
    folders = {name.split("/")[0] for name in listed}
    samples = [name for name in sample_files() if name.split("/")[0] in folders]
    with capsys.disabled():
        print(f"\n{len(samples)} real outputs beside this clone were read")  # noqa: T201
    assert [name for name in samples if name not in listed] == []


def _quantities(extracts: tuple[Extract, ...]) -> Counter[str]:
    return Counter(reading.quantity for item in extracts for reading in item.readings)


def _agrees(reading: Reading, expected: dict[str, object]) -> bool:
    """Quantity, value (to 6 digits), place and every condition named in the entry."""
    if reading.quantity != expected["quantity"]:
        return False
    value = float(str(expected["value"]))
    place = {"line": reading.where.line, "key": reading.where.key}
    conditions = dict(reading.conditions)
    told = {name: item for name, item in expected.items() if name not in {"quantity", "value"}}
    same = all(place.get(name, conditions.get(name)) == item for name, item in told.items())
    return same and abs(reading.value - value) <= 1e-6 * max(abs(value), 1e-12)
