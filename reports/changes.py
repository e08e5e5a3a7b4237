"""What changed between two assessments of one cluster, as it is told."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from assess.scoring.change import Parts, Side, change
from indicators.records import Text
from reports.advice import Scored


@dataclass(frozen=True)
class Compared:
    """One of the two: which assessment, of which period, by which versions."""

    submission: UUID
    title: str
    period_end: date
    framework: str
    profile: str
    method: str
    level: str


@dataclass(frozen=True)
class ChangedIndicator:
    """The parts of one indicator, in points of the overall."""

    code: str
    name: Text
    parts: Parts


@dataclass(frozen=True)
class Changes:
    """The difference of the final scores (missing counts 0) and what it is made of, whole and by indicator.

    Largest differences first. joined: framework and profile could not be told apart.
    """

    before: Compared
    after: Compared
    overall: Parts
    indicators: tuple[ChangedIndicator, ...]
    joined: bool


@dataclass(frozen=True)
class Told:
    """A score and the assessment it belongs to."""

    compared: Compared
    scored: Scored


def changes(before: Told, after: Told) -> Changes:
    """Split what lies between two scores; indicators that did not change are left out."""
    found = change(_side(before.scored), _side(after.scored))
    names = {
        item.code: item.name
        for told in (before, after)
        for item in told.scored.framework.indicators
    }
    rows = [
        ChangedIndicator(code, names[code], parts)
        for code, parts in found.indicators.items()
        if any((parts.difference, parts.measured, parts.method, parts.profile))
    ]
    rows.sort(key=lambda row: (-abs(row.parts.difference), row.code))
    return Changes(before.compared, after.compared, found.overall, tuple(rows), found.joined)


def _side(scored: Scored) -> Side:
    return Side(scored.framework, scored.profile, scored.facts, scored.result)
