"""What of the form never changes with the answers: its texts, its units, and which input is asked where.

An input that several indicators use is asked once, at the indicator whose value it declares, else at the
first one that needs it; the others show it. Made once for each framework and language, so these records
are equal only to themselves.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from assess.answering.numbers import number, plain
from indicators import units
from indicators.definitions import Criterion, Framework, Indicator, Input
from indicators.expressions import parse
from indicators.records import Text

Role = Literal["raw", "direct", "context", "check"]
VALUE = "value"


@dataclass(frozen=True)
class Option:
    """One of several values, with its words."""

    value: str
    label: str


@dataclass(frozen=True, eq=False)
class InputFrame:
    """A raw input: ``direct`` declares the value, ``context`` serves its score, ``check`` only cross-checks."""

    code: str
    name: str
    role: Role
    unit: str
    unit_label: str
    choices: tuple[Option, ...]
    help: str
    presets: tuple[Option, ...]
    prefill: str
    field: str


@dataclass(frozen=True, eq=False)
class CriterionFrame:
    """A criterion: judged by a credit, or by its ``input`` against the report's threshold."""

    code: str
    text: str
    input: InputFrame | None
    threshold: str
    note: str
    na_when: str


@dataclass(frozen=True, eq=False)
class IndicatorFrame:
    """An indicator: ``asked`` here, ``borrowed`` from the indicator that asks it, ``facts`` of the cluster."""

    code: str
    name: str
    group: str
    capability: bool
    unit: str
    definition: str
    formula: str
    formulas: tuple[str, ...]
    evidence: str
    context: str
    na_when: str
    asked: tuple[InputFrame, ...]
    borrowed: tuple[tuple[InputFrame, str], ...]
    facts: tuple[InputFrame, ...]
    criteria: tuple[CriterionFrame, ...]
    measures: Mapping[str, str]

    @cached_property
    def inputs(self) -> tuple[InputFrame, ...]:
        """Every input whose number is typed at this indicator."""
        return (*self.asked, *(item.input for item in self.criteria if item.input))


@dataclass(frozen=True, eq=False)
class GroupFrame:
    """A group of a pillar, with its indicators in order."""

    code: str
    name: str
    indicators: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class PillarFrame:
    """A pillar with its groups."""

    code: str
    name: str
    groups: tuple[GroupFrame, ...]


@dataclass(frozen=True, eq=False)
class FormFrame:
    """The whole form without answers. ``names`` tells what an input's or criterion's code means."""

    pillars: tuple[PillarFrame, ...]
    indicators: Mapping[str, IndicatorFrame]
    names: Mapping[str, str]

    @cached_property
    def dependents(self) -> Mapping[str, tuple[str, ...]]:
        """By indicator: the others that show or use a number asked there."""
        found: dict[str, list[str]] = {code: [] for code in self.indicators}
        for item in self.indicators.values():
            for owner in dict.fromkeys(owner for _, owner in item.borrowed):
                found[owner].append(item.code)
        return {code: tuple(others) for code, others in found.items()}


def form_frame(framework: Framework, language: str) -> FormFrame:
    """Lay out a framework's form in a language (``zh…`` or another, taken as English)."""
    return _Layout(framework, language).frame()


