"""What was checked and decided: rules that fired with their acceptance, statements of what does not apply."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from assess.checks import Check, Statement
from indicators.records import Text
from indicators.rules import Severity


@dataclass(frozen=True)
class FindingFigures:
    """A consistency rule that fires; ``reason``, ``by`` and ``at`` are of its acceptance, empty without one."""

    code: str
    severity: Severity
    title: Text
    message: Text
    advice: Text
    source: Text
    inputs: tuple[str, ...]
    indicators: tuple[str, ...]
    is_open: bool
    reason: str
    by: str
    at: datetime | None


@dataclass(frozen=True)
class StatementFigures:
    """An item stated as not applicable; ``decision`` is approved, refused or empty."""

    item: str
    indicator: str
    name: Text
    reason: str
    decision: str
    note: str
    by: str
    at: datetime | None


@dataclass(frozen=True)
class Review:
    """Findings, errors first, and statements."""

    findings: tuple[FindingFigures, ...]
    statements: tuple[StatementFigures, ...]

    def of(self, indicator: str) -> tuple[FindingFigures, ...]:
        """The findings that concern an indicator."""
        return tuple(item for item in self.findings if indicator in item.indicators)

    def on(self, item: str) -> StatementFigures | None:
        """What is stated of an item, if anything."""
        return next((row for row in self.statements if row.item == item), None)

    @property
    def undecided(self) -> tuple[StatementFigures, ...]:
        return tuple(item for item in self.statements if not item.decision)


def review_of(checks: Iterable[Check], statements: Iterable[Statement]) -> Review:
    """Tell what was checked and decided."""
    return Review(
        tuple(_finding(item) for item in checks), tuple(_statement(item) for item in statements)
    )


def _finding(item: Check) -> FindingFigures:
    rule, accepted = item.finding.rule, item.accepted
    return FindingFigures(
        code=rule.code,
        severity=rule.severity,
        title=rule.title,
        message=item.finding.message,
        advice=rule.advice,
        source=rule.source,
        inputs=rule.inputs,
        indicators=rule.indicators,
        is_open=item.is_open,
        reason=accepted.reason if accepted else "",
        by=accepted.by if accepted else "",
        at=timezone.localtime(accepted.at) if accepted else None,
    )


def _statement(item: Statement) -> StatementFigures:
    row = item.answer
    return StatementFigures(
        item=row.item,
        indicator=item.indicator,
        name=item.name,
        reason=row.reason,
        decision=row.decision,
        note=row.decision_note,
        by=str(row.decided_by) if row.decided_by else "",
        at=timezone.localtime(row.decided_at) if row.decided_at else None,
    )
