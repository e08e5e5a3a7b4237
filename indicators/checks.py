"""What types cannot say of a framework: names that exist, formulas that read, units that are known."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from indicators.definitions import Criterion, Framework, Indicator, Input, Measure
from indicators.expressions import FUNCTIONS, ExpressionError, parse
from indicators.faults import Fault, identity, listed, texts, unique
from indicators.formulas import formula_faults, unit
from indicators.mappings import Clause
from indicators.names import NAME
from indicators.practices import Practice
from indicators.rule_checks import names_used, rule_faults

VALUE = "value"
CLUSTER_FIELDS = frozenset({"nodes", "cards_per_node", "card_peak", "link_gb_s"})
MOST_RECORDS = 1000
MOST_PARTS = 60
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,19}")


def framework_faults(framework: Framework) -> Iterator[Fault]:
    """Find everything that is wrong across the records of a framework."""
    if crowded := tuple(_crowded(framework)):
        return iter(crowded)
    return chain(
        texts(framework),
        identity(framework.code, framework.version, framework.title),
        _codes(framework),
        _groups(framework),
        *(_input(item, f"inputs[{n}]") for n, item in enumerate(framework.inputs)),
        _variables(framework),
        *(
            _indicator(item, f"indicators[{n}]", framework)
            for n, item in enumerate(framework.indicators)
        ),
        rule_faults(framework),
        _unused(framework),
        *(_clause(item, f"mappings[{n}]", framework) for n, item in enumerate(framework.mappings)),
        *(_known(item, f"practices[{n}]", framework) for n, item in enumerate(framework.practices)),
    )


def _crowded(framework: Framework) -> Iterator[Fault]:
    """Find more records than pages and checks are made for."""
    for name in ("pillars", "groups", "inputs", "variables", "indicators", "notes"):
        count = len(getattr(framework, name))
        if count > MOST_RECORDS:
            yield Fault("too_many", name, str(count), (str(MOST_RECORDS),))
    for place, item in enumerate(framework.indicators):
        for name in ("criteria", "measures", "formulas"):
            count = len(getattr(item, name))
            if count > MOST_PARTS:
                path = f"indicators[{place}].{name}"
                yield Fault("too_many", path, str(count), (str(MOST_PARTS),))


def _codes(framework: Framework) -> Iterator[Fault]:
    yield from unique([item.code for item in framework.pillars], "pillars[{}].code")
    yield from unique([item.code for item in framework.groups], "groups[{}].code")
    yield from unique([item.code for item in framework.notes], "notes[{}].code")
    places = [
        (item.code, f"indicators[{n}].criteria[{k}].code")
        for n, indicator in enumerate(framework.indicators)
        for k, item in enumerate(indicator.criteria)
    ]
    own = [(item.code, f"indicators[{n}].code") for n, item in enumerate(framework.indicators)]
    yield from _repeated([*own, *places])
    yield from spelt([item.code for item in framework.pillars], "pillars[{}].code")
    yield from spelt([item.code for item in framework.groups], "groups[{}].code")
    yield from spelt([item.code for item in framework.indicators], "indicators[{}].code")
    yield from spelt_at(places)
    yield from _names(framework)


def spelt(codes: list[str], path: str) -> Iterator[Fault]:
    """Find codes that could not stand in addresses."""
    for place, code in enumerate(codes):
        if not CODE.fullmatch(code):
            yield Fault("bad_code", path.format(place), code)


def spelt_at(places: Iterable[tuple[str, str]]) -> Iterator[Fault]:
    """Find codes that could not stand in addresses, each with its own path."""
    for code, path in places:
        yield from spelt([code], path)


def _repeated(places: list[tuple[str, str]]) -> Iterator[Fault]:
    seen: set[str] = set()
    for code, path in places:
        if code in seen:
            yield Fault("duplicate", path, code)
        seen.add(code)


def _names(framework: Framework) -> Iterator[Fault]:
    """Inputs and variables share one space of names with functions and ``value``."""
    places = [(item.code, f"inputs[{n}].code") for n, item in enumerate(framework.inputs)]
    places += [(item.code, f"variables[{n}].code") for n, item in enumerate(framework.variables)]
    yield from _repeated(places)
    for name, path in places:
        if not NAME.fullmatch(name):
            yield Fault("bad_name", path, name)
        if name in FUNCTIONS or name == VALUE:
            yield Fault("reserved_name", path, name)


def _groups(framework: Framework) -> Iterator[Fault]:
    pillars = {item.code for item in framework.pillars}
    for place, group in enumerate(framework.groups):
        yield from listed(group.pillar, pillars, f"groups[{place}].pillar")


def _input(item: Input, path: str) -> Iterator[Fault]:
    yield from unit(item.unit, f"{path}.unit")
    if item.minimum is not None and item.maximum is not None and item.minimum > item.maximum:
        yield Fault("order", f"{path}.maximum", f"{item.maximum:g}", (f">= {item.minimum:g}",))
    if item.origin == "cluster":
        yield from listed(item.field, CLUSTER_FIELDS, f"{path}.field")
    if item.prefill:
        offered = {f"cluster.{field}" for field in CLUSTER_FIELDS}
        yield from listed(item.prefill, offered, f"{path}.prefill")


def _variables(framework: Framework) -> Iterator[Fault]:
    known = {item.code: item.unit for item in framework.inputs}
    for place, variable in enumerate(framework.variables):
        path = f"variables[{place}]"
        yield from unit(variable.unit, f"{path}.unit")
        yield from formula_faults(variable.formulas, known, variable.unit, f"{path}.formulas")
        known[variable.code] = variable.unit


def _indicator(item: Indicator, path: str, framework: Framework) -> Iterator[Fault]:
    yield from _place(item, path, framework)
    known = {named.code: named.unit for named in framework.inputs}
    known |= {named.code: named.unit for named in framework.variables}
    if item.kind == "capability":
        yield from _capability(item, path, framework)
        return
    if item.criteria:
        yield Fault("not_here", f"{path}.criteria", item.kind)
    if not item.measures:
        yield Fault("missing", f"{path}.measures")
    yield from unit(item.unit, f"{path}.unit")
    yield from formula_faults(item.formulas, known, item.unit, f"{path}.formulas")
    for place, measure in enumerate(item.measures):
        inside = f"{path}.measures[{place}]"
        yield from _measure(measure, {**known, VALUE: item.unit}, inside, framework)


def _place(item: Indicator, path: str, framework: Framework) -> Iterator[Fault]:
    yield from listed(item.pillar, [known.code for known in framework.pillars], f"{path}.pillar")
    groups = [known.code for known in framework.groups if known.pillar == item.pillar]
    yield from listed(item.group, groups, f"{path}.group")
    for place, name in enumerate(item.cross_checks):
        yield from listed(name, framework.input_by_code, f"{path}.cross_checks[{place}]")
    for place, note in enumerate(item.notes):
        yield from listed(note, framework.note_by_code, f"{path}.notes[{place}]")


def _capability(item: Indicator, path: str, framework: Framework) -> Iterator[Fault]:
    for field in ("formulas", "measures"):
        if getattr(item, field):
            yield Fault("not_here", f"{path}.{field}", item.kind)
    if not item.criteria:
        yield Fault("missing", f"{path}.criteria")
    for place, criterion in enumerate(item.criteria):
        yield from _criterion(criterion, f"{path}.criteria[{place}]", framework)


def _criterion(item: Criterion, path: str, framework: Framework) -> Iterator[Fault]:
    if (item.rule == "ordinal") != (item.type == "ordinal"):
        numeric = ("half", "decade", "nines")
        expected = ("ordinal",) if item.type == "ordinal" else numeric
        yield Fault("unknown_name", f"{path}.rule", item.rule, expected)
    if item.type == "ordinal":
        for field in ("input", "unit", "threshold"):
            if getattr(item, field):
                yield Fault("not_here", f"{path}.{field}", item.type)
        return
    yield from listed(item.input, framework.input_by_code, f"{path}.input")
    if item.threshold is None or item.threshold <= 0:
        yield Fault("not_positive", f"{path}.threshold", str(item.threshold))
    known = framework.input_by_code.get(item.input)
    if known and item.unit != known.unit:
        yield Fault("other_unit", f"{path}.unit", item.unit, (known.unit,))


def _measure(
    item: Measure, known: Mapping[str, str], path: str, framework: Framework
) -> Iterator[Fault]:
    yield from unit(item.unit, f"{path}.unit")
    yield from formula_faults(item.formulas, known, item.unit, f"{path}.formulas")
    for place, name in enumerate(item.requires):
        yield from listed(name, framework.input_by_code, f"{path}.requires[{place}]")


def _clause(item: Clause, path: str, framework: Framework) -> Iterator[Fault]:
    """A clause of another standard names it, and points at what there is."""
    if not item.standard.strip():
        yield Fault("empty_text", f"{path}.standard")
    yield from _known(item, path, framework)


def _known(item: Clause | Practice, path: str, framework: Framework) -> Iterator[Fault]:
    """It points at indicators or criteria that there are."""
    codes = framework.indicator_by_code.keys() | framework.criterion_by_code.keys()
    if not item.indicators:
        yield Fault("missing", f"{path}.indicators")
    for place, code in enumerate(item.indicators):
        yield from listed(code, codes, f"{path}.indicators[{place}]")


def _unused(framework: Framework) -> Iterator[Fault]:
    """An input that no formula, no criterion and no rule asks for was misspelt somewhere."""
    used = {item.input for indicator in framework.indicators for item in indicator.criteria}
    formulas = [text for item in framework.variables for text in item.formulas]
    for indicator in framework.indicators:
        formulas += indicator.formulas
        formulas += [text for measure in indicator.measures for text in measure.formulas]
        used |= {name for measure in indicator.measures for name in measure.requires}
    used |= {name for rule in framework.rules for name in names_used(rule)}
    for text in formulas:
        try:
            used |= parse(text).names
        except ExpressionError:
            continue
    for place, item in enumerate(framework.inputs):
        if item.code not in used:
            yield Fault("unused", f"inputs[{place}]", item.code)
