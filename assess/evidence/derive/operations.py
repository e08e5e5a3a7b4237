"""Event logs to the raw inputs of P01 to P04, P19 and P20, with what was assumed.

Sources: report, table 2 (definitions); the framework's formulas of these indicators. Rules: overlapping outages of a
unit are united, open ones end at the window, units without a failure count as censored. Planned maintenance is no
failure. The report's availability is service over total time, so it does count as time without service; what it took and
the availability without it (planned time left out of both) stand beside, as a condition of the service and as a finding.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from assess.evidence.derive import said
from assess.evidence.derive.incidents import incidents, last_moment
from assess.evidence.derive.intervals import Interval, total, united, within, without
from assess.evidence.derive.records import Derived, Sum
from assess.evidence.outages import DAY, Outage, Window
from assess.evidence.reading import Condition

HOUR, MINUTE = 3600.0, 60.0


@dataclass(frozen=True)
class Observed:
    """Outages and the window in which they were observed.

    whole: they concern the whole cluster, not single nodes. nodes: how many are watched, None where not known.
    unseen: times of a unit of which nothing is known; they are neither service nor outage and leave the period.
    """

    outages: tuple[Outage, ...]
    window: Window
    whole: bool = False
    nodes: int | None = None
    unseen: Mapping[str, Sequence[Interval]] = field(default_factory=dict)

    @property
    def units(self) -> int | None:
        """Units that can be out of service: the cluster as one, or its nodes."""
        return 1 if self.whole else self.nodes

    @cached_property
    def failures(self) -> list[Outage]:
        """Incidents whose onset lies in the window."""
        return [item for item in incidents(self.outages) if self.window.holds(item.start)]

    @cached_property
    def lost(self) -> tuple[float, float]:
        """Seconds out of service for any reason, and those of outages that were not planned."""
        return self.downtime(lambda _item: True), self.downtime(lambda item: not item.planned)

    def downtime(self, counts: Callable[[Outage], bool]) -> float:
        """Seconds out of service in the window, summed over units, of outages that count; each unit's united."""
        known = sorted((item for item in self.outages if counts(item)), key=_unit)
        return sum(
            self.seen((_interval(item, self.window.end) for item in group), name)
            for name, group in groupby(known, key=_unit)
        )

    def seen(self, intervals: Iterable[Interval], unit: str) -> float:
        """Seconds of intervals in the window in which the unit was seen."""
        held = within(intervals, (self.window.start, self.window.end))
        return total(without(held, self.unseen[unit]) if unit in self.unseen else held)

    @cached_property
    def period(self) -> float:
        """Seconds that units were seen, mean over units."""
        whole = self.window.start, self.window.end
        hidden = sum(total(within(times, whole)) for times in self.unseen.values())
        return self.window.seconds - hidden / (self.units or 1)


def operations(observed: Observed) -> Derived:
    """All inputs that a log of outages gives."""
    found = Derived(said.conditions_of(observed.window, observed.units), said.lines_of(observed))
    if observed.window.seconds <= 0.0:
        found.warn("no_window", said.NO_WINDOW)
        return found
    _assumptions(observed, found)
    _service(observed, found)
    _failures(observed, found)
    _repair(observed.failures, found)
    return found


def repairs(observed: Observed) -> Derived:
    """P19 and P20 alone, where incidents concern different things and no availability adds up."""
    found = Derived(said.conditions_of(observed.window, None), said.lines_of(observed))
    _repair(observed.failures, found)
    return found


def _unit(outage: Outage) -> str:
    return outage.unit


def _interval(outage: Outage, end: float) -> Interval:
    """From onset to restoration; one that lasts ends with the window."""
    return outage.start, min(last_moment(outage), end)


def _assumptions(observed: Observed, found: Derived) -> None:
    """What was done about open, overlapping, planned and earlier outages."""
    window, outages = observed.window, observed.outages
    lasting = sum(last_moment(item) > window.end and item.start < window.end for item in outages)
    earlier = sum(item.start < window.start < last_moment(item) for item in outages)
    unplanned = sum(not item.planned for item in outages)
    joined = unplanned - len(incidents(outages))
    found.note("open_outages", said.OPEN, lasting)
    found.note("began_before", said.EARLIER, earlier)
    found.note("overlapping_outages", said.OVERLAPPING, joined)


def _service(observed: Observed, found: Derived) -> None:
    """P01: service and period in hours of the window, mean over units. Without the number of units their downtime alone."""
    lost, unplanned = observed.lost
    if observed.units is None:
        told = _apart(found, (lost, unplanned))
        found.warn("nodes_unknown", said.NODES_UNKNOWN)
        found.add("node_downtime_hours", Sum(lost / HOUR, "united per node and summed"), told)
        return
    period, units = observed.period, observed.units
    told = _apart(found, (lost / units, unplanned / units), period)
    found.add("period_hours", Sum(period / HOUR))
    service = Sum((period - lost / units) / HOUR, "period less all outages, overlaps counted once")
    found.add("service_hours", service, told)


