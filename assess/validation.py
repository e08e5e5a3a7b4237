"""The planner's claims about itself, from the files that it is checked with: published runs, measured times, the clock."""

import csv
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from assess.capacity import validation
from assess.capacity.architecture import Architecture
from assess.capacity.calibrate import (
    FITTED,
    Measured,
    leave_families_out,
    read_measured,
)
from assess.capacity.engineering import Order, Training
from assess.capacity.layout import Layout
from assess.capacity.machine import MEASURED_ON
from assess.capacity.monte_carlo import Outlook, simulate
from assess.capacity.priors import observed, prior
from assess.capacity.step_time import Work, step_time, work_of
from assess.capacity.validation import Claim
from assess.runs import DATA, RUNS, read_runs

RECORD = DATA / "step_time_record.json"
MEASURED = Path(settings.BASE_DIR).parent / "shared" / "reference" / "step_times_a100.csv"
EVALUATIONS = 200_000
DRAWS = 1_000_000
TRIES = 5


@dataclass(frozen=True)
class Recorded:
    """What the step-time check found when the measured times were last there: date and relative errors."""

    date: str
    families: tuple[str, ...]
    errors: tuple[float, ...]
    live: bool


def claims(path: Path = RUNS) -> list[Claim]:
    """All claims; those about runs are computed from ``path``. Takes a second or two."""
    runs = read_runs(path)
    return [
        validation.report_mode_claim(),
        validation.flop_accounting_claim(runs),
        validation.step_time_claim(step_times().errors),
        validation.published_runs_claim(runs, FITTED),
        validation.memory_claim(),
        validation.fabric_claim(),
        validation.energy_claim(),
        validation.coverage_claim(observed(runs)),
        speed(),
    ]


@cache
def step_times() -> Recorded:
    """The leave-one-size-out check, from the measured times where they are there, else as it was recorded."""
    rows = measured()
    if not rows:
        return recorded()
    held = leave_families_out(rows)
    return Recorded("", held.families, held.errors, live=True)


def measured() -> list[Measured]:
    """The measured iteration times; none where they are not there (they stay outside the product)."""
    if not MEASURED.is_file():
        return []
    with MEASURED.open(encoding="utf-8", newline="") as file:
        return [read_measured(row) for row in csv.DictReader(file)]


def recorded() -> Recorded:
    """The result of the check as it was recorded, with its date."""
    found: dict[str, Any] = json.loads(RECORD.read_text("utf-8"))
    return Recorded(found["date"], tuple(found["families"]), tuple(found["errors"]), live=False)


def speed() -> Claim:
    """Step-time evaluations per CPU second, and CPU seconds for a million draws."""
    model = Architecture(96, 12288, 96)
    work = Work.stacked([work_of(model, Layout(8, 12, data, 1, 1536)) for data in range(1, 17)])
    many = work.repeated(EVALUATIONS // 16)
    rate = EVALUATIONS / _least_cpu(lambda: step_time(many, MEASURED_ON, FITTED))
    order = Order(Training(model, MEASURED_ON, 3500e9), 9456)
    outlook = Outlook(order, prior(observed(read_runs()), "ampere"), count=DRAWS)
    return validation.speed_claim(rate, _least_cpu(lambda: simulate(outlook)))


def _least_cpu(work: Callable[[], object]) -> float:
    """CPU seconds of the quickest of a few tries: other programs on the machine only ever add."""
    spent = []
    for _ in range(TRIES):
        started = time.process_time()
        work()
        spent.append(time.process_time() - started)
    return min(spent)
