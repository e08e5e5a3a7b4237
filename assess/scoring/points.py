"""One indicator: from the facts to its score."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf

from assess.scoring import credits
from assess.scoring.intervals import bounded, uncounted
from assess.scoring.normalise import score
from assess.scoring.results import CriterionResult, Facts, IndicatorResult, MeasureResult
from assess.scoring.values import VALUE, Computed, Scope, scope_of
from indicators.definitions import Criterion, Framework, Indicator, Measure, Profile

LEFT_OUT = "profile"
"""Reason of an indicator that the profile leaves out."""

UNDEFINED = "undefined"
"""Reason of an indicator whose inputs are all given but whose formula has no result for them."""

NOTHING_APPLIES = "criteria"
"""Reason of a capability indicator none of whose criteria applies."""

CREDIT_FORMULA = "100 * mean(credit)"
NO_EVIDENCE, SELF_DECLARED = "E0", "E1"
ROUNDING = 1e-9


@dataclass(frozen=True)
class Case:
    """What one assessment looks at: how it is scored, what is known, and the numbers that follow."""

    profile: Profile
    facts: Facts
    scope: Scope


def case_of(framework: Framework, profile: Profile, facts: Facts) -> Case:
    """The facts of a cluster, ready to be scored; a count of no events stands for its bound."""
    return Case(profile, facts, scope_of(framework, bounded(profile, facts.inputs)))


def indicator_result(case: Case, indicator: Indicator) -> IndicatorResult:
    """Value, measures, criteria and score of one indicator; weight and contribution are still 0.

    A quantitative indicator scores the mean of its known measures; it is missing when none is known.

    A capability indicator scores 100 times the mean credit of its applicable criteria. An unanswered
    criterion counts 0 and is listed in ``missing``, so leaving out a weak answer never pays; the indicator
    is missing only when no criterion is answered at all, and not applicable when no criterion applies.

    A scored indicator without a stated evidence class counts as E1 (self-declared); a missing one as E0,
    whatever was attached, since there is no figure to vouch for. A criterion may state a class of its own,
    else it has its indicator's; the indicator's kappa is then the mean over the criteria that apply.

    Source: docs/method.md, sections 2 to 4 (method-1.0); definitions: report section 4, tables 1 and 2.
    """
    reason = _left_out(case, indicator)
    if reason:
        return _not_applicable(case, indicator, reason)
    if indicator.kind == "capability":
        return _capability(case, indicator)
    return _quantitative(case, indicator)


def _left_out(case: Case, indicator: Indicator) -> str:
    stated = case.facts.not_applicable.get(indicator.code, "")
    return stated or (LEFT_OUT if indicator.code in case.profile.not_applicable else "")


def _quantitative(case: Case, indicator: Indicator) -> IndicatorResult:
    value = _possible(indicator, case.scope.compute(indicator.formulas))
    measured = [_measured(case, measure, value) for measure in indicator.measures]
    known = [item.score for item, _ in measured if item.score is not None]
    wanted = [name for _, names in measured for name in names]
    behind = value.missing if VALUE in wanted else ()
    return _finished(
        case,
        replace(
            _blank(case, indicator),
            value=value.value,
            formula=value.formula,
            substituted=value.substituted,
            measures=tuple(item for item, _ in measured),
            score=sum(known) / len(known) if known else None,
            missing=tuple(dict.fromkeys([*behind, *(name for name in wanted if name != VALUE)])),
            bounds=_bounds(case, value),
        ),
    )


def _bounds(case: Case, value: Computed) -> tuple[str, ...]:
    """The counts of no events behind a value, which make it a bound."""
    used = case.scope.behind(value.formula) if value.value is not None else ()
    return tuple(code for code in uncounted(case.profile, case.facts.inputs) if code in used)


def _possible(indicator: Indicator, found: Computed) -> Computed:
    """A value outside its limits contradicts its inputs (more hours of service than hours): it is none."""
    low = -inf if indicator.minimum is None else indicator.minimum
    high = inf if indicator.maximum is None else indicator.maximum
    if found.value is None or low <= found.value <= high:
        return found
    return replace(found, value=None)


def _measured(case: Case, measure: Measure, value: Computed) -> tuple[MeasureResult, list[str]]:
    """A measure, and the raw inputs it lacks, among them perhaps the indicator's own value."""
    more = {} if value.value is None else {VALUE: value.value}
    found = case.scope.compute(measure.formulas, **more)
    wanted = [*found.missing, *case.scope.lacking(measure.requires)]
    x = None if wanted else found.value
    points = None if x is None else score(case.profile.anchor_by_code[measure.anchor], x)
    result = MeasureResult(
        code=measure.code,
        anchor=measure.anchor,
        value=x,
        unit=measure.unit,
        formula=found.formula,
        substituted=found.substituted,
        score=points,
    )
    return result, wanted


