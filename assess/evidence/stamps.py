"""Times and durations as logs print them, in seconds; never guessed."""

import re
from datetime import UTC, datetime
from typing import NamedTuple

DURATION = re.compile(r"(?:(\d{1,6})-)?(\d{1,4}):(\d\d):(\d\d)(?:\.\d+)?")
SHORT = re.compile(r"(\d{1,3}):(\d\d)(?:\.\d+)?")
ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?")


class Stamp(NamedTuple):
    """Seconds since 1970 UTC, and whether a zone was given; without one they count on the file's own clock."""

    seconds: float
    zoned: bool


def stamp(text: str) -> Stamp | None:
    """A time in ISO 8601 with date and time of day; None for anything else."""
    if not ISO.fullmatch(text):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return of_datetime(found)


def of_datetime(found: datetime) -> Stamp:
    """The stamp of a date and time."""
    zoned = found.tzinfo is not None
    return Stamp((found if zoned else found.replace(tzinfo=UTC)).timestamp(), zoned)


def seconds(text: str) -> float | None:
    """A duration ``d-hh:mm:ss``, ``hh:mm:ss`` or ``mm:ss``, fractions dropped as Slurm does; None for anything else."""
    if found := DURATION.fullmatch(text):
        days, hours, minutes, rest = (int(part or 0) for part in found.groups())
        if minutes < 60 and rest < 60:  # noqa: PLR2004
            return float(days * 86400 + hours * 3600 + minutes * 60 + rest)
    if found := SHORT.fullmatch(text):
        return float(int(found[1]) * 60 + int(found[2]))
    return None
