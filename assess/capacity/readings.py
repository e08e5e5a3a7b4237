"""The readings that a plan takes of the report's open points, as numbers."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from assess.capacity.choices import CHOICE_BY_CODE, KEPT, SHAPE
from assess.capacity.inputs import PlanInput
from assess.capacity.quantities import exact

Recomputation = Literal["8", "6", "6s"]
InBand = Literal["shared", "own", "business"]
FULL: Recomputation = "8"


@dataclass(frozen=True)
class Readings:
    """How the open points are read; the defaults are the report's own.

    tokens: D where training data follows it (A1), and trained: parameters of the model that it is of. raw_times (A2).
    capped (A3). checkpoint_bytes (A4). retention_days, per_day, archived, weights_only (A5). of_model: the utilisation
    is an MFU (A6). recomputation (A7). shape: layers, width, sequence (A8). total: parameters that storage counts (A9).
    sparse (A10). effective: share of time in (0, 1] (A12). needs: bandwidth by the training's own needs (A14).
    delivered (A15). in_band: where storage nodes are managed in band (A18). up: storage rounded up (A19). calendar: the days are calendar days (A22).
    """

    tokens: Fraction | None = None
    trained: Fraction | None = None
    bytes_per_token: int = 4
    raw_times: Fraction = Fraction(100)
    capped: bool = False
    checkpoint_bytes: Fraction = Fraction(20)
    retention_days: int = 10
    per_day: int = 24
    archived: int = 50
    weights_only: bool = False
    of_model: bool = False
    recomputation: Recomputation = FULL
    shape: tuple[int, int, int] | None = None
    total: Fraction | None = None
    sparse: bool = False
    effective: Fraction = Fraction(1)
    needs: bool = False
    delivered: bool = False
    in_band: InBand = "shared"
    up: bool = False
    calendar: bool = False


REPORT = Readings()


def readings_of(wanted: PlanInput) -> Readings:
    """The readings that a plan's choices stand for; raises nothing for an input that was read."""
    value = {code: wanted.choices.get(code, item.default) for code, item in CHOICE_BY_CODE.items()}
    basis, size = value["A1"].split("*")
    total = None if value["A9"] == "same" else exact(float(value["A9"]))
    days, per_day, archived, weights_only = _groups(KEPT, value["A5"])
    layers, width, sequence = _groups(SHAPE, value["A8"]) if value["A8"] != "none" else ("",) * 3
    return Readings(
        tokens=exact(wanted.tokens) if basis == "D" else None,
        trained=total or exact(wanted.params),
        bytes_per_token=int(size),
        raw_times=exact_text(value["A2"]),
        capped=value["A3"] == "capped",
        checkpoint_bytes=exact_text(value["A4"]),
        retention_days=int(days),
        per_day=int(per_day),
        archived=int(archived),
        weights_only=weights_only == "w",
        of_model=value["A6"] == "MFU",
        recomputation=_recomputation(value["A7"]),
        shape=(int(layers), int(width), int(sequence)) if layers else None,
        total=total,
        sparse=value["A10"] == "sparse",
        effective=exact_text(value["A12"]),
        needs=value["A14"] == "needs",
        delivered=value["A15"] == "delivered",
        in_band=_in_band(value["A18"]),
        up=value["A19"] == "up",
        calendar=value["A22"] == "calendar",
    )


def exact_text(text: str) -> Fraction:
    """A number as it was written."""
    return Fraction(text)


def _recomputation(value: str) -> Recomputation:
    kinds: dict[str, Recomputation] = {"8": "8", "6": "6", "6s": "6s"}
    return kinds[value]


def _in_band(value: str) -> InBand:
    kinds: dict[str, InBand] = {"shared": "shared", "own": "own", "business": "business"}
    return kinds[value]


def _groups(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    found = pattern.fullmatch(text)
    return found.groups() if found else ()
