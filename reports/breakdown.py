"""One indicator taken apart: from the result of the method back to what somebody typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assess.scoring.results import CriterionResult, Facts, IndicatorResult, MeasureResult
from assess.scoring.values import VALUE
from indicators.definitions import Framework, Indicator, Input, Measure, Profile
from indicators.expressions import parse
from indicators.practices import helping
from indicators.records import Text
from reports.dashboard import (
    CriterionFigures,
    Gate,
    IndicatorFigures,
    MeasureFigures,
    Missing,
    Reading,
    Verdict,
)
from reports.reasons import stated_reason


@dataclass(frozen=True)
class Known:
    """What an indicator is told from: definitions, the facts that were scored, typed readings, notes by item."""

    framework: Framework
    profile: Profile
    facts: Facts
    readings: Mapping[str, Reading]
    notes: Mapping[str, str]


def indicator_figures(result: IndicatorResult, known: Known) -> IndicatorFigures:
    """The whole way of one indicator."""
    definition = known.framework.indicator_by_code[result.code]
    notes = known.framework.note_by_code
    return IndicatorFigures(
        definition=definition,
        state=result.state,
        value=result.value,
        formula=result.formula,
        substituted=result.substituted,
        measures=_measures(definition, result.measures, known.profile),
        criteria=tuple(_criterion(item, known) for item in result.criteria),
        readings=_readings(definition, known),
        score=result.score,
        weight=result.weight,
        contribution=result.contribution,
        evidence=result.evidence,
        missing=tuple(_missing(code, known.framework) for code in result.missing),
        reason=stated_reason(result),
        bounds=tuple(_missing(code, known.framework) for code in result.bounds),
        note=known.notes.get(result.code, ""),
        notes=tuple(notes[code] for code in definition.notes if code in notes),
        variables=known.framework.variables,
        practices=helping(known.framework.practices, _codes(definition)),
    )


def gates_of(
    indicators: Iterable[IndicatorFigures], profile: Profile, *, final: bool
) -> tuple[Gate, ...]:
    """The profile's gate criteria and how they stand."""
    return tuple(
        Gate(item.criterion, figures.code, item.credit, _verdict(item, profile, final))
        for figures in indicators
        for item in figures.criteria
        if item.gate
    )


def inputs_of(indicator: Indicator, framework: Framework) -> tuple[Input, ...]:
    """The raw inputs that an indicator can be computed from, through variables, in the framework's order."""
    formulas = [
        *indicator.formulas,
        *(text for item in indicator.measures for text in item.formulas),
    ]
    wanted = {name for text in formulas for name in parse(text).names}
    wanted |= {name for item in indicator.measures for name in item.requires}
    wanted |= {item.input for item in indicator.criteria} | set(indicator.cross_checks)
    raw = _without_variables(wanted, framework)
    return tuple(item for item in framework.inputs if item.code in raw)


def _without_variables(names: set[str], framework: Framework) -> set[str]:
    """Names of inputs: variables are followed to theirs (a variable only uses earlier ones)."""
    found = set(names)
    for variable in reversed(framework.variables):
        if variable.code in found:
            found |= {name for text in variable.formulas for name in parse(text).names}
    return found - {VALUE, *(item.code for item in framework.variables)}


def _codes(definition: Indicator) -> list[str]:
    """The indicator and its criteria."""
    return [definition.code, *(item.code for item in definition.criteria)]


def _readings(indicator: Indicator, known: Known) -> tuple[Reading, ...]:
    return tuple(
        known.readings[item.code]
        for item in inputs_of(indicator, known.framework)
        if item.code in known.readings
    )


def _measures(
    indicator: Indicator, results: Iterable[MeasureResult], profile: Profile
) -> tuple[MeasureFigures, ...]:
    by_code: Mapping[str, Measure] = {item.code: item for item in indicator.measures}
    return tuple(
        MeasureFigures(
            measure=by_code[item.code],
            anchor=profile.anchor_by_code[item.anchor],
            value=item.value,
            formula=item.formula,
            substituted=item.substituted,
            score=item.score,
        )
        for item in results
    )


def _criterion(result: CriterionResult, known: Known) -> CriterionFigures:
    return CriterionFigures(
        criterion=known.framework.criterion_by_code[result.code],
        state=result.state,
        credit=result.credit,
        value=result.value,
        met=result.met,
        gate=result.gate,
        reason=known.facts.not_applicable.get(result.code, ""),
    )


def _missing(code: str, framework: Framework) -> Missing:
    if code in framework.criterion_by_code:
        return Missing(code, framework.criterion_by_code[code].text)
    item = framework.input_by_code.get(code)
    return Missing(code, item.name if item else Text(code, code))


def _verdict(item: CriterionFigures, profile: Profile, final: bool) -> Verdict:
    if item.state == "not_applicable":
        return "not_applicable"
    if item.credit is None and not final:
        return "unknown"
    return "passed" if (item.credit or 0.0) >= profile.caps.gate_credit else "failed"
