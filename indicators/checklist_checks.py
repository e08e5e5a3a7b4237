"""What types cannot say of a checklist, and of clauses of other standards."""

from collections.abc import Iterator, Mapping
from itertools import chain

from indicators.checklists import Checklist
from indicators.checks import spelt
from indicators.definitions import Criterion
from indicators.faults import Fault, identity, listed, texts, unique


def checklist_faults(
    checklist: Checklist, criteria: Mapping[str, Criterion] | None
) -> Iterator[Fault]:
    """Find everything that is wrong in a checklist; ``criteria`` are those it may link to, None for none."""
    return chain(
        texts(checklist),
        identity(checklist.code, checklist.version, checklist.title),
        _codes(checklist),
        _sections(checklist),
        *(
            _link(item.criterion, criteria or {}, f"items[{place}].criterion")
            for place, item in enumerate(checklist.items)
            if item.criterion
        ),
    )


def _codes(checklist: Checklist) -> Iterator[Fault]:
    for name in ("sections", "items"):
        codes = [item.code for item in getattr(checklist, name)]
        yield from unique(codes, f"{name}[{{}}].code")
        yield from spelt(codes, f"{name}[{{}}].code")
        if not codes:
            yield Fault("missing", name)


def _sections(checklist: Checklist) -> Iterator[Fault]:
    known = [item.code for item in checklist.sections]
    for place, item in enumerate(checklist.items):
        yield from listed(item.section, known, f"items[{place}].section")
    for place, section in enumerate(checklist.sections):
        if not checklist.of_section(section.code):
            yield Fault("nothing_in_it", f"sections[{place}]", section.code)


def _link(code: str, criteria: Mapping[str, Criterion], path: str) -> Iterator[Fault]:
    """A link shows the answer of a judged criterion; a measured one has a verdict and no such answer."""
    judged = [item.code for item in criteria.values() if item.type == "ordinal"]
    yield from listed(code, judged, path)