def _capability(case: Case, indicator: Indicator) -> IndicatorResult:
    own = case.facts.evidence.get(indicator.code, "")
    criteria = tuple(_vouched(case, item, own) for item in indicator.criteria)
    applicable = [item for item in criteria if item.state != "not_applicable"]
    if not applicable:
        return _not_applicable(case, indicator, NOTHING_APPLIES)
    answered = any(item.state == "scored" for item in applicable)
    shares = [item.credit or 0.0 for item in applicable]
    points = 100.0 * sum(shares) / len(shares) if answered else None
    return _finished(
        case,
        replace(
            _blank(case, indicator),
            value=points,
            formula=CREDIT_FORMULA,
            substituted=_credits_put_in(shares) if answered else "",
            criteria=criteria,
            score=points,
            missing=tuple(item.code for item in applicable if item.state == "missing"),
        ),
    )


def _credits_put_in(shares: list[float]) -> str:
    return f"100 * ({' + '.join(format(share, '.4g') for share in shares)}) / {len(shares)}"


def _criterion(case: Case, criterion: Criterion) -> CriterionResult:
    blank = CriterionResult(
        code=criterion.code,
        state="missing",
        credit=None,
        value=None,
        met=None,
        gate=criterion.code in case.profile.gates,
    )
    if criterion.code in case.facts.not_applicable:
        return replace(blank, state="not_applicable")
    if criterion.type == "ordinal":
        return _answered(blank, case.facts.credits.get(criterion.code))
    value = case.scope.known.get(criterion.input)
    if value is None:
        return blank
    met = credits.is_met(criterion, value)
    return _answered(replace(blank, value=value, met=met), credits.credit(criterion, value))


def _vouched(case: Case, criterion: Criterion, of_indicator: str) -> CriterionResult:
    """A criterion with its evidence class: its own, else its indicator's; E0 where nothing is answered."""
    found = _criterion(case, criterion)
    if found.state != "scored":
        return replace(found, evidence=NO_EVIDENCE if found.state == "missing" else "")
    stated = case.facts.evidence.get(criterion.code) or of_indicator
    return replace(found, evidence=stated or SELF_DECLARED)


def _answered(blank: CriterionResult, credit: float | None) -> CriterionResult:
    return blank if credit is None else replace(blank, state="scored", credit=credit)


def _blank(case: Case, indicator: Indicator) -> IndicatorResult:
    """An indicator of which nothing is known yet."""
    return IndicatorResult(
        code=indicator.code,
        pillar=indicator.pillar,
        group=indicator.group,
        state="missing",
        value=None,
        unit=indicator.unit,
        formula="",
        substituted="",
        measures=(),
        criteria=(),
        score=None,
        weight=0.0,
        contribution=0.0,
        evidence=case.facts.evidence.get(indicator.code, ""),
        missing=(),
    )


def _finished(case: Case, result: IndicatorResult) -> IndicatorResult:
    """State, evidence class, assurance and reason, which follow from the rest."""
    if result.score is None:
        return replace(result, evidence=NO_EVIDENCE, reason="" if result.missing else UNDEFINED)
    kappa = case.profile.assurance
    if not result.criteria:
        stated = result.evidence or SELF_DECLARED
        return replace(result, state="scored", evidence=stated, kappa=kappa.get(stated, 0.0))
    classes = [item.evidence for item in result.criteria if item.state != "not_applicable"]
    mean = sum(kappa.get(code, 0.0) for code in classes) / len(classes)
    return replace(result, state="scored", evidence=_reached(kappa, mean), kappa=mean)


def _reached(kappa: Mapping[str, float], mean: float) -> str:
    """The best class whose kappa a mean reaches, rounding aside."""
    reached = [code for code in sorted(kappa) if kappa[code] <= mean + ROUNDING]
    return max(reached, key=lambda code: kappa[code], default=NO_EVIDENCE)


def _not_applicable(case: Case, indicator: Indicator, reason: str) -> IndicatorResult:
    criteria = tuple(
        replace(_criterion(case, item), state="not_applicable", credit=None, value=None, met=None)
        for item in indicator.criteria
    )
    return replace(
        _blank(case, indicator),
        state="not_applicable",
        criteria=criteria,
        evidence=NO_EVIDENCE,
        reason=reason,
    )
