"""Compute a bundle again and say what differs: hashes, values, digest, result. Needs no database."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isclose
from typing import Any

from assess.scoring import bundle as bundles
from assess.scoring.bundle import Bundle, Measured, Tables
from assess.scoring.gathering import digest_of, facts_of
from assess.scoring.method import METHOD, assess
from assess.scoring.results import Assessment, Facts
from indicators import units
from indicators.parsing import build_framework, build_profile, digest, typed

TOLERANCE = 1e-9
"""Relative and absolute: the last digit of a logarithm may differ between processors."""


@dataclass(frozen=True)
class Difference:
    """A line on which the bundle and the computation disagree.

    code: "hash", "method", "value" (does not follow from text and unit), "digest" or "result".
    line: where, as ``indicators[P13].score``.
    """

    code: str
    line: str
    stated: Any
    computed: Any


@dataclass(frozen=True)
class Check:
    """A bundle computed again. Without differences it is what it says it is."""

    bundle: Bundle
    content: str
    digest: str
    result: Assessment
    differences: tuple[Difference, ...]

    @property
    def agrees(self) -> bool:
        """Whether nothing differs."""
        return not self.differences

    @property
    def overall(self) -> float | None:
        """The figure of the bundle's kind: over what is known, or with missing = 0."""
        return self.result.final if self.bundle.score.kind == "final" else self.result.known

    @property
    def level(self) -> str | None:
        """The level of the bundle's kind."""
        result = self.result
        final = self.bundle.score.kind == "final"
        return (result.final_rating if final else result.draft_rating).level


def check(tables: Tables) -> Check:
    """Compute the score of a bundle from its raw inputs and hold everything that it states against it.

    Raises DefinitionError for a bundle, framework or profile that cannot be read, with every fault.
    """
    bundle = bundles.records_of(tables)
    framework = build_framework(bundle.framework)
    profile = build_profile(bundle.profile, framework)
    facts = facts_in(bundle)
    found = digest_of(digest(bundle.framework), digest(bundle.profile), bundle.method, facts)
    result = assess(framework, profile, facts)
    differences = (
        *_hashes(tables),
        *_method(bundle),
        *_values(bundle),
        *_digest(bundle, found),
        *_results(bundle, result),
    )
    return Check(bundle, bundle.hashes.get(bundles.CONTENT, ""), found, result, differences)


def facts_in(bundle: Bundle) -> Facts:
    """The facts that a bundle's raw inputs and answers give."""
    return facts_of(bundle.measurements, bundle.answers, bundle.cluster.inputs)


def _hashes(tables: Tables) -> Iterator[Difference]:
    """Hashes that do not fit; the one over everything only where no section explains it."""
    found, stated = bundles.hashes_of(tables), tables["hashes"]
    wrong = [name for name in found if stated.get(name) != found[name]]
    for name in [item for item in wrong if item != bundles.CONTENT] or wrong:
        yield Difference("hash", f"hashes[{name}]", stated.get(name), found[name])


def _method(bundle: Bundle) -> Iterator[Difference]:
    if bundle.method != METHOD:
        yield Difference("method", "method", bundle.method, METHOD)


def _values(bundle: Bundle) -> Iterator[Difference]:
    """Canonical values, and ends of ranges, that what was typed does not give."""
    for row in bundle.measurements:
        typed_ones = {"value": row.text, "low": row.low_text, "high": row.high_text}
        for name, text in typed_ones.items():
            stated, found = getattr(row, name), _read(text, row)
            if not _same(stated, found):
                yield Difference("value", f"measurements[{row.input}].{name}", stated, found)


def _read(text: str, row: Measured) -> float | str | None:
    """What a text means in the canonical unit; None where nothing was typed, a code where it means nothing."""
    if not text:
        return None
    try:
        return units.to_canonical(text, row.unit, row.canonical_unit)
    except units.UnitError as error:
        return error.code


def _digest(bundle: Bundle, found: str) -> Iterator[Difference]:
    if bundle.score.digest != found:
        yield Difference("digest", "score.digest", bundle.score.digest, found)


def _results(bundle: Bundle, result: Assessment) -> Iterator[Difference]:
    """Lines of the result that differ; those that an older release did not write yet are left out."""
    typed(
        bundles.RESULT, bundle.score.result, "score.result"
    )  # complete, or it says what is missing
    yield from _compare("", bundle.score.result, bundles.plain_result(result))


def _compare(path: str, stated: Any, found: Any) -> Iterator[Difference]:
    if isinstance(stated, Mapping) and isinstance(found, Mapping):
        for name in stated:
            yield from _compare(f"{path}.{name}".lstrip("."), stated[name], found.get(name))
    elif _is_list(stated) and _is_list(found) and len(stated) == len(found):
        for place, (one, other) in enumerate(zip(stated, found, strict=True)):
            yield from _compare(f"{path}[{_name(other, place)}]", one, other)
    elif not _same(stated, found):
        yield Difference("result", path, stated, found)


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _name(item: Any, place: int) -> str:
    """How an item of a list is called: by its code, else by its place."""
    return str(item["code"]) if isinstance(item, Mapping) and "code" in item else str(place)


def _same(stated: object, found: object) -> bool:
    numbers = [isinstance(item, int | float) for item in (stated, found)]
    if all(numbers) and not isinstance(stated, bool) and not isinstance(found, bool):
        return isclose(stated, found, rel_tol=TOLERANCE, abs_tol=TOLERANCE)  # type: ignore[arg-type]
    return type(stated) is type(found) and stated == found
