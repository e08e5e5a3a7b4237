"""The logs that the bench invents, and what the readers find in them."""

from pathlib import Path

from assess.evidence.registry import inspect
from assess.evidence.source import Source
from portal.bench_logs import STEPS, write_export, write_jobs


def found(path: Path) -> dict[str, float]:
    source = Source(path.name, path.stat().st_size, lambda: path.open("rb"), str(path))
    return {item.quantity: item.value for kind in inspect(source) for item in kind.readings}


def test_the_invented_job_log_has_every_job_and_the_lost_ones(tmp_path: Path) -> None:
    path = tmp_path / "sacct.txt"
    write_jobs(path, 10_001)
    assert found(path)["jobs"] == 10_001
    assert found(path)["failures"] == 3  # jobs 0, 5000 and 10000


def test_the_invented_export_is_a_week_of_minutes_of_nodes_that_are_up(tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    write_export(path, 300_000)
    assert found(path)["period_hours"] == STEPS / 60
    assert found(path)["service_hours"] == STEPS / 60
    assert 49 < found(path)["tensor_active"] < 51
