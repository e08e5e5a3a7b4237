"""What stands in the way: rules that fired, warnings not accepted, statements not decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from assess import proofs, scores
from assess.derivation.declared import differences
from assess.derivation.derive import Derivation
from assess.models import Acceptance, Answer, Submission
from assess.permissions import WrongState
from assess.scoring.consistency import ORDER, Finding, findings
from assess.scoring.results import Assessment, Facts
from indicators.records import Text


@dataclass(frozen=True)
class Accepted:
    """By whom, when and why a warning was accepted."""

    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Check:
    """A rule that fired, and its acceptance while that holds for these numbers."""

    finding: Finding
    accepted: Accepted | None

    @property
    def code(self) -> str:
        return self.finding.code

    @property
    def is_open(self) -> bool:
        """Whether it still keeps the assessment from being finalised; questions never do."""
        return self.finding.severity != "question" and self.accepted is None


@dataclass(frozen=True)
class Statement:
    """An item stated as not applicable: the answer, its indicator, its name, when the framework lets it be."""

    answer: Answer
    indicator: str
    name: Text
    allowed_when: Text | None


@dataclass(frozen=True)
class Obstacle:
    """One thing to settle first: ``code`` of a rule or an item, the sentence, the indicators concerned."""

    code: str
    kind: str
    text: str
    indicators: tuple[str, ...]


class Unsettled(WrongState):
    """A move that must wait, with everything that stands in its way."""

    def __init__(self, message: str, obstacles: Sequence[Obstacle]) -> None:
        super().__init__("unsettled", message)
        self.obstacles = tuple(obstacles)


def checks_of(submission: Submission) -> tuple[Check, ...]:
    """The rules that fire on what a submission holds now."""
    facts = scores.facts_of(submission)
    return checks_on(submission, facts, scores.score_of(submission, facts))


def checks_on(submission: Submission, facts: Facts, result: Assessment) -> tuple[Check, ...]:
    """The rules that fire on facts that were scored; an acceptance holds for the very same numbers."""
    fired = fired_on(submission, facts, result, proofs.derivation_of(submission, facts.inputs))
    rows = submission.acceptances.select_related("accepted_by") if fired else []
    accepted = {(row.rule, row.digest): _accepted(row) for row in rows}
    return tuple(Check(item, accepted.get((item.code, item.digest))) for item in fired)


def fired_on(
    submission: Submission, facts: Facts, result: Assessment, derivation: Derivation
) -> tuple[Finding, ...]:
    """The framework's rules, and where a declared figure and the evidence files lie too far apart."""
    found = differences(derivation, proofs.declared_values(facts, result))
    absent = {item.code for item in result.indicators if item.state == "not_applicable"}
    told = [item for item in proofs.findings_of(found) if not set(item.rule.indicators) <= absent]
    every = (*findings(submission.framework.parsed(), facts, result.indicators), *told)
    return tuple(sorted(every, key=lambda item: ORDER.index(item.severity)))


def before_submitting(submission: Submission) -> tuple[Obstacle, ...]:
    """What must be mended first: physically impossible figures. Warnings and questions do not stop anybody."""
    return tuple(
        _of_check(item) for item in checks_of(submission) if item.finding.severity == "error"
    )


def before_finalising(submission: Submission) -> tuple[Obstacle, ...]:
    """What must be settled first: errors, warnings that nobody accepted, statements that nobody decided."""
    checks = [_of_check(item) for item in checks_of(submission) if item.is_open]
    return (*checks, *(_of_answer(submission, row) for row in undecided(submission)))


def refuse(obstacles: Sequence[Obstacle], message: str) -> None:
    """Raise ``Unsettled`` where anything stands in the way."""
    if obstacles:
        count = ngettext("%(count)d point is open: ", "%(count)d points are open: ", len(obstacles))
        listed = "; ".join(f"{item.code} {item.text}" for item in obstacles)
        raise Unsettled(f"{message} {count % {'count': len(obstacles)}}{listed}", obstacles)


def undecided(submission: Submission) -> list[Answer]:
    """Statements that an item does not apply which the assessor has neither approved nor refused."""
    return list(submission.answers.filter(not_applicable=True, decision=""))


def statements(submission: Submission) -> list[Statement]:
    """Everything that is stated as not applicable, with the framework's own words."""
    rows = submission.answers.filter(not_applicable=True).select_related("decided_by")
    return [_statement(submission, row) for row in rows]


def indicator_of(submission: Submission, item: str) -> str:
    """The indicator of a criterion; an indicator is its own."""
    indicators = submission.framework.parsed().indicators
    owners = {part.code: row.code for row in indicators for part in row.criteria}
    return owners.get(item, item)


def told(text: Text) -> str:
    """A text in the reader's language."""
    return text.zh if str(get_language()).startswith("zh") else text.en


def _accepted(row: Acceptance) -> Accepted:
    return Accepted(row.reason, str(row.accepted_by), row.accepted_at)


def _of_check(item: Check) -> Obstacle:
    rule = item.finding.rule
    return Obstacle(rule.code, rule.severity, told(item.finding.message), rule.indicators)


def _of_answer(submission: Submission, row: Answer) -> Obstacle:
    text = _("“not applicable” is neither approved nor refused")
    return Obstacle(row.item, "not_applicable", text, (indicator_of(submission, row.item),))


def _statement(submission: Submission, row: Answer) -> Statement:
    framework = submission.framework.parsed()
    owner = indicator_of(submission, row.item)
    criterion = framework.criterion_by_code.get(row.item)
    if criterion:
        return Statement(row, owner, criterion.text, criterion.na_when)
    indicator = framework.indicator_by_code[row.item]
    return Statement(row, owner, indicator.name, indicator.na_when)