class _Layout:
    """Builds one form."""

    def __init__(self, framework: Framework, language: str) -> None:
        self.framework = framework
        self.language = language
        self.chinese = language.startswith("zh")
        self.variables = {item.code: item.formulas for item in framework.variables}
        self.owners = self._owners()

    def frame(self) -> FormFrame:
        names = {item.code: self.say(item.name) for item in self.framework.inputs}
        names |= {code: self.say(c.text) for code, c in self.framework.criterion_by_code.items()}
        indicators = {item.code: self.indicator(item) for item in self.framework.indicators}
        return FormFrame(self._pillars(), indicators, names)

    def say(self, text: Text | None) -> str:
        return "" if text is None else text.zh if self.chinese else text.en

    def indicator(self, item: Indicator) -> IndicatorFrame:
        used = list(self._used(item))
        criteria = tuple(self._criterion(item, criterion) for criterion in item.criteria)
        typed = {criterion.input.code for criterion in criteria if criterion.input}
        rest = [frame for frame in used if frame.code not in typed]
        return IndicatorFrame(
            code=item.code, name=self.say(item.name), group=item.group,
            capability=item.kind == "capability", unit=units.label(item.unit, self.language),
            definition=self.say(item.definition), formula=item.formula, formulas=item.formulas,
            evidence=self.say(item.evidence), context=self.say(item.context), na_when=self.say(item.na_when),
            asked=tuple(f for f in rest if not f.field and self.owners[f.code] == item.code),
            borrowed=tuple(
                (f, self.owners[f.code]) for f in rest if not f.field and self.owners[f.code] != item.code
            ),
            facts=tuple(f for f in rest if f.field),
            criteria=criteria, measures={m.code: self.say(m.name) for m in item.measures},
        )  # fmt: skip

    def _criterion(self, indicator: Indicator, item: Criterion) -> CriterionFrame:
        given = self.framework.input_by_code.get(item.input)
        asked = given and given.origin == "form" and self.owners[given.code] == indicator.code
        unit = units.label(item.unit, self.language)
        threshold = "" if item.threshold is None else f"≥ {number(item.threshold)} {unit}".rstrip()
        return CriterionFrame(
            code=item.code, text=self.say(item.text),
            input=self._input(given, "raw") if given and asked else None,
            threshold=threshold, note=self.say(item.note), na_when=self.say(item.na_when),
        )  # fmt: skip

    def _input(self, item: Input, role: Role) -> InputFrame:
        presets = (
            Option(plain(p.value), f"{self.say(p.label)}: {number(p.value)}") for p in item.presets
        )
        choices = units.choices(item.unit)
        return InputFrame(
            code=item.code, name=self.say(item.name), role=role, unit=item.unit,
            unit_label=units.label(item.unit, self.language),
            choices=tuple(Option(unit, units.label(unit, self.language) or "1") for unit in choices),
            help=self.say(item.help), presets=tuple(presets), prefill=item.prefill.removeprefix("cluster."),
            field=item.field if item.origin == "cluster" else "",
        )  # fmt: skip

    def _used(self, item: Indicator) -> Iterator[InputFrame]:
        """The inputs of an indicator, each once: for its value, declaring it, for its score."""
        direct = self._declared(item)
        value = self._names([f for f in item.formulas if f != direct])
        score = [m for measure in item.measures for m in (*measure.formulas, *measure.requires)]
        thresholds = [c.input for c in item.criteria if c.input]
        roles: dict[str, Role] = {}
        for names, role in ((value, "raw"), ([direct] if direct else [], "direct")):
            for name in names:
                roles.setdefault(name, role)  # type: ignore[arg-type]
        for name in (*self._names(score), *thresholds):
            roles.setdefault(name, "context")
        for name in item.cross_checks:
            roles.setdefault(name, "check")
        for name, role in roles.items():
            if name in self.framework.input_by_code:
                yield self._input(self.framework.input_by_code[name], role)

    def _names(self, formulas: Iterable[str]) -> list[str]:
        """The raw inputs behind formulas, through variables, in the order they appear."""
        names: dict[str, None] = {}
        for formula in formulas:
            for name in sorted(parse(formula).names - {VALUE}, key=formula.index):
                behind = self.variables.get(name)
                names |= dict.fromkeys(self._names(behind) if behind else [name])
        return list(names)

    def _owners(self) -> dict[str, str]:
        owners = {self._declared(item): item.code for item in reversed(self.framework.indicators)}
        for item in self.framework.indicators:
            for frame in self._used(item):
                owners.setdefault(frame.code, item.code)
        return owners

    def _pillars(self) -> tuple[PillarFrame, ...]:
        return tuple(
            PillarFrame(pillar.code, self.say(pillar.name), tuple(self._groups(pillar.code)))
            for pillar in self.framework.pillars
        )

    def _groups(self, pillar: str) -> Iterator[GroupFrame]:
        for group in self.framework.groups:
            if group.pillar == pillar:
                codes = tuple(i.code for i in self.framework.indicators if i.group == group.code)
                yield GroupFrame(group.code, self.say(group.name), codes)

    def _declared(self, item: Indicator) -> str:
        """The input that is the indicator's value itself, by the last formula."""
        last = item.formulas[-1] if item.formulas else ""
        return last if last in self.framework.input_by_code else ""
