"""Indicators' scores over many draws of their inputs at once: what ``points`` does, on arrays."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from assess.scoring import curves
from assess.scoring.intervals import (
    Interval,
    Limits,
    any_of,
    half_width,
    own_intervals,
    relative_width,
)
from assess.scoring.points import Case, case_of, indicator_result
from assess.scoring.results import CriterionResult, Facts, IndicatorResult, MeasureResult
from assess.scoring.values import VALUE
from indicators.arrays import Array, evaluate
from indicators.definitions import Anchor, Criterion, Framework, Indicator, Measure, Profile
from indicators.expressions import parse

UNKNOWN = np.asarray(np.nan)
Place = Callable[[str], Array]
"""Where in its interval a quantity lies in each draw, 0 at the low end and 1 at the high one, by its name."""


@dataclass(frozen=True)
class Subject:
    """What is drawn again and again: a framework and the facts of a cluster, scored once as they were stated."""

    framework: Framework
    case: Case

    @cached_property
    def results(self) -> tuple[IndicatorResult, ...]:
        return tuple(indicator_result(self.case, item) for item in self.framework.indicators)

    @cached_property
    def own(self) -> Mapping[str, Interval]:
        """The inputs that have an interval of their own."""
        return own_intervals(self.case.profile, self.case.facts)


def subject_of(framework: Framework, profile: Profile, facts: Facts) -> Subject:
    """The facts of a cluster, ready to be drawn."""
    return Subject(framework, case_of(framework, profile, facts))


@dataclass(frozen=True)
class Sample:
    """The indicators, and their scores over the draws, one row each: NaN where missing or not applicable.

    ``gates`` are the credits of gate criteria that apply, NaN where unanswered.
    """

    results: tuple[IndicatorResult, ...]
    scores: Array
    gates: Mapping[str, Array]


def sample(subject: Subject, place: Place, draws: int) -> Sample:
    """Score every indicator in every draw.

    An input with an interval of its own lies in it; else the indicator's value lies in the interval that its class
    of evidence gives, so that what several indicators share (the nodes, a plan, a latency target) is not drawn
    twice, and a difference of two large inputs is not drawn as if they had been measured apart.

    Source: docs/method.md, section 8 (method-1.0).
    """
    sampler = _Sampler(subject, place)
    rows = [
        sampler.indicator(item, result)
        for item, result in zip(subject.framework.indicators, subject.results, strict=True)
    ]
    scores = np.stack([np.broadcast_to(row, (draws,)) for row in rows])
    gates = {code: np.broadcast_to(row, (draws,)) for code, row in sampler.gates.items()}
    return Sample(subject.results, scores, gates)


class _Sampler:
    """Draws of one submission."""

    def __init__(self, subject: Subject, place: Place) -> None:
        self.framework, self.case, self.place = subject.framework, subject.case, place
        self.own = subject.own
        self.gates: dict[str, Array] = {}
        self.anchors: dict[str, curves.Points] = {}

    @cached_property
    def known(self) -> dict[str, Array]:
        """Inputs and variables by name; drawn in the order of their names, so that no other order matters."""
        given = {code: np.asarray(self.case.scope.known[code]) for code in self.case.facts.inputs}
        drawn = {
            code: _within(self.own[code], self.place(code))
            for code in sorted(self.own.keys() & given)
        }
        known = {**given, **drawn}
        for variable in self.framework.variables:
            value = _first(variable.formulas, known)
            if variable.code not in known and not np.isnan(value).all():
                known[variable.code] = value
        return known

    def indicator(self, item: Indicator, result: IndicatorResult) -> Array:
        if item.kind == "capability":
            return self._capability(item, result)
        if result.state == "not_applicable":
            return UNKNOWN
        value = self._value(item, result)
        rows = [
            self._measured(measure, found, value, result.evidence)
            for measure, found in zip(item.measures, result.measures, strict=True)
        ]
        return _mean(rows)

    def _value(self, item: Indicator, result: IndicatorResult) -> Array:
        value = _first(item.formulas, self.known)
        value = self._widened(item.code, value, result.formula, result.evidence, _limits(item))
        low = -np.inf if item.minimum is None else item.minimum
        high = np.inf if item.maximum is None else item.maximum
        return np.where((value >= low) & (value <= high), value, np.nan)

    def _measured(self, item: Measure, found: MeasureResult, value: Array, evidence: str) -> Array:
        if self.case.scope.lacking(item.requires):
            return UNKNOWN
        more = {} if np.isnan(value).all() else {VALUE: value}
        x = _first(item.formulas, {**self.known, **more})
        if found.formula and VALUE not in parse(found.formula).names:
            given = self.framework.input_by_code.get(found.formula)
            limits = _limits(given) if given else Limits()
            x = self._widened(item.code, x, found.formula, evidence, limits)
        anchor = self.case.profile.anchor_by_code[item.anchor]
        return curves.scores(anchor, self._points(anchor), x)

    def _points(self, anchor: Anchor) -> curves.Points:
        swing = self.case.profile.uncertainty.anchor_swings.get(anchor.quality, 0.0)
        if not swing:
            return curves.points_of(anchor)
        if anchor.code not in self.anchors:
            lower, upper = (self.place(f"{anchor.code} {n}") for n in (60, 80))
            factors = (1.0 + swing * (2.0 * part - 1.0) for part in (lower, upper))
            self.anchors[anchor.code] = curves.swung(anchor, *factors)
        return self.anchors[anchor.code]

    def _capability(self, item: Indicator, result: IndicatorResult) -> Array:
        rows = [
            self._credit(criterion, found, result.evidence)
            for criterion, found in zip(item.criteria, result.criteria, strict=True)
            if found.state != "not_applicable"
        ]
        if result.state != "scored":
            return UNKNOWN
        total = sum((np.nan_to_num(row) for row in rows), np.asarray(0.0))
        return np.asarray(100.0 * total / len(rows))

    def _credit(self, item: Criterion, found: CriterionResult, evidence: str) -> Array:
        credit = UNKNOWN if found.credit is None else np.asarray(found.credit)
        if item.type == "numeric" and item.input in self.known:
            limits = _limits(self.framework.input_by_code[item.input])
            x = self._widened(item.code, self.known[item.input], item.input, evidence, limits)
            credit = curves.credits(item, x)
        if found.gate:
            self.gates[item.code] = credit
        return credit

    def _widened(self, name: str, x: Array, formula: str, evidence: str, limits: Limits) -> Array:
        """A figure in the interval of its class of evidence, unless an input behind it has its own."""
        if any_of(self.case.scope.behind(formula), self.own) or np.isnan(x).all():
            return x
        share = relative_width(self.case.profile, evidence)
        middle = float(x.flat[0])
        width = half_width(middle, share, limits) if np.isfinite(middle) else 0.0
        return np.asarray(x + width * (2.0 * self.place(name) - 1.0))


def _limits(item: object) -> Limits:
    return Limits(getattr(item, "minimum", None), getattr(item, "maximum", None))


def _within(interval: Interval, place: Array) -> Array:
    return np.asarray(interval.low + place * (interval.high - interval.low))


def _first(formulas: tuple[str, ...], known: Mapping[str, Array]) -> Array:
    """The first computable alternative, draw by draw."""
    found = UNKNOWN
    for text in formulas:
        expression = parse(text)
        if expression.names <= known.keys():
            value = evaluate(expression, known)
            found = np.where(np.isnan(found), value, found)
    return found


def _mean(rows: list[Array]) -> Array:
    """The mean of what is known, draw by draw."""
    count = sum((~np.isnan(row) * 1.0 for row in rows), np.asarray(0.0))
    total = sum((np.nan_to_num(row) for row in rows), np.asarray(0.0))
    return np.where(count > 0, total / np.maximum(count, 1.0), np.nan)
