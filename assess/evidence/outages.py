"""Times out of service as event logs tell them, and lives of units up to their first failure."""

from dataclasses import dataclass
from typing import Self

DAY = 86400.0


@dataclass(frozen=True, slots=True)
class Window:
    """The time observed, in seconds since 1970 UTC (of the file's own clock where it names no zone)."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.end - self.start

    @property
    def days(self) -> float:
        """How many days it is."""
        return self.seconds / DAY

    def holds(self, time: float) -> bool:
        """Whether a time lies in it; its end does not."""
        return self.start <= time < self.end

    @classmethod
    def around(cls, times: list[float]) -> Self:
        """From the first to the last of some times."""
        return cls(min(times), max(times))


@dataclass(frozen=True, slots=True)
class Outage:
    """One time out of service. end is None while it lasts; unit is a node or card, "" the whole cluster.

    detected and located: when it was noticed and when its cause was found, None where the log does not say.
    planned: maintenance announced beforehand. line: where it stands in the file.
    """

    start: float
    end: float | None
    unit: str = ""
    planned: bool = False
    detected: float | None = None
    located: float | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Life:
    """One unit from entering service: seconds in service up to its first failure, or up to now (censored)."""

    unit: str
    start: float
    seconds: float
    failed: bool
    line: int = 0
