"""The planner's claims are computed once for what they rest on, and never told when that has changed."""

import json
from pathlib import Path

import pytest

from assess import kept_claims, validation
from assess.capacity.validation import Claim
from assess.runs import DATA


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[int]:
    """How often the claims were computed, with a folder of its own to keep them in."""
    times: list[int] = []
    real = validation.claims

    def counted() -> list[Claim]:
        times.append(1)
        return real()

    monkeypatch.setattr(validation, "claims", counted)
    monkeypatch.setattr(kept_claims, "KEPT", tmp_path / "claims.json")
    kept_claims._kept_for.cache_clear()
    return times


def another_process() -> None:
    kept_claims._kept_for.cache_clear()


def test_another_process_reads_what_was_kept(computed: list[int]) -> None:
    first = kept_claims.shipped_claims()
    another_process()
    assert kept_claims.shipped_claims() == first
    assert len(computed) == 1


def test_they_are_computed_again_when_a_file_changes(
    computed: list[int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kept_claims.shipped_claims()
    other = tmp_path / "data"
    other.mkdir()
    for path in DATA.iterdir():
        (other / path.name).write_bytes(path.read_bytes() + b"\n")
    monkeypatch.setattr(kept_claims, "DATA", other)
    kept_claims.shipped_claims()
    assert len(computed) == 2


def test_a_torn_file_is_computed_over(computed: list[int]) -> None:
    kept_claims.KEPT.write_text('{"digest": ')
    kept_claims.shipped_claims()
    assert json.loads(kept_claims.KEPT.read_text())["digest"] == kept_claims.digest()


def test_what_is_kept_are_the_commands_own_claims(computed: list[int]) -> None:
    kept_claims.shipped_claims()
    another_process()
    plain = {item.claim: item for item in validation.claims() if item.claim != "speed"}
    kept = {item.claim: item for item in kept_claims.shipped_claims() if item.claim != "speed"}
    assert kept == plain


def test_reading_what_is_kept_costs_little(computed: list[int]) -> None:
    kept_claims.shipped_claims()
    another_process()
    assert kept_claims.measured_on()
    assert len(computed) == 1
