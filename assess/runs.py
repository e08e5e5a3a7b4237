"""The published training runs that ship with the product, and what experience of utilisation they add up to."""

import csv
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from assess.capacity.full_plan import Experience
from assess.capacity.priors import coverage, observed
from assess.capacity.published import Run

DATA = Path(__file__).parent / "planner_data"
RUNS = DATA / "published_runs.csv"
PEERS = DATA / "peers.toml"
NEEDED = ("id", "params_active_B", "peak_tflops_16bit_dense")


class RunsError(ValueError):
    """A file of runs that cannot be read; the message says where and why."""


def read_runs(path: Path = RUNS) -> tuple[Run, ...]:
    """The runs of a CSV file with the columns of ``published_runs.csv``.

    Raises RunsError for a file that is not there, no CSV, lacks a column, or holds a cell that is no number.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise RunsError(f"{path}: {error}") from error
    reader = csv.DictReader(text.splitlines())
    missing = [name for name in NEEDED if name not in (reader.fieldnames or [])]
    if missing:
        raise RunsError(f"{path}: no column {', '.join(missing)}")
    try:
        return tuple(Run.read(row, line) for line, row in enumerate(reader, start=2))
    except ValueError as error:
        raise RunsError(f"{path}: {error}") from error


@cache
def experience() -> Experience:
    """The finished trainings among the published runs, and how often their interval held; read once."""
    rows = observed(read_runs())
    return Experience(rows, coverage(rows))


@cache
def published() -> tuple[tuple[Mapping[str, str], Run], ...]:
    """The shipped runs, each with its cells as they stand in the file; read once."""
    cells = csv.DictReader(RUNS.read_text("utf-8").splitlines())
    return tuple(zip(cells, read_runs(), strict=True))


@cache
def peers() -> Mapping[str, Any]:
    """What other planning tools were measured to do; read once."""
    return tomllib.loads(PEERS.read_text("utf-8"))
