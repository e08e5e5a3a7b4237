"""What the pages about frameworks show: frozen views of the records, no queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from indicators.definitions import (
    Anchor,
    Criterion,
    Framework,
    Group,
    Indicator,
    Input,
    Measure,
    Note,
    Pillar,
    Profile,
)
from indicators.expressions import parse
from indicators.mappings import Clause, about
from indicators.records import Text
from indicators.weights import overall_shares


@dataclass(frozen=True)
class GroupRows:
    """A group with those of its indicators that are shown, and their shares of the overall."""

    group: Group
    share: float | None
    indicators: tuple[tuple[Indicator, float | None], ...]


@dataclass(frozen=True)
class PillarTable:
    """One of the report's tables."""

    pillar: Pillar
    share: float | None
    groups: tuple[GroupRows, ...]


@dataclass(frozen=True)
class ScoredMeasure:
    """A measure with the curve it is scored on."""

    measure: Measure
    anchor: Anchor


@dataclass(frozen=True)
class CriterionRow:
    """A criterion, what it asks for, and whether it is a gate."""

    criterion: Criterion
    input: Input | None
    gate: bool


@dataclass(frozen=True)
class IndicatorPage:
    """Everything there is to say about an indicator."""

    indicator: Indicator
    pillar: Pillar
    group: Group
    inputs: tuple[Input, ...]
    variables: tuple[tuple[str, Text, str], ...]
    measures: tuple[ScoredMeasure, ...]
    criteria: tuple[CriterionRow, ...]
    notes: tuple[Note, ...]
    clauses: tuple[Clause, ...]
    share: float | None
    previous: Indicator | None
    following: Indicator | None


def tables(
    framework: Framework, profile: Profile | None, words: str = ""
) -> tuple[PillarTable, ...]:
    """Lay out the indicators as the report does; with ``words`` only those that have all of them."""
    shares = overall_shares(framework, profile) if profile else {}
    shown = [item for item in framework.indicators if _matches(item, framework, words)]
    every = (_table(pillar, framework, shown, shares) for pillar in framework.pillars)
    return tuple(table for table in every if table.groups)


def matching_notes(framework: Framework, words: str) -> tuple[Note, ...]:
    """Return the notes on the source that have all the words; none without words."""
    wanted = words.casefold().split()
    return tuple(
        note
        for note in framework.notes
        if wanted and all(word in _folded(_texts(note.text, note.action)) for word in wanted)
    )


def page_of(indicator: Indicator, framework: Framework, profile: Profile | None) -> IndicatorPage:
    """Gather what the page of an indicator shows."""
    place = framework.indicators.index(indicator)
    neighbours = (None, *framework.indicators, None)
    names = _names(indicator, framework)
    return IndicatorPage(
        indicator=indicator,
        pillar=next(item for item in framework.pillars if item.code == indicator.pillar),
        group=next(item for item in framework.groups if item.code == indicator.group),
        inputs=tuple(item for item in framework.inputs if item.code in names),
        variables=tuple(
            (item.code, item.name, formula)
            for item in framework.variables
            if item.code in names
            for formula in item.formulas
        ),
        measures=tuple(
            ScoredMeasure(item, profile.anchor_by_code[item.anchor])
            for item in indicator.measures
            if profile
        ),
        criteria=tuple(
            CriterionRow(
                item,
                framework.input_by_code.get(item.input),
                profile is not None and item.code in profile.gates,
            )
            for item in indicator.criteria
        ),
        notes=tuple(framework.note_by_code[code] for code in indicator.notes),
        clauses=about(
            framework.mappings, [indicator.code, *(item.code for item in indicator.criteria)]
        ),
        share=overall_shares(framework, profile).get(indicator.code) if profile else None,
        previous=neighbours[place],
        following=neighbours[place + 2],
    )


def _table(
    pillar: Pillar, framework: Framework, shown: list[Indicator], shares: Mapping[str, float]
) -> PillarTable:
    every = (
        _rows(group, [item for item in shown if item.group == group.code], framework, shares)
        for group in framework.groups
        if group.pillar == pillar.code
    )
    own = [item.code for item in framework.indicators if item.pillar == pillar.code]
    return PillarTable(pillar, _sum(shares, own), tuple(rows for rows in every if rows.indicators))


def _rows(
    group: Group, shown: list[Indicator], framework: Framework, shares: Mapping[str, float]
) -> GroupRows:
    own = [item.code for item in framework.indicators if item.group == group.code]
    indicators = tuple((item, shares.get(item.code)) for item in shown)
    return GroupRows(group, _sum(shares, own), indicators)


def _sum(shares: Mapping[str, float], codes: Iterable[str]) -> float | None:
    found = [shares[code] for code in codes if code in shares]
    return sum(found) if found else None


def _matches(indicator: Indicator, framework: Framework, words: str) -> bool:
    group = next(item for item in framework.groups if item.code == indicator.group)
    criteria = [part for item in indicator.criteria for part in _texts(item.text)]
    text = _folded(
        [
            *(indicator.code, indicator.name_printed, indicator.abbreviation, indicator.unit),
            *_texts(indicator.name, indicator.definition, group.name),
            *(*indicator.aliases, *group.aliases, *criteria),
        ]
    )
    return all(word in text for word in words.casefold().split())


def _texts(*texts: Text) -> list[str]:
    return [part for text in texts for part in (text.zh, text.en)]


def _folded(parts: Iterable[str]) -> str:
    return "\n".join(parts).casefold()


def _names(indicator: Indicator, framework: Framework) -> set[str]:
    """Names of inputs and variables behind an indicator, also those inside variables."""
    formulas = [
        *indicator.formulas,
        *(text for item in indicator.measures for text in item.formulas),
    ]
    names = {name for text in formulas for name in parse(text).names}
    names |= {name for item in indicator.measures for name in item.requires}
    names |= {item.input for item in indicator.criteria} | set(indicator.cross_checks)
    for variable in reversed(framework.variables):
        if variable.code in names:
            names |= {name for text in variable.formulas for name in parse(text).names}
    return names
