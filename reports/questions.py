"""What may be asked of an analysis in an address: the level to reach, costs of indicators, the assessment to compare with."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from uuid import UUID

from django.utils.translation import gettext as _

from assess.models import Submission
from reports.advice import Scored, next_target

TARGET, FORMER, COST = "target", "from", "cost-"
HIGHEST_COST = 1000.0


@dataclass(frozen=True)
class Question:
    """What was asked, with defaults for what was not. ``faults``: parameter -> what is wrong with it."""

    target: str
    costs: Mapping[str, float]
    typed: Mapping[str, str]
    faults: Mapping[str, str]


def question(query: Mapping[str, str], scored: Scored) -> Question:
    """Read level and costs; what cannot be read is told and counts as not asked."""
    levels = [item.code for item in scored.profile.levels]
    target = query.get(TARGET) or next_target(scored)
    faults = {}
    if target not in levels:
        faults[TARGET] = _("one of: %(levels)s") % {"levels": ", ".join(levels)}
    typed = {
        name: text.strip() for name, text in query.items() if name.startswith(COST) and text.strip()
    }
    faults |= {name: fault for name, text in typed.items() if (fault := _fault(name, text, scored))}
    costs = {
        name.removeprefix(COST): float(text) for name, text in typed.items() if name not in faults
    }
    return Question(
        next_target(scored) if TARGET in faults else target,
        costs,
        {name.removeprefix(COST): text for name, text in typed.items()},
        faults,
    )


def _fault(name: str, text: str, scored: Scored) -> str:
    if name.removeprefix(COST) not in scored.framework.indicator_by_code:
        return _("the framework has no such indicator")
    cost = _number(text)
    if cost is None or not 0.0 <= cost <= HIGHEST_COST:
        return _("a number from 0 to %(highest)d") % {"highest": HIGHEST_COST}
    return ""


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) else None


def chosen(query: Mapping[str, str], former: list[Submission]) -> Submission | None:
    """The former assessment asked for, or the nearest; None where there is none, or not that one."""
    wanted = query.get(FORMER)
    if not wanted:
        return former[0] if former else None
    return next((row for row in former if row.pk == _uuid(wanted)), None)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
