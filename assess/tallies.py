"""A checklist with its answers: each item as it stands, and counts. No score comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from assess.scoring.results import Facts
from indicators.checklists import Checklist, Item
from indicators.definitions import Framework

Said = Literal["yes", "partly", "no", "not_applicable", ""]
SAID: tuple[Said, ...] = ("yes", "partly", "no", "not_applicable", "")


@dataclass(frozen=True)
class Given:
    """What somebody said of an item."""

    answer: Said = ""
    reason: str = ""
    evidence: str = ""
    note: str = ""


@dataclass(frozen=True)
class Standing:
    """An item as it stands. ``linked`` names the criterion that it takes its answer from."""

    item: Item
    given: Given
    linked: str = ""
    indicator: str = ""


@dataclass(frozen=True)
class Bar:
    """One part of a bar of counts: where it starts and how wide it is, in per cent."""

    said: Said
    count: int
    start: float
    width: float


@dataclass(frozen=True)
class Tally:
    """How many items have which answer; not every answer has any."""

    counts: Mapping[Said, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def answered(self) -> int:
        return self.total - self.counts[""]

    @property
    def bars(self) -> tuple[Bar, ...]:
        """The parts of the bar, in order; the unanswered rest is its empty end."""
        start, found = 0.0, []
        for said in SAID:
            width = 100 * self.counts[said] / self.total if self.total else 0.0
            found.append(Bar(said, self.counts[said], start, width))
            start += width
        return tuple(found)


@dataclass(frozen=True)
class Part:
    """A section with its items."""

    code: str
    standings: tuple[Standing, ...]
    tally: Tally


@dataclass(frozen=True)
class Told:
    """A whole checklist as it stands. ``touched``: something was said at the checklist itself."""

    definition: Checklist
    parts: tuple[Part, ...]
    tally: Tally
    touched: bool

    @cached_property
    def standing_by_code(self) -> Mapping[str, Standing]:
        return {row.item.code: row for part in self.parts for row in part.standings}


def tell(
    definition: Checklist, given: Mapping[str, Given], framework: Framework, facts: Facts
) -> Told:
    """Put a checklist together: own answers by item code, linked ones from the scored criteria."""
    links = _links(definition, framework)
    parts = []
    for section in definition.sections:
        rows = tuple(
            _standing(item, given, links, facts) for item in definition.of_section(section.code)
        )
        parts.append(Part(section.code, rows, tally_of(rows)))
    every = tuple(row for part in parts for row in part.standings)
    touched = any(row.given != Given() and not row.linked for row in every)
    return Told(definition, tuple(parts), tally_of(every), touched)


def tally_of(rows: tuple[Standing, ...]) -> Tally:
    """Count the answers of some items."""
    said = [row.given.answer for row in rows]
    return Tally({answer: said.count(answer) for answer in SAID})


def said_by_credit(credit: float | None) -> Said:
    """Read a criterion's credit as an answer: full is yes, nothing is no, anything between is partly."""
    if credit is None:
        return ""
    if credit >= 1:
        return "yes"
    return "partly" if credit > 0 else "no"


def _links(definition: Checklist, framework: Framework) -> dict[str, str]:
    """By criterion: its indicator, where this framework is the one that the checklist links to."""
    if framework.code != definition.framework:
        return {}
    return {
        criterion.code: indicator.code
        for indicator in framework.indicators
        for criterion in indicator.criteria
        if criterion.type == "ordinal"
    }


def _standing(
    item: Item, given: Mapping[str, Given], links: Mapping[str, str], facts: Facts
) -> Standing:
    if item.criterion not in links:
        return Standing(item, given.get(item.code, Given()))
    code, indicator = item.criterion, links[item.criterion]
    reason = facts.not_applicable.get(code) or facts.not_applicable.get(indicator, "")
    said: Said = "not_applicable" if reason else said_by_credit(facts.credits.get(code))
    evidence = facts.evidence.get(indicator, "") if said else ""
    return Standing(item, Given(said, reason, evidence), code, indicator)