def _apart(found: Derived, lost: tuple[float, float], period: float = 0.0) -> dict[str, Condition]:
    """Planned and unplanned hours; by the period the availability with planned time as lost, and with it left out.

    Time that is both counts as unplanned. A finding tells the same where any of it was planned.
    """
    every, unplanned = lost
    planned = every - unplanned
    told: dict[str, Condition] = {"planned_h": planned / HOUR, "unplanned_h": unplanned / HOUR}
    if period:
        told["availability_percent"] = 100.0 * (1.0 - every / period)
    if period > planned:
        told["without_planned_percent"] = 100.0 * (1.0 - unplanned / (period - planned))
    if planned > 0.0:
        both = ", ".join(f"{name} {value:.6g}" for name, value in told.items())
        found.note("planned_outages", said.PLANNED, both)
    return told


def _failures(observed: Observed, found: Derived) -> None:
    """P02 to P04: failures and the hours in operation; nodes that failed, distinct ones each day; first failures."""
    failures, window = observed.failures, observed.window
    found.add("failures", Sum(float(len(failures)), "outages not planned, overlapping ones united"))
    if observed.units is not None:
        down = observed.lost[0] / observed.units
        found.add(
            "operating_hours", Sum((observed.period - down) / HOUR, "period less all outages")
        )
        _first_failures(observed, found)
    if not observed.whole:
        days = {(item.unit, (item.start - window.start) // DAY) for item in failures}
        how = f"distinct nodes per day; {len(failures)} events"
        found.add("failed_node_events", Sum(float(len(days)), how))
        found.add("observed_days", Sum(window.days))


def _first_failures(observed: Observed, found: Derived) -> None:
    """P02: hours from the start of the window to each unit's first failure, or to the window's end (censored).

    A unit that was out of service at the start enters when it is restored; one that never was is not observed.
    """
    window, first = observed.window, dict[str, float]()
    for item in observed.failures:
        first.setdefault(item.unit, item.start)
    entered = _entered(observed)
    named = first.keys() | entered.keys() | observed.unseen.keys()
    lives = {unit: (entered.get(unit, window.start), first.get(unit, window.end)) for unit in named}
    lives = {unit: life for unit, life in lives.items() if life[0] < window.end}
    unnamed = max((observed.units or 0) - len(named), 0)
    seconds = sum(observed.seen([life], unit) for unit, life in lives.items())
    hours = (seconds + unnamed * window.seconds) / HOUR
    units = len(lives) + unnamed
    found.note("censored", said.CENSORED, units - len(first))
    if hours > 0.0:
        found.add("first_failure_hours", Sum(hours, "from the start of the window"))
        found.add("observed_units", Sum(float(units)))


def _entered(observed: Observed) -> dict[str, float]:
    """Units that were out of service when the window began, and when they were restored."""
    start, end = observed.window.start, observed.window.end
    known = sorted(observed.outages, key=_unit)
    return {
        unit: last
        for unit, group in groupby(known, key=_unit)
        for first, last in united(_interval(item, end) for item in group)
        if first < start < last
    }


def _repair(failures: list[Outage], found: Derived) -> None:
    """P19, P20: minutes from onset to detection, location and restoration, of incidents that were restored."""
    closed = [item for item in failures if item.end is not None]
    found.note("not_restored", said.NOT_RESTORED, len(failures) - len(closed))
    if not closed:
        return
    recovery = sum((item.end or 0.0) - item.start for item in closed)
    found.add("incidents", Sum(float(len(closed))))
    found.add("recovery_minutes", Sum(recovery / MINUTE, "onset to restored"))
    detected = [item.detected - item.start for item in closed if item.detected is not None]
    if len(detected) == len(closed):
        found.add("detection_minutes", Sum(sum(detected) / MINUTE, "onset to detected"))
    _location(
        [item.located - item.start for item in closed if item.located is not None],
        found,
        len(closed),
    )


def _location(located: list[float], found: Derived, closed: int) -> None:
    """The sum where every incident was located; their own mean where only some were."""
    seconds = sum(located)
    if located and len(located) == closed:
        found.add("location_minutes", Sum(seconds / MINUTE, "onset to located"))
    elif located:
        how = f"of {len(located)} of {closed} incidents"
        found.add("mean_time_to_locate", Sum(seconds / len(located) / MINUTE, how))
        found.warn("partly_located", said.PARTLY_LOCATED, f"{len(located)} / {closed}")
    else:
        found.note("not_located", said.NOT_LOCATED, closed)
