"""Times and durations as logs print them, in seconds; never guessed."""

import re
from datetime import UTC, datetime
from typing import NamedTuple

DURATION = re.compile(r"(?:(\d{1,6})-)?(\d{1,4}):(\d\d):(\d\d)(?:\.\d+)?")
SHORT = re.compile(r"(\d{1,3}):(\d\d)(?:\.\d+)?")
WORDS = re.compile(
    r"(\d{1,9}(?:\.\d{1,9})?)\s*(days?|d|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s|天|小时|分钟?|秒)(?![a-z])",
    re.I,
)
UNITS = {
    "d": 86400.0,
    "天": 86400.0,
    "h": 3600.0,
    "小": 3600.0,
    "m": 60.0,
    "分": 60.0,
    "s": 1.0,
    "秒": 1.0,
}
US = "%m/%d/%Y %H:%M"
ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?")


YEARS = range(2, 9999)
"""In any zone these lie in years that can be written."""


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
    return of_datetime(found) if found.year in YEARS else None


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


def worded(text: str) -> float | None:
    """A duration in words such as ``1.2 hours``, ``63h00m`` or ``90 min``; of ``11.71 days = 281.0 hours`` the last form.

    None where anything else stands in it.
    """
    last = text.rsplit("=", maxsplit=1)[-1].strip()
    parts = WORDS.findall(last)
    if not parts or WORDS.sub("", last).strip(" ,"):
        return None
    return sum(float(number) * UNITS[unit[0].lower()] for number, unit in parts)


def american(text: str) -> Stamp | None:
    """A time as month/day/year hour:minute; None for anything else."""
    try:
        return of_datetime(datetime.strptime(text, US))  # noqa: DTZ007 - the file's own clock
    except ValueError:
        return None
